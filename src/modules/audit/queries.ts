import "server-only";
import { and, asc, count, desc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { getEnv } from "@/platform/env";
import type { Keyring } from "@/platform/secrets";
import { type AuditProblem, ChainWalk, isSignedHead } from "./policy";
import type { AuditHeadExport, ListAuditInput } from "./schemas";
import { auditHeads, auditLog } from "./tables";

/** The workspace's history, newest first. */
export function listAudit(ctx: Ctx, { limit, cursor, targetId }: ListAuditInput) {
  authorise(ctx, "audit.read");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const rows = await db
      .select({
        id: auditLog.id,
        sequence: auditLog.sequence,
        action: auditLog.action,
        actorType: auditLog.actorType,
        actorId: auditLog.actorId,
        targetId: auditLog.targetId,
        data: auditLog.data,
        createdAt: auditLog.createdAt,
        sealed: sql<boolean>`${auditLog.hash} is not null`,
      })
      .from(auditLog)
      .where(
        and(
          eq(auditLog.tenantId, tenantId),
          cursor ? lt(auditLog.sequence, Number(cursor)) : undefined,
          targetId ? eq(auditLog.targetId, targetId) : undefined,
        ),
      )
      .orderBy(desc(auditLog.sequence))
      .limit(limit + 1);
    return toPage(rows, limit, ({ sequence }) => String(sequence));
  });
}

export interface AuditReport {
  tenantId: Id<"workspace">;
  rowsSealed: number;
  problems: AuditProblem[];
}

const rowsPerRead = 1_000;

async function verifyTenant(db: Db, tenantId: Id<"workspace">, keyring: Keyring): Promise<AuditReport> {
  // One snapshot for head and rows, so that a seal in between is no discrepancy.
  await db.execute(sql`set transaction isolation level repeatable read`);
  const [head = null] = await db.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId));
  const walk = new ChainWalk();
  for (let [after, more] = [0, true]; more; ) {
    const rows = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.tenantId, tenantId), gt(auditLog.sequence, after)))
      .orderBy(asc(auditLog.sequence))
      .limit(rowsPerRead);
    for (const row of rows) walk.follow(row, head);
    after = rows.at(-1)?.sequence ?? after;
    more = rows.length === rowsPerRead;
  }
  return { tenantId, rowsSealed: head?.position ?? 0, problems: walk.finish(head, keyring) };
}

/** Walk every workspace's sealed history and name what was altered, cut out, slipped in or signed by somebody else. */
export async function verifyAudit(keyring: Keyring = getEnv().encryptionKeys): Promise<AuditReport[]> {
  const tenants = await inSystemTransaction(async (db) => {
    const heads = await db.select({ tenantId: auditHeads.tenantId }).from(auditHeads);
    const rows = await db.selectDistinct({ tenantId: auditLog.tenantId }).from(auditLog);
    return new Set([...heads, ...rows].map(({ tenantId }) => tenantId));
  });
  const reports: AuditReport[] = [];
  for (const tenantId of tenants)
    reports.push(await inSystemTransaction((db) => verifyTenant(db, tenantId, keyring)));
  return reports;
}

/** What an end that was written down outside the database tells of the chain that is here now. */
export type HeadVerdict = "kept" | "forged" | "cut_off" | "rewritten";

/**
 * Compare ends of histories that were written down earlier with the chains of now: whoever rules over the database can
 * cut rows off and put an older, honestly signed end back, and only a copy elsewhere shows it.
 */
export const verifyHeads = (
  heads: readonly AuditHeadExport[],
  keyring: Keyring = getEnv().encryptionKeys,
): Promise<{ tenantId: Id<"workspace">; position: number; verdict: HeadVerdict }[]> =>
  inSystemTransaction(async (db) => {
    const verdictOf = async (head: AuditHeadExport): Promise<HeadVerdict> => {
      if (!isSignedHead(head, head.signature, keyring)) return "forged";
      const [row] = await db
        .select({ hash: auditLog.hash })
        .from(auditLog)
        .where(and(eq(auditLog.tenantId, head.tenantId), eq(auditLog.position, head.position)));
      if (!row) return "cut_off";
      return row.hash === head.hash ? "kept" : "rewritten";
    };
    const verdicts: Awaited<ReturnType<typeof verifyHeads>> = [];
    for (const head of heads)
      verdicts.push({ tenantId: head.tenantId, position: head.position, verdict: await verdictOf(head) });
    return verdicts;
  });

/** How many rows wait for their seal, whatever the workspace. */
export const countUnsealed = (): Promise<number> =>
  inSystemTransaction(async (db) => {
    const [row] = await db.select({ waiting: count() }).from(auditLog).where(isNull(auditLog.hash));
    return row?.waiting ?? 0;
  });
