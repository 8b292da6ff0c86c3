import "server-only";
import { and, asc, eq, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { toJsonb } from "@/db/json";
import { inSystemTransaction, type TxCtx } from "@/db/tx";
import type { Actor, Clock } from "@/kernel/context";
import { type Id, idToUuid, newId } from "@/kernel/ids";
import { secondMs } from "@/kernel/time";
import { getEnv } from "@/platform/env";
import type { Keyring } from "@/platform/secrets";
import { type AuditHead, type AuditRow, chainHash, genesisHash, isSignedHead, signHead } from "./policy";
import { auditHeads, auditLog } from "./tables";

export interface AuditEntry {
  /** Id of the row that changed. */
  targetId?: string;
  /** What changed, free of secrets and of text that a person may ask to erase. */
  data?: Record<string, unknown>;
}

const actorIdOf = (actor: Actor): string =>
  actor.type === "user" ? actor.userId : actor.type === "apiKey" ? actor.apiKeyId : actor.name;

/** Append an audit row in the command's own transaction. */
export const record = (ctx: TxCtx, action: string, entry: AuditEntry = {}): Promise<void> =>
  recordAll(ctx.db, ctx.clock.now(), ctx.traceId, [
    { tenantId: ctx.tenantId, actor: ctx.actor, action, ...entry },
  ]);

export interface TenantAuditEntry extends AuditEntry {
  tenantId: Id<"workspace">;
  actor: Actor;
  action: string;
}

/** Append audit rows of several workspaces, for Publify's own jobs. */
export async function recordAll(
  db: Db,
  now: Date,
  traceId: string,
  entries: readonly TenantAuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ tenantId, actor, action, targetId, data = {} }) => ({
    id: idToUuid("audit", newId("audit")),
    tenant_id: idToUuid("workspace", tenantId),
    action,
    actor_type: actor.type,
    actor_id: actorIdOf(actor),
    target_id: targetId,
    data,
  }));
  await db.execute(sql`
    insert into audit_log (id, tenant_id, action, actor_type, actor_id, target_id, data, trace_id, created_at)
    select x.*, ${traceId}, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${toJsonb(rows)}::jsonb) as x(
      id uuid, tenant_id uuid, action text, actor_type text, actor_id text, target_id text, data jsonb)`);
}

/** Serialises the seals of processes that wake at the same moment. */
const sealLock = 7_236_402;
const rowsPerTransaction = 2_000;
const writersWaitMs = 5 * secondMs;
const pollMs = 20;

interface LockRow {
  writer: string;
}

async function currentWriters(db: Db): Promise<Set<string>> {
  const { rows } = (await db.execute(sql`
    select virtualtransaction as writer from pg_locks
    where locktype = 'relation' and relation = 'audit_log'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())
      and pid <> pg_backend_pid()`)) as unknown as { rows: LockRow[] };
  return new Set(rows.map(({ writer }) => writer));
}

/**
 * The highest sequence below which no row can appear any more, or null when a writer takes too long.
 * A writer holds its lock on the table before it draws a sequence. So every row up to the highest visible one is
 * either visible too, or belongs to a writer that is seen holding the lock; those are waited for, new ones are not.
 */
async function settledSequence(db: Db): Promise<number | null> {
  const [row] = await db.select({ highest: sql<string | null>`max(${auditLog.sequence})` }).from(auditLog);
  if (!row?.highest) return null;
  let waitedFor = await currentWriters(db);
  for (let waitedMs = 0; waitedFor.size > 0 && waitedMs < writersWaitMs; waitedMs += pollMs) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    const writing = await currentWriters(db);
    waitedFor = new Set([...waitedFor].filter((writer) => writing.has(writer)));
  }
  return waitedFor.size === 0 ? Number(row.highest) : null;
}

function extendChain(start: AuditHead, rows: AuditRow[]) {
  let end = start;
  const links = rows.map((row) => {
    const position = end.position + 1;
    const hash = chainHash(end.hash, position, row);
    end = { tenantId: row.tenantId, position, sequence: row.sequence, hash };
    return { id: row.id, position, hash };
  });
  return { links, end };
}

async function writeLinks(
  db: Db,
  links: { id: Id<"audit">; position: number; hash: string }[],
): Promise<void> {
  const values = sql.join(
    links.map(
      ({ id, position, hash }) =>
        sql`(${sql.param(id, auditLog.id)}::uuid, ${position}::bigint, ${hash}::text)`,
    ),
    sql`, `,
  );
  await db.execute(sql`
    update audit_log set hash = link.hash, position = link.position
    from (values ${values}) as link(id, position, hash) where audit_log.id = link.id`);
}

async function sealTenant(db: Db, tenantId: Id<"workspace">, upTo: number, limit: number, by: Sealer) {
  const unsealed = and(eq(auditLog.tenantId, tenantId), isNull(auditLog.hash), lte(auditLog.sequence, upTo));
  const rows = await db.select().from(auditLog).where(unsealed).orderBy(asc(auditLog.sequence)).limit(limit);
  if (rows.length === 0) return 0;
  const [head] = await db.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId));
  const start = head ?? { tenantId, position: 0, sequence: 0, hash: genesisHash };
  const { links, end } = extendChain(start, rows);
  await writeLinks(db, links);
  const values = { ...end, signature: signHead(end, by.keyring), sealedAt: by.clock.now() };
  await db.insert(auditHeads).values(values).onConflictDoUpdate({ target: auditHeads.tenantId, set: values });
  return rows.length;
}

interface Sealer {
  clock: Clock;
  keyring: Keyring;
}

async function sealOnce(db: Db, by: Sealer): Promise<number> {
  const { rows } = (await db.execute(
    sql`select pg_try_advisory_xact_lock(${sealLock}) as mine`,
  )) as unknown as { rows: { mine: boolean }[] };
  const upTo = rows[0]?.mine ? await settledSequence(db) : null;
  if (upTo === null) return 0;
  const tenants = await db
    .selectDistinct({ tenantId: auditLog.tenantId })
    .from(auditLog)
    .where(and(isNull(auditLog.hash), lte(auditLog.sequence, upTo)))
    .limit(rowsPerTransaction);
  let sealed = 0;
  for (const { tenantId } of tenants) {
    if (sealed >= rowsPerTransaction) break;
    sealed += await sealTenant(db, tenantId, upTo, rowsPerTransaction - sealed, by);
  }
  return sealed;
}

/** Chain the rows that no seal covers yet, in order, workspace by workspace. Safe to repeat and to race. */
export async function sealAudit(clock: Clock, keyring: Keyring = getEnv().encryptionKeys): Promise<number> {
  let [total, sealed] = [0, 0];
  do {
    sealed = await inSystemTransaction((db) => sealOnce(db, { clock, keyring }));
    total += sealed;
  } while (sealed >= rowsPerTransaction);
  return total;
}

/** Sign the ends of all chains with the first key of the ring; one that does not verify is left for the verifier. */
export const resignAuditHeads = (keyring: Keyring = getEnv().encryptionKeys): Promise<number> =>
  inSystemTransaction(async (db) => {
    await db.execute(sql`select pg_advisory_xact_lock(${sealLock})`);
    const heads = await db.select().from(auditHeads);
    const outdated = heads.filter(
      (head) =>
        !head.signature.startsWith(`${keyring[0]?.id}.`) && isSignedHead(head, head.signature, keyring),
    );
    for (const head of outdated)
      await db
        .update(auditHeads)
        .set({ signature: signHead(head, keyring) })
        .where(eq(auditHeads.tenantId, head.tenantId));
    return outdated.length;
  });
