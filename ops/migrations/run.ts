import { missingMigrations, tableFiles } from "../gate/migrations";

const missing = await missingMigrations(tableFiles());
for (const sql of missing) console.log(sql);
if (missing.length > 0) {
  console.log("\nThe tables and the migrations differ: npm run db:generate -- --name what_changes");
  process.exitCode = 1;
}
