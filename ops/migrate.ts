import { existsSync } from "node:fs";
import { join } from "node:path";
import { migrateDatabase } from "../src/db/migrate";

if (existsSync(".env")) process.loadEnvFile(".env");
const url = process.env.DATABASE_URL;
if (!url) {
  console.error("Set DATABASE_URL. The embedded database is migrated by `npm start`.");
  process.exit(1);
}
await migrateDatabase(url, join(import.meta.dirname, "../drizzle"));
console.log("The database is up to date.");
