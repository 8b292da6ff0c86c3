import { cpSync, createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { drizzle } from "drizzle-orm/node-postgres";
import { readMigrationFiles } from "drizzle-orm/migrator";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Db } from "../../src/db/client";
import { migrateDatabase } from "../../src/db/migrate";
import { holdRestored } from "../../src/modules/publishing/commands/restore";
import { listTables, quoted } from "./dump";
import type { Manifest } from "./manifest";

/** @throws Error when this product does not know a migration that the backup's tables have seen. */
export function requireKnown({ migrations, version }: Manifest, migrationsFolder: string): void {
  const known = readMigrationFiles({ migrationsFolder }).map(({ hash }) => hash);
  const same = migrations.every((hash, index) => hash === known[index]);
  if (same && migrations.length > 0) return;
  const newer = migrations.length > known.length && known.every((hash, index) => hash === migrations[index]);
  throw new Error(
    newer
      ? `This backup was made by a newer Publify (${version}): update this one first, then restore.`
      : `This backup was made by a Publify (${version}) whose tables this one does not know.`,
  );
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "publify restore" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @throws Error when the database holds rows, or tables that are newer than the backup's. */
export const requireEmpty = (url: string, { migrations }: Manifest): Promise<void> =>
  withClient(url, async (client) => {
    for (const { name } of await listTables(client)) {
      const { rows } = await client.query(`select 1 from public.${client.escapeIdentifier(name)} limit 1`);
      if (rows.length > 0)
        throw new Error(
          `The database is not empty (there are rows in ${name}). Restore into a new data folder or a new database; nothing was changed.`,
        );
    }
    const { rows: seen } = await client.query("select to_regclass('drizzle.__drizzle_migrations') as name");
    if (!seen[0]?.name) return;
    const { rows } = await client.query("select count(*)::int as applied from drizzle.__drizzle_migrations");
    if (rows[0].applied > migrations.length)
      throw new Error(
        "The database has tables of a newer version than the backup's: restore into one without tables.",
      );
  });

/** Bring an empty database to the tables that the backup was made of. */
export async function migrateAsFarAs(url: string, folder: string, count: number): Promise<void> {
  const part = mkdtempSync(join(tmpdir(), "publify-migrations-"));
  try {
    cpSync(folder, part, { recursive: true });
    const path = join(part, "meta/_journal.json");
    const journal = JSON.parse(readFileSync(path, "utf8")) as { entries: unknown[] };
    writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
    await migrateDatabase(url, part);
  } finally {
    rmSync(part, { recursive: true });
  }
}

/** Load rows in any order: references are dropped, and checked all together when they are made again. */
async function withoutReferences(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows: references } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
  );
  // What is loaded is every tenant's, and COPY refuses a table whose rows a policy filters.
  const { rows: forced } = await client.query<{ table: string }>(
    `select oid::regclass::text as table from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity`,
  );
  for (const { table, name } of references)
    await client.query(`alter table ${table} drop constraint ${client.escapeIdentifier(name)}`);
  for (const { table } of forced) await client.query(`alter table ${table} no force row level security`);
  await work();
  for (const { table } of forced) await client.query(`alter table ${table} force row level security`);
  for (const { table, name, definition } of references)
    await client.query(`alter table ${table} add constraint ${client.escapeIdentifier(name)} ${definition}`);
}

async function loadTable(
  client: pg.Client,
  folder: string,
  { rows, file, ...table }: Manifest["tables"][number],
): Promise<void> {
  const { table: into, columns } = quoted(client, table);
  const copy = client.query(copyFrom(`copy ${into} (${columns}) from stdin`));
  await pipeline(createReadStream(join(folder, file.path)), createGunzip(), copy);
  if (copy.rowCount !== rows)
    throw new Error(`${table.name} came back with ${copy.rowCount} rows instead of ${rows}`);
}

/**
 * Load a backup's database into an empty one: all of it or nothing, in one transaction that also puts on hold what
 * would otherwise go out by itself. Then what newer migrations there are.
 */
export async function loadDatabase(
  url: string,
  folder: string,
  manifest: Manifest,
  { migrationsFolder, now }: { migrationsFolder: string; now: Date },
): Promise<{ held: number }> {
  await migrateAsFarAs(url, migrationsFolder, manifest.migrations.length);
  const held = await withClient(url, async (client) => {
    await client.query("begin");
    await withoutReferences(client, async () => {
      for (const table of manifest.tables) await loadTable(client, folder, table);
    });
    for (const { name, value } of manifest.sequences)
      await client.query("select setval(to_regclass($1), $2)", [
        `public.${client.escapeIdentifier(name)}`,
        value,
      ]);
    const count = await holdRestored(drizzle(client) as unknown as Db, now);
    await client.query("commit");
    return count;
  });
  await migrateDatabase(url, migrationsFolder);
  return { held };
}
