import "server-only";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import type { Queued } from "@/modules/publishing/commands/queue";
import { freeOf, type Occurrence, occurrencesOf } from "../policy";
import { loadTaken } from "../queries";
import type { Slot } from "../schemas";

/** How far ahead a free slot is looked for: a queue that is longer is full. */
export const searchMs = 3 * 365 * dayMs;

/** A channel's week, in the zone in which it is meant. */
export interface Week {
  channel: { id: Id<"channel"> };
  timeZone: string;
  slots: readonly Slot[];
}

export type FreeSlots = (after: Date, until?: Date) => Iterable<Occurrence<Slot>>;

/** The free slots of a channel whose queue is locked, as if `leaving` stood nowhere. Ask for them from an instant on. */
export async function freeSlotsOf(
  ctx: TxCtx,
  { channel, slots, timeZone }: Week,
  leaving: readonly Pick<Queued, "id">[] = [],
): Promise<FreeSlots> {
  const now = ctx.clock.now();
  const except = leaving.map(({ id }) => id);
  const taken =
    (await loadTaken(ctx, [channel.id], { after: now, except })).get(channel.id) ?? new Set<number>();
  const horizon = new Date(now.getTime() + searchMs);
  return (after, until = horizon) => freeOf(occurrencesOf(slots, timeZone, { after, until }), taken);
}
