import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { holdQueued, lockQueued, queuePaused, retime } from "@/modules/publishing/commands/queue";
import type { QueueChange, QueueIdInput } from "../schemas";
import { queues } from "../tables";
import { type OpenQueue, openQueue, requireSlots } from "./open";
import { planReflow, standingIn } from "./reflow";

const setPaused = (ctx: TxCtx, { channel }: OpenQueue, pausedAt: Date | null) =>
  ctx.db
    .update(queues)
    .set({ pausedAt, updatedAt: ctx.clock.now() })
    .where(and(eq(queues.tenantId, ctx.tenantId), eq(queues.channelId, channel.id)));

/** Nothing queued leaves any more; posts with a time of their own still do. Pausing again changes nothing. */
export function pauseQueue(ctx: Ctx, { channelId }: QueueIdInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const queue = await openQueue(ctx, channelId);
    const held = await holdQueued(ctx, channelId);
    if (!queue.pausedAt) {
      await setPaused(ctx, queue, ctx.clock.now());
      await record(ctx, "queue.paused", { targetId: channelId, data: { held } });
    }
    return { moved: 0, left: 0, before: [] };
  });
}

/**
 * The queue runs again. Where a slot went by meanwhile, everything takes the next free ones, in its order.
 * @throws DomainError INVALID `queue.no_slots` when posts are late and the week is empty.
 */
export function resumeQueue(ctx: Ctx, { channelId }: QueueIdInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const paused = await openQueue(ctx, channelId);
    const queue = { ...paused, pausedAt: null };
    const waiting = (await lockQueued(ctx, channelId)).filter(({ reason }) => reason === queuePaused);
    const late = waiting.some(({ at }) => at <= ctx.clock.now());
    if (late) requireSlots([queue]);
    const { moves, left } = late ? await planReflow(ctx, queue, waiting) : { moves: [], left: [] };
    const atOf = new Map(moves.map(({ delivery, at }) => [delivery.id, at]));
    const stuck = new Set(left);
    const standing = standingIn(queue);
    const released = waiting.filter((delivery) => !stuck.has(delivery));
    await retime(
      ctx,
      released.map((delivery) => ({ delivery, at: atOf.get(delivery.id) ?? delivery.at, standing })),
    );
    if (paused.pausedAt) {
      await setPaused(ctx, queue, null);
      await record(ctx, "queue.resumed", { targetId: channelId, data: { moved: moves.length } });
    }
    return { moved: moves.length, left: left.length, before: [] };
  });
}
