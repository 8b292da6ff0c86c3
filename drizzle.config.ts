import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: ["./src/modules/*/tables.ts", "./src/db/outbox.ts"],
  out: "./drizzle",
  strict: true,
});
