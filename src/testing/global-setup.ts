import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import type { DatabaseDriver } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser on the maintenance database of the test cluster. */
    adminUrl: string;
    /** The migrated database that each test file clones. */
    templateUrl: string;
    databaseDriver: DatabaseDriver;
    /** Stories that the fault campaign plays. */
    faultRuns: number;
    /** Whether the minutes are there to kill real processes. */
    faultsOnProcesses: boolean;
  }
}

/** Start one cluster for the run and migrate the template that each test file clones. */
export default async function setup(project: TestProject) {
  const root = join(import.meta.dirname, "../..");
  const name = createHash("sha256").update(`${root}:${process.pid}`).digest("hex").slice(0, 12);
  const template = "publify_template";
  const server = await startEmbeddedPostgres({
    folder: join(tmpdir(), `publify-test-${name}`),
    database: template,
    settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
  });
  await migrateDatabase(server.url, join(root, "drizzle"));
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query(`alter database ${template} with is_template true`);
  await admin.end();
  project.provide("adminUrl", server.adminUrl);
  project.provide("templateUrl", server.url);
  return () => server.destroy();
}
