import "server-only";
import { randomInt } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { lockQueued, type Move, type Queued, retime } from "@/modules/publishing/commands/queue";
import { deliveries } from "@/modules/publishing/tables";
import { movedTo, shuffle } from "../policy";
import type { ArrangeInput, MoveInput, QueueChange, QueuePlace, ShuffleInput } from "../schemas";
import { freeSlotsOf } from "./free";
import { type OpenQueue, openQueue } from "./open";
import { changeOf } from "./reflow";

const slotTaken = (): DomainError =>
  new DomainError("CONFLICT", "queue.slot_taken", "This slot is not free", { field: "at" });

/** Pair what is queued with the instants of `places`. @throws DomainError CONFLICT `queue.changed`. */
function movesOf(queued: readonly Queued[], places: readonly QueuePlace[]): Move[] {
  const byId = new Map(queued.map((delivery) => [delivery.id, delivery]));
  return places.map(({ deliveryId, at }) => {
    const delivery = byId.get(deliveryId);
    if (!delivery)
      throw new DomainError("CONFLICT", "queue.changed", "This queue has changed in the meantime");
    return { delivery, at };
  });
}

/** Each target is free, or left by another of the moves; none is wanted twice. @throws DomainError CONFLICT. */
async function requirePlaces(ctx: TxCtx, queue: OpenQueue, moves: readonly Move[]): Promise<void> {
  const left = new Set(moves.map(({ delivery }) => delivery.at.getTime()));
  const targets = new Set(moves.map(({ at }) => at.getTime()));
  if (targets.size !== moves.length) throw slotTaken();
  const open = new Set([...targets].filter((ms) => !left.has(ms)));
  if (open.size === 0) return;
  const moving = moves.map(({ delivery }) => delivery);
  const free = (await freeSlotsOf(ctx, queue, moving))(ctx.clock.now(), new Date(Math.max(...open)));
  for (const { at } of free) open.delete(at.getTime());
  if (open.size > 0) throw slotTaken();
}

async function apply(
  ctx: TxCtx,
  queue: OpenQueue,
  queued: readonly Queued[],
  places: readonly QueuePlace[],
  action: string,
): Promise<QueueChange> {
  const moves = movesOf(queued, places);
  await requirePlaces(ctx, queue, moves);
  const real = moves.filter(({ delivery, at }) => delivery.at.getTime() !== at.getTime());
  await retime(ctx, real);
  if (real.length > 0)
    await record(ctx, action, { targetId: queue.channel.id, data: { moved: real.length } });
  return changeOf({ moves: real, left: [] });
}

/**
 * Put queued posts exactly where they are told to stand: what dragging and taking back do.
 * @throws DomainError CONFLICT `queue.changed` for what is not queued any more, `queue.slot_taken`.
 */
export function arrangeQueue(ctx: Ctx, { channelId, places }: ArrangeInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const queue = await openQueue(ctx, channelId);
    return apply(ctx, queue, await lockQueued(ctx, channelId), places, "queue.arranged");
  });
}

/** Draw anew who stands where; the slots stay. */
export function shuffleQueue(ctx: Ctx, { channelId, seed }: ShuffleInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const queue = await openQueue(ctx, channelId);
    const queued = await lockQueued(ctx, channelId);
    const drawn = shuffle(queued, seed ?? randomInt(2 ** 32));
    const places = queued.flatMap(({ at }, index) => {
      const delivery = drawn[index];
      return delivery ? [{ deliveryId: delivery.id, at }] : [];
    });
    return apply(ctx, queue, queued, places, "queue.shuffled");
  });
}

const indexOf = (queued: readonly Queued[], id: Id<"delivery">): number =>
  queued.findIndex((delivery) => delivery.id === id);

/** Those between two places move on by one: nobody loses a slot, nobody gains one. */
function insertAt(queued: readonly Queued[], from: number, to: number): QueuePlace[] {
  return movedTo(queued, from, to).flatMap((delivery, index) => {
    const at = queued[index]?.at;
    return at ? [{ deliveryId: delivery.id, at }] : [];
  });
}

/** The next slot above or below that is free or holds another queued post; nothing at the end of the queue. */
async function neighbourOf(
  ctx: TxCtx,
  queue: OpenQueue,
  queued: readonly Queued[],
  { index, direction }: { index: number; direction: "up" | "down" },
): Promise<Date | null> {
  const own = queued[index]?.at;
  if (!own) return null;
  const other = queued[direction === "up" ? index - 1 : index + 1]?.at ?? null;
  const free = await freeSlotsOf(ctx, queue);
  if (direction === "down") {
    for (const { at } of free(own > ctx.clock.now() ? own : ctx.clock.now()))
      return other && other < at ? other : at;
    return other;
  }
  const above = [...free(ctx.clock.now(), new Date(own.getTime() - 1))].at(-1)?.at ?? null;
  return above && (!other || above > other) ? above : other;
}

async function placesFor(
  ctx: TxCtx,
  queue: OpenQueue,
  queued: readonly Queued[],
  { deliveryId, direction, at }: MoveInput,
): Promise<QueuePlace[]> {
  const index = indexOf(queued, deliveryId);
  if (index < 0)
    throw new DomainError("CONFLICT", "queue.changed", "This post is not queued any more", {
      field: "deliveryId",
    });
  const target = direction ? await neighbourOf(ctx, queue, queued, { index, direction }) : at;
  if (!target) return [];
  const occupied = queued.findIndex((other) => other.at.getTime() === target.getTime());
  return occupied < 0 ? [{ deliveryId, at: target }] : insertAt(queued, index, occupied);
}

/**
 * Move one queued post to the slot before or behind it, or to a slot of choice.
 * @throws DomainError NOT_FOUND, CONFLICT `queue.changed` when it is not queued, `queue.slot_taken`.
 */
export function moveQueued(ctx: Ctx, input: MoveInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db
      .select({ channelId: deliveries.channelId })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, input.deliveryId)));
    if (!found) throw notFound("delivery");
    const queue = await openQueue(ctx, found.channelId);
    const queued = await lockQueued(ctx, found.channelId);
    return apply(ctx, queue, queued, await placesFor(ctx, queue, queued, input), "queue.moved");
  });
}
