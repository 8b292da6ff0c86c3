import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Database, getDatabase, openDatabase, setDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { inTransaction } from "@/db/tx";
import { systemClock } from "@/kernel/context";
import { record, sealAudit } from "@/modules/audit/commands";
import { verifyAudit } from "@/modules/audit/queries";
import { retryDelivery } from "@/modules/publishing/commands/resolve";
import { recordRestore } from "@/modules/publishing/commands/restore";
import { publishPostNow, schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { schedulePostInput } from "@/modules/publishing/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { aWorkspace } from "@/testing/context";
import { createTestDatabase, useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aFullWorkspace } from "@/testing/full-workspace";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { restoreBackup } from "./bring-back";
import { listTables } from "./dump";
import { damagedOf } from "./files";
import { migrateAsFarAs } from "./load";
import { type Manifest, manifestName, readManifest, writeManifest } from "./manifest";
import { expiredOf, takeBackup } from "./take";

useEnvironment();
const source = useDatabase();
const keyring = [{ id: "k1", key: Buffer.alloc(32, 1) }];
const migrationsFolder = join(import.meta.dirname, "../../drizzle");
const now = () => new Date();

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "publify-backup-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const folder = () => mkdtempSync(join(home, "data-"));
const back = (from: string, databaseUrl: string, files: string | null, ring = keyring) =>
  restoreBackup({ folder: from, databaseUrl, files, keyring: ring, migrationsFolder, now });
const take = (dataFolder: string, databaseUrl = source.url) =>
  takeBackup({ databaseUrl, dataFolder, files: join(dataFolder, "files"), keyring, version: "0.1.0", now });

/** Files as the storage lays them out, with one that is still arriving. */
function store(dataFolder: string): void {
  for (const name of ["aa/one", "bb/two"]) {
    const place = join(dataFolder, "files", name);
    cpSync(import.meta.dirname, place, { recursive: true, filter: (path) => !path.endsWith(".ts") });
    writeFileSync(join(place, "data"), randomBytes(70_000));
    writeFileSync(join(place, "file.json"), JSON.stringify({ key: name }));
  }
  writeFileSync(join(dataFolder, "files/bb/two/part"), "half of");
}

async function countsOf(url: string, names: readonly string[]): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const counts: Record<string, number> = {};
  for (const name of names) {
    const { rows } = await client.query(`select count(*)::int as n from public."${name}"`);
    counts[name] = rows[0].n;
  }
  await client.end();
  return counts;
}

const asAdmin = (adminUrl: string, url: string) =>
  Object.assign(new URL(adminUrl), { pathname: new URL(url).pathname }).href;

async function onDatabase<T>(url: string, work: () => Promise<T>): Promise<T> {
  const before: Database = getDatabase();
  const opened = openDatabase({ url, driver: "pg", poolMax: 4 });
  setDatabase(opened);
  try {
    return await work();
  } finally {
    setDatabase(before);
    await opened.close();
  }
}

const statesOf = async () => {
  const rows = await getDatabase()
    .db.select({ state: deliveries.state, n: sql<number>`count(*)::int` })
    .from(deliveries)
    .groupBy(deliveries.state);
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};

/** A workspace with a post that is due in a while, one that is out and one whose outcome nobody knows. */
async function aBusyWorkspace() {
  const clock = new VirtualClock(Date.now());
  const ctx = await aWorkspace({ clock });
  const answer = { httpStatus: 201, body: null };
  const published = {
    status: "published",
    externalId: "1",
    url: "https://lab.test/1",
    answer,
  } as const;
  const network = scripted([published]);
  const channel = await aLabChannel(ctx);
  const [out, due, unclear] = [
    await aPost(ctx, [channel]),
    await aPost(ctx, [channel]),
    await aPost(ctx, [channel]),
  ];
  await publishPostNow(ctx, { postId: out.id });
  await dispatchNow(clock, network);
  await schedulePost(ctx, schedulePostInput.parse({ postId: due.id, publishAt: "2030-01-01T09:00" }));
  await schedulePost(ctx, schedulePostInput.parse({ postId: unclear.id, publishAt: "2030-01-01T09:00" }));
  await inTransaction(ctx, ({ db }) =>
    db.update(deliveries).set({ state: "unconfirmed" }).where(eq(deliveries.postId, unclear.id)),
  );
  return { ctx, clock, network, out, due, unclear };
}

/** Keep writing posts with their variants, each in one transaction, until told to stop. */
function writeOn(
  ctx: Awaited<ReturnType<typeof aWorkspace>>,
  channel: Awaited<ReturnType<typeof aLabChannel>>,
) {
  const state = { stop: false, written: 0 };
  const done = (async () => {
    while (!state.stop) {
      await aPost(ctx, [channel], "under load");
      state.written += 1;
    }
  })();
  return {
    state,
    stop: async () => {
      state.stop = true;
      await done;
    },
  };
}

test("the drill: backed up under load, brought back into a fresh cluster, and nothing is sent twice", async () => {
  const data = folder();
  store(data);
  const full = await aFullWorkspace();
  const { ctx, clock, network, out, due, unclear } = await aBusyWorkspace();
  await sealAudit(systemClock, keyring);
  const load = writeOn(ctx, await aLabChannel(ctx));
  const { folder: backup, content } = await take(data);
  await load.stop();
  expect(load.state.written).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(join(data, "last-backup.json"), "utf8"))).toEqual({
    finishedAt: content.finishedAt,
  });
  expect(content.files?.map(({ path }) => path).sort()).toEqual([
    "aa/one/data",
    "aa/one/file.json",
    "bb/two/data",
    "bb/two/file.json",
  ]);

  // The product goes on after its backup: what was due then is sent now.
  await clock.pass(new Date("2030-01-01T10:00:00Z").getTime() - clock.now().getTime());
  await dispatchNow(clock, network);
  const sent = network.calls;
  expect(sent).toBe(2);

  const target = folder();
  const cluster = await startEmbeddedPostgres({ folder: join(target, "postgres"), settings: ["fsync=off"] });
  try {
    const { held, manifest } = await back(backup, cluster.url, join(target, "files"));
    expect(held).toBeGreaterThan(0);
    const admin = asAdmin(cluster.adminUrl, cluster.url);
    const names = manifest.tables.map(({ name }) => name);
    const counts = await countsOf(admin, names);
    expect(counts).toEqual(Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows])));
    expect(
      names.filter((name) => counts[name] === 0 && name !== "passkeys" && name !== "two_factors"),
    ).not.toContain("posts");
    expect(await countsOf(admin, ["sessions", "verifications"])).toEqual({ sessions: 0, verifications: 0 });
    expect(await damagedOf(join(target, "files"), manifest.files ?? [])).toEqual([]);

    await onDatabase(cluster.url, async () => {
      await recordRestore(systemClock, manifest.takenAt);
      const halves = await getDatabase().db.execute(
        sql`select count(*)::int as n from posts p where body = 'under load' and not exists (
          select 1 from variants v where v.post_id = p.id)`,
      );
      expect((halves as unknown as { rows: { n: number }[] }).rows).toEqual([{ n: 0 }]);
      expect((await verifyAudit(keyring)).filter(({ problems }) => problems.length > 0)).toEqual([]);

      expect(await statesOf()).not.toHaveProperty("scheduled");
      expect(await getPost(ctx, { postId: out.id })).toMatchObject({ state: "published" });
      expect(await getPost(ctx, { postId: unclear.id })).toMatchObject({ state: "needs_attention" });
      const waiting = await getPost(ctx, { postId: due.id });
      expect(waiting).toMatchObject({ state: "held", deliveries: [{ state: "held", reason: "restored" }] });
      await clock.pass(60 * 60_000);
      await dispatchNow(clock, network);
      expect(network.calls).toBe(sent);

      // A person looked, and it was not out after all; new rows find their numbers.
      await retryDelivery(ctx, { deliveryId: waiting.deliveries[0]?.id ?? full.deliveryId });
      await dispatchNow(clock, network);
      expect(network.calls).toBe(sent + 1);
      expect(await getPost(ctx, { postId: due.id })).toMatchObject({ state: "published" });
      await inTransaction(ctx, (tx) => record(tx, "test.after"));
      await sealAudit(systemClock, keyring);
      expect((await verifyAudit(keyring)).filter(({ problems }) => problems.length > 0)).toEqual([]);
    });
    const schema = (url: string) =>
      asRows(
        url,
        `select conrelid::regclass::text as a, conname as b, pg_get_constraintdef(oid) as c from pg_constraint
         where connamespace = 'public'::regnamespace and contype <> 'n'
         union all select oid::regclass::text, relrowsecurity::text, relforcerowsecurity::text from pg_class
         where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1, 2, 3`,
      );
    expect(await schema(admin)).toEqual(await schema(source.url));
  } finally {
    await cluster.destroy();
  }
});

async function asRows(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

describe("a restore", () => {
  let backup: string;
  beforeAll(async () => {
    const data = folder();
    store(data);
    await aFullWorkspace();
    backup = (await take(data)).folder;
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
          writeFileSync(path, readFileSync(path, "utf8").replace('"rows": 1', '"rows": 2'));
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
    await migrateDatabase(target, migrationsFolder);
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
    await take(data);
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
