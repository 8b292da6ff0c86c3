import "server-only";
import { and, asc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, idToUuid } from "@/kernel/ids";
import { queues } from "@/modules/queues/tables";
import { postScheduled } from "../events";
import { CHANNEL_REASONS } from "../policy";
import type { DeliveryState } from "../schemas";
import { deliveries, posts } from "../tables";
import { moveDependents } from "./dependents";
import { planPost, wakeDispatcher } from "./schedule";
import { refreshPostStates } from "./states";

/** Why a delivery waits whose queue is paused. */
export const queuePaused = "queue_paused";
/** Why a delivery waits whose channel is broken, or is back and asks what to do. */
const HELD_BY_CHANNEL = [...CHANNEL_REASONS, "channel_back"];

/** A queued delivery that nobody has begun to send. */
export interface Queued {
  id: Id<"delivery">;
  postId: Id<"post">;
  variantId: Id<"variant"> | null;
  at: Date;
  state: DeliveryState;
  reason: string | null;
}

const ofChannel = (ctx: TxCtx, channelId: Id<"channel">, where: SQL | undefined) =>
  and(
    eq(deliveries.tenantId, ctx.tenantId),
    eq(deliveries.channelId, channelId),
    eq(deliveries.part, 0),
    where,
  );

/** What may be given another slot: it lies ahead, or waits for its paused queue. */
export const isMovable = (now: Date): SQL | undefined =>
  and(
    eq(deliveries.queued, true),
    or(
      and(inArray(deliveries.state, ["scheduled", "held"]), gt(deliveries.publishAt, now)),
      and(eq(deliveries.state, "held"), eq(deliveries.reason, queuePaused)),
    ),
  );

/** Lock first the posts, then the deliveries of a channel that fit, in the order of their instants. */
async function lockWhere(ctx: TxCtx, where: SQL | undefined): Promise<Queued[]> {
  const postIds = ctx.db.select({ id: deliveries.postId }).from(deliveries).where(where);
  await ctx.db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), inArray(posts.id, postIds)))
    .orderBy(posts.id)
    .for("update");
  return ctx.db
    .select({
      id: deliveries.id,
      postId: deliveries.postId,
      variantId: deliveries.variantId,
      at: deliveries.publishAt,
      state: deliveries.state,
      reason: deliveries.reason,
    })
    .from(deliveries)
    .where(where)
    .orderBy(asc(deliveries.publishAt), asc(deliveries.id))
    .for("update");
}

/** Lock what stands in a channel's queue and may be moved, in its order. */
export const lockQueued = (ctx: TxCtx, channelId: Id<"channel">): Promise<Queued[]> =>
  lockWhere(ctx, ofChannel(ctx, channelId, isMovable(ctx.clock.now())));

/** Lock what waits because its channel was broken, in its order. */
export const lockHeldByChannel = (ctx: TxCtx, channelId: Id<"channel">): Promise<Queued[]> =>
  lockWhere(
    ctx,
    ofChannel(ctx, channelId, and(eq(deliveries.state, "held"), inArray(deliveries.reason, HELD_BY_CHANNEL))),
  );

/** A delivery that waits, and why; or one that goes out at its time. */
export type Standing = { state: "scheduled" } | { state: "held"; reason: string };

export interface Move {
  delivery: Queued;
  at: Date;
  /** Absent: it keeps its state. */
  standing?: Standing;
}

const movesJson = (moves: readonly Move[]): string =>
  JSON.stringify(
    moves.map(({ delivery, at, standing }) => ({
      id: idToUuid("delivery", delivery.id),
      variant: delivery.variantId && idToUuid("variant", delivery.variantId),
      was: delivery.at,
      at,
      state: standing?.state ?? delivery.state,
      reason: standing ? ("reason" in standing ? standing.reason : null) : delivery.reason,
    })),
  );

// The instants of a post follow from its deliveries, which now stand at slots.
const followDeliveries = (ctx: TxCtx, postIds: readonly Id<"post">[], now: Date) =>
  ctx.db
    .update(posts)
    .set({
      timing: "queue",
      wallTime: null,
      timeZone: null,
      publishAt: sql`(select min(d.publish_at) from deliveries d where d.tenant_id = ${posts.tenantId} and d.post_id = ${posts.id} and d.part = 0 and d.state <> 'cancelled')`,
      updatedAt: now,
    })
    .where(and(eq(posts.tenantId, ctx.tenantId), inArray(posts.id, [...postIds])));

/** A pause that its network asked for: another slot does not end it. */
const paused = sql.raw("(d.state <> 'leased' and d.due_at > d.publish_at)");

/**
 * Give deliveries that were locked just now other instants; what follows them moves along. Raising the fence stops a
 * worker that has claimed one. @throws DomainError CONFLICT `queue.changed` when one of them is going out already.
 */
export async function retime(ctx: TxCtx, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const now = ctx.clock.now();
  const wanted = sql`jsonb_to_recordset(${movesJson(moves)}::jsonb)
    as x(id uuid, variant uuid, was timestamptz, at timestamptz, state text, reason text)`;
  const { rows } = (await ctx.db.execute(sql`
    update deliveries d set
      publish_at = x.at, queued = true, state = x.state, reason = x.reason, detail = null,
      due_at = case when ${paused} then greatest(x.at, d.due_at) else x.at end,
      attempts_made = case when ${paused} then d.attempts_made else 0 end,
      lookups_made = 0, fence = d.fence + 1, updated_at = ${now.toISOString()}::timestamptz
    from ${wanted}
    where d.tenant_id = ${idToUuid("workspace", ctx.tenantId)} and d.id = x.id and d.state in ('scheduled', 'leased', 'held')
    returning d.id`)) as unknown as { rows: unknown[] };
  if (rows.length !== moves.length)
    throw new DomainError("CONFLICT", "queue.changed", "A post of this queue is going out right now");
  await ctx.db.execute(sql`
    update deliveries d set
      publish_at = d.publish_at + (x.at - x.was), due_at = d.due_at + (x.at - x.was), fence = d.fence + 1,
      updated_at = ${now.toISOString()}::timestamptz
    from ${wanted}
    where d.tenant_id = ${idToUuid("workspace", ctx.tenantId)} and d.variant_id = x.variant and d.part > 0
      and d.state in ('waiting', 'held')`);
  const postIds = [...new Set(moves.map(({ delivery }) => delivery.postId))];
  await followDeliveries(ctx, postIds, now);
  await moveDependents(ctx, postIds);
  await refreshPostStates(ctx.db, now, postIds);
  await emit(ctx, ...postIds.map((postId) => ({ name: postScheduled.name, data: { postId } })));
  await wakeDispatcher(ctx, new Date(Math.min(...moves.map(({ at }) => at.getTime()))));
}

/** Tell whether a channel's queue is paused, and keep it so until this transaction ends. Before any post is locked. */
export async function lockPause(ctx: TxCtx, channelId: Id<"channel">): Promise<boolean> {
  const [row] = await ctx.db
    .select({ pausedAt: queues.pausedAt })
    .from(queues)
    .where(and(eq(queues.tenantId, ctx.tenantId), eq(queues.channelId, channelId)))
    .for("share");
  return row?.pausedAt instanceof Date;
}

/** What is queued on a channel waits, also what a worker has claimed and not begun. Returns how many wait now. */
export async function holdQueued(ctx: TxCtx, channelId: Id<"channel">): Promise<number> {
  const rows = await lockWhere(
    ctx,
    ofChannel(
      ctx,
      channelId,
      and(eq(deliveries.queued, true), inArray(deliveries.state, ["scheduled", "leased"])),
    ),
  );
  if (rows.length === 0) return 0;
  const now = ctx.clock.now();
  await ctx.db
    .update(deliveries)
    .set({ state: "held", reason: queuePaused, fence: sql`${deliveries.fence} + 1`, updatedAt: now })
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        inArray(
          deliveries.id,
          rows.map((row) => row.id),
        ),
      ),
    );
  await refreshPostStates(ctx.db, now, [...new Set(rows.map((row) => row.postId))]);
  return rows.length;
}

/** Plan a post for the slots that were found for each of its channels. @throws as `schedulePost`. */
export function placeInQueue(
  ctx: TxCtx,
  postId: Id<"post">,
  instants: ReadonlyMap<Id<"channel">, Date>,
): Promise<void> {
  const publishAt = new Date(Math.min(...[...instants.values()].map(Number)));
  const nothingMeant = { wallTime: null, timeZone: null };
  const places = new Map(
    [...instants].map(([channelId, at]) => [channelId, { at, queued: true, released: true }]),
  );
  return planPost(ctx, postId, { timing: "queue", publishAt, places }, nothingMeant, "post.queued");
}
