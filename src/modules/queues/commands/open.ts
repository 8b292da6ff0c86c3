import "server-only";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import type { ChannelView } from "@/modules/channels/schemas";
import { getWorkspace } from "@/modules/workspaces/queries";
import { loadSlots } from "../queries";
import type { Slot } from "../schemas";
import { queues } from "../tables";
import { followClocks, rulesToday } from "./clocks";

/** A channel's queue that nobody else changes before this transaction ends. */
export interface OpenQueue {
  channel: ChannelView;
  timeZone: string;
  pausedAt: Date | null;
  slots: Slot[];
}

const absent = (): DomainError => new DomainError("NOT_FOUND", "queue.not_found", "No such queue");

async function lockRow(ctx: TxCtx, channelId: Id<"channel">, timeZone: string) {
  const now = ctx.clock.now();
  await ctx.db
    .insert(queues)
    .values({ tenantId: ctx.tenantId, channelId, timeZone, rules: rulesToday(timeZone, now), updatedAt: now })
    .onConflictDoNothing();
  const [row] = await ctx.db
    .select()
    .from(queues)
    .where(and(eq(queues.tenantId, ctx.tenantId), eq(queues.channelId, channelId)))
    .for("update");
  if (!row) throw absent();
  return row;
}

/**
 * Lock the queues of channels, always before the posts that stand in them; the answer follows `channelIds`.
 * @throws DomainError NOT_FOUND `channel.not_found` unless all of them belong to this workspace.
 */
export async function openQueues(ctx: TxCtx, channelIds: readonly Id<"channel">[]): Promise<OpenQueue[]> {
  const channels = await findChannels(ctx, [...channelIds]);
  const zone = (await getWorkspace(ctx)).timeZone;
  const rows = new Map<Id<"channel">, typeof queues.$inferSelect>();
  // In one order for everybody: two who lock the same queues wait, and never for each other.
  for (const id of [...new Set(channelIds)].sort()) rows.set(id, await lockRow(ctx, id, zone));
  const weeks = await loadSlots(ctx, channelIds);
  const open: OpenQueue[] = [];
  for (const channel of channels) {
    const row = rows.get(channel.id);
    if (!row) throw absent();
    const { timeZone, pausedAt } = row;
    const queue = { channel, timeZone, pausedAt, slots: weeks.get(channel.id) ?? [] };
    await followClocks(ctx, queue, row.rules);
    open.push(queue);
  }
  return open;
}

/** Lock one channel's queue. @throws as `openQueues`. */
export async function openQueue(ctx: TxCtx, channelId: Id<"channel">): Promise<OpenQueue> {
  const [queue] = await openQueues(ctx, [channelId]);
  if (!queue) throw absent();
  return queue;
}

/** @throws DomainError INVALID `queue.no_slots` that names the channels whose week is empty. */
export function requireSlots(queues: readonly OpenQueue[]): void {
  const empty = queues.filter(({ slots }) => slots.length === 0);
  const [first] = empty;
  if (!first) return;
  const names = empty.map(({ channel }) => channel.name).join(", ");
  throw new DomainError("INVALID", "queue.no_slots", `${names} has no slots`, {
    field: "channels",
    details: { channel: names, channelId: first.channel.id, count: empty.length },
  });
}
