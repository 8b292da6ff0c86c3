import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { restoreBackup } from "./bring-back";
import { takeBackup } from "./take";

export const keyring = [{ id: "k1", key: Buffer.alloc(32, 1) }];
export const migrationsFolder = join(import.meta.dirname, "../../drizzle");
const now = () => new Date();

/** Data folders that go away with the test file. */
export function useFolders(): () => string {
  const state: { home?: string } = {};
  beforeAll(() => {
    state.home = mkdtempSync(join(tmpdir(), "publify-backup-"));
  });
  afterAll(() => {
    if (state.home) rmSync(state.home, { recursive: true, force: true });
  });
  return () => mkdtempSync(join(state.home ?? tmpdir(), "data-"));
}

/** Bring a backup back, under the keys of the tests unless others are given. */
export const back = (from: string, databaseUrl: string, files: string | null, ring = keyring) =>
  restoreBackup({ folder: from, databaseUrl, files, keyring: ring, migrationsFolder, now });

/** Back a database up with the stored files of a data folder. */
export const take = (dataFolder: string, databaseUrl: string) =>
  takeBackup({ databaseUrl, dataFolder, files: join(dataFolder, "files"), keyring, version: "0.1.0", now });

/** Files as the storage lays them out, with one that is still arriving. */
export function store(dataFolder: string): void {
  for (const name of ["aa/one", "bb/two"]) {
    const place = join(dataFolder, "files", name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "data"), randomBytes(70_000));
    writeFileSync(join(place, "file.json"), JSON.stringify({ key: name }));
  }
  writeFileSync(join(dataFolder, "files/bb/two/part"), "half of");
}

/** What a query answers, on a connection of its own. */
export async function rowsOf<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** How many rows these tables have. */
export async function countsOf(url: string, names: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    const [row] = await rowsOf<{ n: number }>(url, `select count(*)::int as n from public."${name}"`);
    counts[name] = row?.n ?? 0;
  }
  return counts;
}
