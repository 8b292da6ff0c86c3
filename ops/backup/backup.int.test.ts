import { randomBytes } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aFullWorkspace } from "@/testing/full-workspace";
import { listTables } from "./dump";
import { migrateAsFarAs } from "./load";
import { type Manifest, manifestName, readManifest, writeManifest } from "./manifest";
import { expiredOf } from "./take";
import { back, countsOf, keyring, migrationsFolder, store, take, useFolders } from "./testing";

useEnvironment();
const source = useDatabase();
const folder = useFolders();

describe("a restore", () => {
  let backup: string;
  beforeAll(async () => {
    const data = folder();
    store(data);
    await aFullWorkspace();
    backup = (await take(data, source.url)).folder;
  });

  /** A copy of the backup that something happened to. */
  function spoilt(spoil: (copy: string) => void): string {
    const copy = join(folder(), "copy");
    cpSync(backup, copy, { recursive: true });
    spoil(copy);
    return copy;
  }
  const resigned = (change: (manifest: Manifest) => Partial<Manifest>) =>
    spoilt((copy) => {
      const { signature: _signature, ...said } = readManifest(copy);
      writeManifest(copy, { ...said, ...change({ ...said, signature: "" }) }, keyring);
    });

  test.each<[string, () => string, RegExp]>([
    ["a folder that is no backup", () => folder(), /no backup/],
    [
      "a table that was cut short",
      () => spoilt((copy) => writeFileSync(join(copy, "database/posts.copy.gz"), "short")),
      /damaged: 1 of its files.*posts/,
    ],
    [
      "a stored file that changed",
      () => spoilt((copy) => writeFileSync(join(copy, "files/aa/one/data"), "other")),
      /damaged.*aa\/one\/data/,
    ],
    [
      "a stored file that is gone",
      () => spoilt((copy) => rmSync(join(copy, "files/aa/one/data"))),
      /damaged.*aa\/one\/data/,
    ],
    [
      "a manifest that is cut short",
      () => spoilt((copy) => writeFileSync(join(copy, manifestName), '{"format":1')),
      /damaged/,
    ],
    [
      "a manifest that somebody altered",
      () =>
        spoilt((copy) => {
          const path = join(copy, manifestName);
          writeFileSync(path, readFileSync(path, "utf8").replace('"version": "0.1.0"', '"version": "0.1.1"'));
        }),
      /altered/,
    ],
    [
      "a newer version's",
      () => resigned(({ migrations }) => ({ migrations: [...migrations, "f".repeat(64)], version: "9.0.0" })),
      /newer Publify \(9\.0\.0\)/,
    ],
    [
      "another line's",
      () => resigned(({ migrations }) => ({ migrations: migrations.map(() => "f".repeat(64)) })),
      /does not know/,
    ],
  ])("refuses %s, and writes nothing", async (_, spoil, message) => {
    const [database, target] = [await createTestDatabase(), folder()];
    await expect(back(spoil(), database.url, join(target, "files"))).rejects.toThrow(message);
    expect(await countsOf(database.url, ["posts", "workspaces", "users"])).toEqual({
      posts: 0,
      workspaces: 0,
      users: 0,
    });
    expect(readdirSync(target)).toEqual([]);
    await database.drop();
  });

  test("refuses secrets that are not the backup's", async () => {
    const database = await createTestDatabase();
    const restore = (id: string) => back(backup, database.url, null, [{ id, key: randomBytes(32) }]);
    await expect(restore("k9")).rejects.toThrow(/key k1/);
    await expect(restore("k1")).rejects.toThrow(/another product/);
    await database.drop();
  });

  test("refuses a database with rows and a folder with files, and leaves both as they are", async () => {
    await expect(back(backup, source.url, join(folder(), "files"))).rejects.toThrow(/not empty/);
    const [database, target] = [await createTestDatabase(), folder()];
    store(target);
    await expect(back(backup, database.url, join(target, "files"))).rejects.toThrow(/files .* already/);
    expect(existsSync(join(target, "files/bb/two/part"))).toBe(true);
    await database.drop();
  });

  test("that fails midway leaves the database empty, and works the next time", async () => {
    const [database, target] = [await createTestDatabase(), folder()];
    const wrong = resigned(({ tables }) => ({
      tables: tables.map((table) => (table.name === "variants" ? { ...table, rows: table.rows + 1 } : table)),
    }));
    await expect(back(wrong, database.url, join(target, "files"))).rejects.toThrow(/variants came back with/);
    expect(await countsOf(database.url, ["posts", "workspaces"])).toEqual({ posts: 0, workspaces: 0 });
    expect(readdirSync(target)).toEqual([]);
    await back(backup, database.url, join(target, "files"));
    expect(await countsOf(database.url, ["posts"])).not.toEqual({ posts: 0 });
    await database.drop();
  });

  test("brings an older version's tables up to date", async () => {
    const admin = new pg.Client({ connectionString: inject("adminUrl") });
    await admin.connect();
    const name = `old_${randomBytes(4).toString("hex")}`;
    await admin.query(`create database ${name} owner publify`);
    const url = Object.assign(new URL(source.url), { pathname: `/${name}` }).href;
    await migrateAsFarAs(url, migrationsFolder, 13);
    const old = await take(folder(), url);
    expect(old.content.migrations).toHaveLength(13);
    const target = Object.assign(new URL(source.url), { pathname: `/${name}_new` }).href;
    await admin.query(`create database ${name}_new owner publify`);
    await back(old.folder, target, null);
    const tables = async (at: string) => {
      const client = new pg.Client({ connectionString: at });
      await client.connect();
      const found = await listTables(client);
      await client.end();
      return found.map((table) => table.name);
    };
    expect(await tables(target)).toEqual(await tables(source.url));
    await admin.query(`drop database ${name}`);
    await admin.query(`drop database ${name}_new`);
    await admin.end();
  });
});

describe("a backup", () => {
  test("that fails leaves nothing behind, and the last good one's mark as it was", async () => {
    const data = folder();
    await take(data, source.url);
    const mark = readFileSync(join(data, "last-backup.json"), "utf8");
    const nowhere = Object.assign(new URL(source.url), { pathname: "/nowhere" }).href;
    await expect(take(data, nowhere)).rejects.toThrow(/nowhere/);
    expect(readdirSync(join(data, "backups"))).toHaveLength(1);
    expect(readFileSync(join(data, "last-backup.json"), "utf8")).toBe(mark);
  });

  test("makes room: the newest seven stay, and the newest of each of the last twelve months", () => {
    const at = (month: number, day: number) => {
      const date = new Date(Date.UTC(2025, month, day, 3));
      return date.toISOString().replace(/[:.]/g, "-");
    };
    const daily = Array.from({ length: 600 }, (_, day) => at(0, day + 1));
    const expired = new Set(expiredOf([...daily, "something-else"]));
    const kept = daily.filter((name) => !expired.has(name));
    expect(kept.slice(-7)).toEqual(daily.slice(-7));
    expect(kept).toHaveLength(7 + 11);
    expect(new Set(kept.map((name) => name.slice(0, 7))).size).toBe(12);
    expect(expired.has("something-else")).toBe(false);
  });
});
