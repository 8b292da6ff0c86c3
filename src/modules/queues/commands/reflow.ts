import "server-only";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import {
  lockHeldByChannel,
  lockQueued,
  type Queued,
  queuePaused,
  retime,
  type Standing,
} from "@/modules/publishing/commands/queue";
import { reflow } from "../policy";
import type { QueueChange, QueueIdInput } from "../schemas";
import type { PlannedMoves } from "./clocks";
import { freeSlotsOf, type Week } from "./free";
import { type OpenQueue, openQueue, requireSlots } from "./open";

/** How a delivery stands that was given a slot of this queue. */
export function standingIn({ channel, pausedAt }: OpenQueue): Standing {
  if (channel.state !== "active") return { state: "held", reason: "channel_broken" };
  return pausedAt ? { state: "held", reason: queuePaused } : { state: "scheduled" };
}

/** Where queued deliveries would go if they took the free slots from now on; those that stay are left out. */
export async function planReflow(ctx: TxCtx, week: Week, queued: readonly Queued[]): Promise<PlannedMoves> {
  const { places, left } = reflow(queued, (await freeSlotsOf(ctx, week, queued))(ctx.clock.now()));
  const moves = places
    .map(({ item: delivery, at }) => ({ delivery, at }))
    .filter(({ delivery, at }) => delivery.at.getTime() !== at.getTime());
  return { moves, left };
}

/** What changed, with the way back. */
export const changeOf = ({ moves, left }: PlannedMoves): QueueChange => ({
  moved: moves.length,
  left: left.length,
  before: moves.map(({ delivery }) => ({ deliveryId: delivery.id, at: delivery.at })),
});

/** Give everything queued the free slots from now on, in its order. @throws DomainError INVALID `queue.no_slots`. */
export function reflowQueue(ctx: Ctx, { channelId }: QueueIdInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const queue = await openQueue(ctx, channelId);
    requireSlots([queue]);
    const plan = await planReflow(ctx, queue, await lockQueued(ctx, channelId));
    await retime(ctx, plan.moves);
    if (plan.moves.length > 0)
      await record(ctx, "queue.reflowed", { targetId: channelId, data: { moved: plan.moves.length } });
    return changeOf(plan);
  });
}

/**
 * The channel is back: what waited for it takes the next free slots, in its old order, whether its time passed or not.
 * @throws DomainError CONFLICT `queue.channel_broken`, INVALID `queue.no_slots`.
 */
export function reflowHeld(ctx: Ctx, { channelId }: QueueIdInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const queue = await openQueue(ctx, channelId);
    if (queue.channel.state !== "active")
      throw new DomainError("CONFLICT", "queue.channel_broken", "Reconnect the channel first", {
        details: { channel: queue.channel.name },
      });
    const held = await lockHeldByChannel(ctx, channelId);
    if (held.length === 0) return { moved: 0, left: 0, before: [] };
    requireSlots([queue]);
    const { places, left } = reflow(held, (await freeSlotsOf(ctx, queue, held))(ctx.clock.now()));
    const standing = standingIn(queue);
    const moves = places.map(({ item: delivery, at }) => ({ delivery, at, standing }));
    await retime(ctx, moves);
    await record(ctx, "queue.reflowed_held", { targetId: channelId, data: { moved: moves.length } });
    return { moved: moves.length, left: left.length, before: [] };
  });
}
