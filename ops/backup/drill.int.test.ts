import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, getDatabase, openDatabase, setDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { inTransaction } from "@/db/tx";
import { systemClock } from "@/kernel/context";
import { record, sealAudit } from "@/modules/audit/commands";
import { verifyAudit, verifyHeads } from "@/modules/audit/queries";
import { retryDelivery } from "@/modules/publishing/commands/resolve";
import { recordRestore } from "@/modules/publishing/commands/restore";
import { publishPostNow, schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { schedulePostInput } from "@/modules/publishing/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aFullWorkspace } from "@/testing/full-workspace";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { damagedOf } from "./files";
import { back, countsOf, keyring, rowsOf, store, take, useFolders } from "./testing";

useEnvironment();
const source = useDatabase();
const folder = useFolders();

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

const brokenChains = async () => (await verifyAudit(keyring)).filter(({ problems }) => problems.length > 0);

/** Tables, constraints and walls of a database, as text that can be compared. */
const schemaOf = (url: string) =>
  rowsOf(
    url,
    `select conrelid::regclass::text as a, conname as b, pg_get_constraintdef(oid) as c from pg_constraint
     where connamespace = 'public'::regnamespace and contype <> 'n'
     union all select oid::regclass::text, relrowsecurity::text, relforcerowsecurity::text from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1, 2, 3`,
  );

/** Fill, back up while somebody writes, send what was due then, and bring the backup back into a fresh cluster. */
async function aDrill() {
  const data = folder();
  store(data);
  await aFullWorkspace();
  const busy = await aBusyWorkspace();
  const { ctx, clock, network } = busy;
  await sealAudit(systemClock, keyring);
  const load = writeOn(ctx, await aLabChannel(ctx));
  const { folder: backup, content } = await take(data, source.url);
  await load.stop();
  await clock.pass(new Date("2030-01-01T10:00:00Z").getTime() - clock.now().getTime());
  await dispatchNow(clock, network);
  const target = folder();
  const cluster = await startEmbeddedPostgres({ folder: join(target, "postgres"), settings: ["fsync=off"] });
  const { held, manifest } = await back(backup, cluster.url, join(target, "files"));
  await onDatabase(cluster.url, () => recordRestore(systemClock, manifest.takenAt));
  const adminUrl = asAdmin(cluster.adminUrl, cluster.url);
  return { ...busy, data, target, cluster, adminUrl, held, manifest, content, written: load.state.written };
}

describe("the drill: backed up under load and brought back into a fresh cluster", () => {
  let drill: Awaited<ReturnType<typeof aDrill>>;
  beforeAll(async () => {
    drill = await aDrill();
  });
  afterAll(() => drill.cluster.destroy());

  test("each table has the rows, and each file the bytes, of one instant", async () => {
    const { adminUrl, manifest, target, written } = drill;
    const counts = await countsOf(
      adminUrl,
      manifest.tables.map(({ name }) => name).filter((name) => name !== "audit_log"),
    );
    expect(written).toBeGreaterThan(0);
    for (const { name, rows } of manifest.tables)
      if (name in counts) expect([name, counts[name]]).toEqual([name, rows]);
    expect(counts.posts).toBeGreaterThan(3);
    expect(await countsOf(adminUrl, ["sessions", "verifications"])).toEqual({
      sessions: 0,
      verifications: 0,
    });
    expect(
      await rowsOf(
        adminUrl,
        `select 1 from posts p where body = 'under load' and not exists (select 1 from variants v where v.post_id = p.id)`,
      ),
    ).toEqual([]);
    expect(await damagedOf(join(target, "files"), manifest.files ?? [])).toEqual([]);
    const paths = manifest.files?.map(({ path }) => path).sort();
    expect(paths).toEqual(["aa/one/data", "aa/one/file.json", "bb/two/data", "bb/two/file.json"]);
  });

  test("references, constraints and walls are those of the product", async () =>
    expect(await schemaOf(drill.adminUrl)).toEqual(await schemaOf(source.url)));

  test("the doctor page is told", () => {
    const { data, content } = drill;
    const marker = JSON.parse(readFileSync(join(data, "last-backup.json"), "utf8"));
    expect(marker).toEqual({ finishedAt: content.finishedAt });
  });

  test("every history verifies, and goes on from where it ended", async () => {
    const { ctx, cluster, manifest } = drill;
    await onDatabase(cluster.url, async () => {
      expect(await brokenChains()).toEqual([]);
      await inTransaction(ctx, (tx) => record(tx, "test.after"));
      await sealAudit(systemClock, keyring);
      expect(await brokenChains()).toEqual([]);
      const verdicts = await verifyHeads(manifest.auditHeads, keyring);
      expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(["kept"]));
    });
  });

  test("nothing is sent twice: what was due waits for a person, and goes out when one says so", async () => {
    const { ctx, clock, network, out, due, unclear, held, cluster } = drill;
    const sent = network.calls;
    expect(sent).toBe(2);
    expect(held).toBeGreaterThan(0);
    await onDatabase(cluster.url, async () => {
      expect(await statesOf()).not.toHaveProperty("scheduled");
      expect(await getPost(ctx, { postId: out.id })).toMatchObject({ state: "published" });
      expect(await getPost(ctx, { postId: unclear.id })).toMatchObject({ state: "needs_attention" });
      const waiting = await getPost(ctx, { postId: due.id });
      expect(waiting).toMatchObject({ state: "held", deliveries: [{ state: "held", reason: "restored" }] });
      await clock.pass(60 * 60_000);
      await dispatchNow(clock, network);
      expect(network.calls).toBe(sent);
      for (const { id } of waiting.deliveries) await retryDelivery(ctx, { deliveryId: id });
      await dispatchNow(clock, network);
      expect(network.calls).toBe(sent + 1);
      expect(await getPost(ctx, { postId: due.id })).toMatchObject({ state: "published" });
    });
  });
});
