import { randomBytes } from "node:crypto";
import { and, asc, eq, sql } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { systemClock } from "@/kernel/context";
import type { Id } from "@/kernel/ids";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { record, resignAuditHeads, sealAudit } from "./commands";
import { listAudit, verifyAudit, verifyHeads } from "./queries";
import { auditHeads, auditLog } from "./tables";

useDatabase();

const keyring = [{ id: "k1", key: randomBytes(32) }];
const seal = () => sealAudit(systemClock, keyring);

const act = (ctx: WorkspaceCtx, ...actions: string[]) =>
  inTransaction(ctx, async (tx) => {
    for (const action of actions) await record(tx, action, { data: { b: 1, a: [true, null, "é"] } });
  });

const rowsOf = (tenantId: Id<"workspace">) =>
  getDatabase()
    .db.select()
    .from(auditLog)
    .where(eq(auditLog.tenantId, tenantId))
    .orderBy(asc(auditLog.sequence));

const problemsOf = async (tenantId: Id<"workspace">, ring = keyring) =>
  (await verifyAudit(ring)).find((report) => report.tenantId === tenantId)?.problems;

const sealersAtWork = async () => {
  const { rows } = (await getDatabase().db.execute(
    sql`select count(*)::int as sealers from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())`,
  )) as unknown as { rows: { sealers: number }[] };
  return rows[0]?.sealers;
};

async function aSealedHistory(length = 5) {
  const ctx = await aWorkspace();
  await act(ctx, ...Array.from({ length }, (_, index) => `test.step${index + 1}`));
  await seal();
  return { ctx, tenantId: ctx.tenantId, rows: await rowsOf(ctx.tenantId) };
}

describe("the seal", () => {
  test("numbers and chains each workspace's rows in order, and the chain verifies", async () => {
    const { tenantId, rows } = await aSealedHistory();
    expect(rows.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(5);
    expect(await problemsOf(tenantId)).toEqual([]);
  });

  test("goes on where it stopped, and leaves sealed rows as they are", async () => {
    const { ctx, tenantId, rows } = await aSealedHistory(2);
    await act(ctx, "test.later");
    expect(await seal()).toBe(1);
    const after = await rowsOf(tenantId);
    expect(after.slice(0, 2)).toEqual(rows);
    expect(after[2]?.position).toBe(3);
    expect(await seal()).toBe(0);
    expect(await problemsOf(tenantId)).toEqual([]);
  });

  test("waits for a writer that holds a lower sequence, and never seals around it", async () => {
    const ctx = await aWorkspace();
    const [wrote, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const writing = inTransaction(ctx, async (tx) => {
      await record(tx, "test.slow");
      wrote.resolve();
      await mayCommit.promise;
    });
    await wrote.promise;
    await act(ctx, "test.quick");

    const sealing = seal();
    await vi.waitFor(async () => expect(await sealersAtWork()).toBe(1));
    expect(await rowsOf(ctx.tenantId)).toMatchObject([{ action: "test.quick", hash: null }]);
    mayCommit.resolve();
    await Promise.all([writing, sealing]);

    expect(await rowsOf(ctx.tenantId)).toMatchObject([
      { action: "test.slow", position: 1 },
      { action: "test.quick", position: 2 },
    ]);
    expect(await problemsOf(ctx.tenantId)).toEqual([]);
  });

  test("is not done twice by two processes at once, while others keep writing", async () => {
    const ctx = await aWorkspace();
    await act(ctx, ...Array.from({ length: 20 }, (_, index) => `test.${index}`));
    await Promise.all([
      ...Array.from({ length: 4 }, seal),
      ...Array.from({ length: 8 }, (_, index) => act(ctx, `race.${index}`)),
    ]);
    await seal();
    const rows = await rowsOf(ctx.tenantId);
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_, index) => index + 1));
    expect(await problemsOf(ctx.tenantId)).toEqual([]);
  });

  test("cannot be written by a workspace itself", async () => {
    const { ctx } = await aSealedHistory(1);
    const rewriting = inTransaction(ctx, ({ db }) => db.update(auditLog).set({ hash: "x" }));
    await expect(rewriting).rejects.toMatchObject({ cause: { code: "42501" } });
    const forging = inTransaction(ctx, ({ db }) => db.update(auditHeads).set({ hash: "x" }));
    await expect(forging).rejects.toMatchObject({ cause: { code: "42501" } });
  });
});

describe("the verifier names", () => {
  const at = (tenantId: Id<"workspace">, position: number) =>
    and(eq(auditLog.tenantId, tenantId), eq(auditLog.position, position));

  test.each([
    ["what was done", { action: "test.forged" }],
    ["who did it", { actorId: "user_forged" }],
    ["its data", { data: { b: 2 } }],
    ["its time", { createdAt: new Date("2020-01-01") }],
    ["its hash", { hash: "f".repeat(64) }],
  ])("a row when %s was edited", async (_, change) => {
    const { tenantId } = await aSealedHistory();
    await getDatabase().db.update(auditLog).set(change).where(at(tenantId, 3));
    const problems = await problemsOf(tenantId);
    expect(problems?.[0]).toMatchObject({ kind: "altered", position: 3 });
  });

  test("a row that was deleted", async () => {
    const { tenantId } = await aSealedHistory();
    await getDatabase().db.delete(auditLog).where(at(tenantId, 2));
    expect(await problemsOf(tenantId)).toEqual([{ kind: "missing", fromPosition: 2, toPosition: 2 }]);
  });

  test("rows that were cut off the end", async () => {
    const { tenantId } = await aSealedHistory();
    await getDatabase()
      .db.delete(auditLog)
      .where(and(eq(auditLog.tenantId, tenantId), sql`position > 3`));
    expect(await problemsOf(tenantId)).toEqual([{ kind: "missing", fromPosition: 4, toPosition: 5 }]);
  });

  test("a history that was deleted whole", async () => {
    const { tenantId } = await aSealedHistory(2);
    await getDatabase().db.delete(auditLog).where(eq(auditLog.tenantId, tenantId));
    expect(await problemsOf(tenantId)).toEqual([{ kind: "missing", fromPosition: 1, toPosition: 2 }]);
  });

  test("rows that changed places", async () => {
    const { tenantId, rows } = await aSealedHistory();
    const [second, third] = [rows[1], rows[2]];
    const swap = (id: string | undefined, action: string | undefined) =>
      getDatabase().db.execute(sql`update audit_log set action = ${action} where position = ${id === second?.id ? 2 : 3}
        and tenant_id = (select tenant_id from audit_log where hash = ${second?.hash})`);
    await swap(second?.id, third?.action);
    await swap(third?.id, second?.action);
    expect(await problemsOf(tenantId)).toMatchObject([
      { kind: "altered", position: 2 },
      { kind: "altered", position: 3 },
    ]);
  });

  test("a row that was slipped in", async () => {
    const { ctx, tenantId, rows } = await aSealedHistory();
    await act(ctx, "test.slipped");
    await getDatabase().db.execute(sql`delete from audit_log where hash = ${rows[1]?.hash}`);
    await getDatabase().db.execute(sql`alter table audit_log alter sequence set generated by default`);
    await getDatabase().db.execute(
      sql`update audit_log set sequence = ${rows[1]?.sequence} where action = 'test.slipped' and hash is null`,
    );
    const problems = await problemsOf(tenantId);
    expect(problems?.map(({ kind }) => kind).sort()).toEqual(["inserted", "missing"]);
  });

  test("a chain that was made anew by somebody without the key", async () => {
    const { tenantId } = await aSealedHistory();
    await getDatabase().db.update(auditLog).set({ action: "test.forged" }).where(at(tenantId, 3));
    await getDatabase()
      .db.update(auditLog)
      .set({ hash: null, position: null })
      .where(eq(auditLog.tenantId, tenantId));
    await getDatabase().db.delete(auditHeads).where(eq(auditHeads.tenantId, tenantId));
    await sealAudit(systemClock, [{ id: "k1", key: randomBytes(32) }]);
    expect(await problemsOf(tenantId)).toEqual([{ kind: "head_forged" }]);
  });
});

test("a new key signs the ends of the chains that verify, and no others", async () => {
  const [honest, forged] = [await aSealedHistory(2), await aSealedHistory(2)];
  const ofForged = eq(auditHeads.tenantId, forged.tenantId);
  await getDatabase()
    .db.update(auditHeads)
    .set({ hash: "f".repeat(64) })
    .where(ofForged);
  const renewed = [{ id: "k2", key: randomBytes(32) }, ...keyring];
  expect(await resignAuditHeads(renewed)).toBeGreaterThan(0);
  expect(await problemsOf(honest.tenantId, renewed.slice(0, 1))).toEqual([]);
  expect(await problemsOf(forged.tenantId, renewed)).toEqual([{ kind: "head_forged" }]);
});

describe("ends that were written down elsewhere", () => {
  const writtenDown = (tenantId: Id<"workspace">) =>
    getDatabase().db.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId));
  const verdictOf = async (heads: Parameters<typeof verifyHeads>[0]) =>
    (await verifyHeads(heads, keyring)).map(({ verdict }) => verdict);

  test("are kept by a history that only grew", async () => {
    const { ctx, tenantId } = await aSealedHistory(3);
    const heads = await writtenDown(tenantId);
    await act(ctx, "test.later");
    await seal();
    expect(await verdictOf(heads)).toEqual(["kept"]);
  });

  test("show a cut that an older, honest end hides from the verifier", async () => {
    const { ctx, tenantId } = await aSealedHistory(2);
    const [older] = await writtenDown(tenantId);
    await act(ctx, "test.inconvenient");
    await seal();
    const heads = await writtenDown(tenantId);
    await getDatabase()
      .db.delete(auditLog)
      .where(and(eq(auditLog.tenantId, tenantId), sql`position > 2`));
    await getDatabase()
      .db.update(auditHeads)
      .set(older ?? {})
      .where(eq(auditHeads.tenantId, tenantId));
    expect(await problemsOf(tenantId)).toEqual([]);
    expect(await verdictOf(heads)).toEqual(["cut_off"]);

    // Sealed anew with the key itself, the chain verifies; what was written down does not follow from it.
    await act(ctx, "test.harmless");
    await seal();
    expect(await problemsOf(tenantId)).toEqual([]);
    expect(await verdictOf(heads)).toEqual(["rewritten"]);
  });

  test("that somebody made up prove nothing", async () => {
    const { tenantId } = await aSealedHistory(1);
    const [head] = await writtenDown(tenantId);
    if (!head) throw new Error("There is no head");
    expect(await verdictOf([{ ...head, position: 7 }])).toEqual(["forged"]);
  });
});

describe("the history of a workspace", () => {
  test("is listed newest first, page by page, to those who manage it", async () => {
    const { ctx } = await aSealedHistory(3);
    const first = await listAudit(ctx, { limit: 2 });
    const second = await listAudit(ctx, { limit: 2, cursor: first.nextCursor ?? undefined });
    expect([...first.items, ...second.items].map(({ action }) => action)).toEqual([
      "test.step3",
      "test.step2",
      "test.step1",
    ]);
    expect(second.nextCursor).toBeNull();
    expect(() => listAudit(asRole(ctx, "editor"), { limit: 2 })).toThrow(
      expect.objectContaining({ code: "FORBIDDEN" }),
    );
  });
});
