import { and, asc, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "./client";
import { outbox } from "./outbox";

export type OutboxRow = typeof outbox.$inferSelect;

/**
 * The oldest unsent rows that nobody else is sending; they stay locked until the transaction ends, so the rows of a
 * process that dies are free at once. A row refused n times is tried when its age passes 2^n seconds: ever more
 * rarely, never dropped.
 */
export const lockUnsent = (db: Db, now: Date, limit: number): Promise<OutboxRow[]> =>
  db
    .select()
    .from(outbox)
    .where(
      and(
        isNull(outbox.sentAt),
        sql`(${outbox.attempts} = 0 or ${outbox.createdAt} + (2 ^ least(${outbox.attempts}, 30)) * interval '1 second' <= ${now.toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(asc(outbox.sequence))
    .limit(limit)
    .for("update", { skipLocked: true });

/** Note that these rows reached the durable functions. */
export async function markSent(db: Db, rows: readonly OutboxRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await db.update(outbox).set({ sentAt: now }).where(inArray(outbox.id, ids));
}

/** Note that these rows, and not the service as a whole, were refused. */
export async function markRefused(db: Db, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await db
    .update(outbox)
    .set({ attempts: sql`${outbox.attempts} + 1` })
    .where(inArray(outbox.id, ids));
}

/** Delete rows that were sent before an instant, up to `limit`; returns how many. */
export async function deleteSentBefore(db: Db, before: Date, limit: number): Promise<number> {
  const old = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(isNotNull(outbox.sentAt), lt(outbox.sentAt, before)))
    .limit(limit);
  const rows = await db.delete(outbox).where(inArray(outbox.id, old)).returning({ id: outbox.id });
  return rows.length;
}

/** How many rows wait to be sent, and the age of the oldest in milliseconds: the outbox's lag. */
export async function readOutboxLag(db: Db, now: Date): Promise<{ unsent: number; lagMs: number }> {
  const [row] = await db
    .select({
      unsent: sql<number>`count(*)::int`,
      oldest: sql<Date | string | null>`min(${outbox.createdAt})`,
    })
    .from(outbox)
    .where(isNull(outbox.sentAt));
  const oldest = row?.oldest ? new Date(row.oldest).getTime() : now.getTime();
  return { unsent: row?.unsent ?? 0, lagMs: Math.max(0, now.getTime() - oldest) };
}
