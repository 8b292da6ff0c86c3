import "server-only";
import { and, eq, lt } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { open, type SecretPlace, seal } from "@/platform/secrets";
import { idempotencyKeptMs, idempotencyRunMaxMs } from "../schemas";
import { idempotencyKeys } from "../tables";

/** An answer as it is kept: what the first caller received. */
export interface KeptAnswer {
  status: number;
  body: string;
}

export interface RepeatableCall {
  key: string;
  requestHash: string;
  /** The work calls other servers, so it cannot share a transaction with its key. */
  callsOut: boolean;
}

type Row = typeof idempotencyKeys.$inferSelect;

const mine = (ctx: Ctx, key: string) =>
  and(eq(idempotencyKeys.tenantId, ctx.tenantId), eq(idempotencyKeys.key, key));

/** Take the key, or return who holds it. A second taker waits here until the first one's transaction ends. */
async function claim(ctx: TxCtx, { key, requestHash }: RepeatableCall): Promise<Row | null> {
  const now = ctx.clock.now();
  const expired = lt(idempotencyKeys.createdAt, new Date(now.getTime() - idempotencyKeptMs));
  await ctx.db.delete(idempotencyKeys).where(and(mine(ctx, key), expired));
  const taken = await ctx.db
    .insert(idempotencyKeys)
    .values({ tenantId: ctx.tenantId, key, requestHash, createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (taken.length > 0) return null;
  const [held] = await ctx.db.select().from(idempotencyKeys).where(mine(ctx, key));
  if (!held) throw inProgress();
  return held;
}

// An answer may show a secret for the only time, so it is kept sealed.
const placeOf = ({ tenantId }: Ctx, key: string): SecretPlace => ({
  tenantId,
  rowId: tenantId,
  column: `idempotency_keys.body ${key}`,
});

const inProgress = () =>
  new DomainError("CONFLICT", "idempotency.in_progress", "The first call with this key is still running", {
    retryAfterMs: 1_000,
  });

function replay(ctx: Ctx, held: Row, { requestHash }: RepeatableCall): KeptAnswer {
  if (held.requestHash !== requestHash)
    throw new DomainError(
      "CONFLICT",
      "idempotency.other_request",
      "This Idempotency-Key was used for another request",
    );
  if (held.status !== null && held.body !== null)
    return { status: held.status, body: open(held.body, placeOf(ctx, held.key)) };
  if (ctx.clock.now().getTime() - held.createdAt.getTime() < idempotencyRunMaxMs) throw inProgress();
  throw new DomainError(
    "CONFLICT",
    "idempotency.outcome_unknown",
    "The first call with this key was interrupted: look at what exists before you send it under a new key",
  );
}

const keep = (ctx: TxCtx, key: string, { status, body }: KeptAnswer) =>
  ctx.db
    .update(idempotencyKeys)
    .set({ status, body: seal(body, placeOf(ctx, key)) })
    .where(mine(ctx, key));

/**
 * Answer a call once per key: the first run's answer is kept and repeated for a day. Key, work and answer commit
 * together, so a crash leaves all or nothing; a failed run leaves the key free.
 * @throws DomainError CONFLICT `idempotency.other_request`, `.in_progress` or `.outcome_unknown`.
 */
export async function answerOnce(
  ctx: Ctx,
  call: RepeatableCall,
  work: (ctx: Ctx) => Promise<KeptAnswer>,
): Promise<KeptAnswer & { replayed: boolean }> {
  if (call.callsOut) return answerOnceInSteps(ctx, call, work);
  return inTransaction(ctx, async (tx) => {
    const held = await claim(tx, call);
    if (held) return { ...replay(tx, held, call), replayed: true };
    const answer = await work(tx);
    await keep(tx, call.key, answer);
    return { ...answer, replayed: false };
  });
}

async function answerOnceInSteps(
  ctx: Ctx,
  call: RepeatableCall,
  work: (ctx: Ctx) => Promise<KeptAnswer>,
): Promise<KeptAnswer & { replayed: boolean }> {
  const held = await inTransaction(ctx, (tx) => claim(tx, call));
  if (held) return { ...replay(ctx, held, call), replayed: true };
  try {
    const answer = await work(ctx);
    await inTransaction(ctx, (tx) => keep(tx, call.key, answer));
    return { ...answer, replayed: false };
  } catch (error) {
    await inTransaction(ctx, (tx) => tx.db.delete(idempotencyKeys).where(mine(tx, call.key)));
    throw error;
  }
}

/** Delete the answers that are older than a day, whatever the workspace. Returns how many went. */
export const purgeIdempotencyKeys = (now: Date): Promise<number> =>
  inSystemTransaction(async (db: Db) => {
    const expired = lt(idempotencyKeys.createdAt, new Date(now.getTime() - idempotencyKeptMs));
    const gone = await db
      .delete(idempotencyKeys)
      .where(expired)
      .returning({ tenantId: idempotencyKeys.tenantId });
    return gone.length;
  });
