import "server-only";
import {
  and,
  asc,
  count,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  ne,
  notInArray,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, idToUuid } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { findChannels } from "@/modules/channels/queries";
import { channels } from "@/modules/channels/tables";
import { deliveries, postMedia, posts } from "@/modules/publishing/tables";
import { getWorkspace } from "@/modules/workspaces/queries";
import { freeOf, type Occurrence, occurrencesOf } from "./policy";
import {
  type FreeSlot,
  type FreeSlotsInput,
  freeSlotsDaysMax,
  type GetQueueInput,
  type QueueEntry,
  type QueueRow,
  type QueueSummary,
  type QueueView,
  type Slot,
} from "./schemas";
import { queues, slots } from "./tables";

const slotColumns = {
  id: slots.id,
  channelId: slots.channelId,
  weekday: slots.weekday,
  time: slots.time,
  label: slots.label,
  evergreen: slots.evergreen,
};

/** The slots of channels, from Monday on. */
export async function loadSlots(
  ctx: TxCtx,
  channelIds: readonly Id<"channel">[],
): Promise<Map<Id<"channel">, Slot[]>> {
  const rows = await ctx.db
    .select(slotColumns)
    .from(slots)
    .where(and(eq(slots.tenantId, ctx.tenantId), inArray(slots.channelId, [...channelIds])))
    .orderBy(asc(slots.weekday), asc(slots.time));
  const byChannel = new Map<Id<"channel">, Slot[]>(channelIds.map((id) => [id, []]));
  for (const { channelId, ...slot } of rows) byChannel.get(channelId)?.push(slot);
  return byChannel;
}

/** How the queues of channels run; a channel without a row follows the workspace's zone. */
async function loadQueues(ctx: TxCtx, channelIds: readonly Id<"channel">[]) {
  const rows = await ctx.db
    .select({ channelId: queues.channelId, timeZone: queues.timeZone, pausedAt: queues.pausedAt })
    .from(queues)
    .where(and(eq(queues.tenantId, ctx.tenantId), inArray(queues.channelId, [...channelIds])));
  const { timeZone } = await getWorkspace(ctx);
  const known = new Map(rows.map((row) => [row.channelId, row]));
  return new Map(
    channelIds.map((id) => {
      const row = known.get(id);
      const own = { timeZone: row?.timeZone ?? timeZone, pausedAt: row?.pausedAt ?? null };
      return [id, { ...own, followsWorkspace: !row }];
    }),
  );
}

/** Which of these queues are paused. */
export async function findPausedQueues(
  ctx: TxCtx,
  channelIds: readonly Id<"channel">[],
): Promise<Set<Id<"channel">>> {
  const rows = await ctx.db
    .select({ channelId: queues.channelId })
    .from(queues)
    .where(
      and(
        eq(queues.tenantId, ctx.tenantId),
        inArray(queues.channelId, [...channelIds]),
        isNotNull(queues.pausedAt),
      ),
    );
  return new Set(rows.map((row) => row.channelId));
}

/** Instants ahead at which something of these channels stands, in ms; `except` leaves deliveries out. */
export async function loadTaken(
  ctx: TxCtx,
  channelIds: readonly Id<"channel">[],
  { after, except = [] }: { after: Date; except?: readonly Id<"delivery">[] },
): Promise<Map<Id<"channel">, Set<number>>> {
  const rows = await ctx.db
    .select({ channelId: deliveries.channelId, at: deliveries.publishAt })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        inArray(deliveries.channelId, [...channelIds]),
        eq(deliveries.part, 0),
        ne(deliveries.state, "cancelled"),
        gt(deliveries.publishAt, after),
        except.length > 0 ? notInArray(deliveries.id, [...except]) : undefined,
      ),
    );
  const taken = new Map(channelIds.map((id) => [id, new Set<number>()]));
  for (const { channelId, at } of rows) taken.get(channelId)?.add(at.getTime());
  return taken;
}

const excerptCharacters = 280;

type Standing = QueueEntry & { at: Date; waits: boolean };

/** What stands on a channel up to `until`, and what waits for its paused queue, by time. */
async function loadStanding(ctx: TxCtx, channelId: Id<"channel">, until: Date): Promise<Standing[]> {
  const now = ctx.clock.now();
  const waits = sql<boolean>`(${deliveries.state} = 'held' and ${deliveries.reason} = 'queue_paused' and ${deliveries.publishAt} <= ${now.toISOString()}::timestamptz)`;
  return ctx.db
    .select({
      deliveryId: deliveries.id,
      postId: deliveries.postId,
      title: posts.title,
      excerpt: sql<string>`left(${posts.body}, ${excerptCharacters})`,
      mediaCount: sql<number>`(select count(*)::int from ${postMedia} where ${postMedia.tenantId} = ${posts.tenantId} and ${postMedia.postId} = ${posts.id})`,
      partCount: sql<number>`(select count(*)::int from deliveries p where p.tenant_id = ${deliveries.tenantId} and p.variant_id = ${deliveries.variantId} and p.part > 0 and p.state <> 'cancelled')`,
      state: deliveries.state,
      reason: deliveries.reason,
      movable: sql<boolean>`(${deliveries.queued} and ${deliveries.state} in ('scheduled', 'held'))`,
      at: deliveries.publishAt,
      waits,
    })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        eq(deliveries.channelId, channelId),
        eq(deliveries.part, 0),
        ne(deliveries.state, "cancelled"),
        isNull(posts.deletedAt),
        or(and(gt(deliveries.publishAt, now), lte(deliveries.publishAt, until)), waits),
      ),
    )
    .orderBy(asc(deliveries.publishAt), asc(deliveries.id));
}

/** Lay what stands on a channel over the rounds of its slots. */
function rowsOf(rounds: readonly Occurrence<Slot>[], standing: readonly Standing[]): QueueRow[] {
  const byInstant = Map.groupBy(standing, ({ at }) => at.getTime());
  const rows: QueueRow[] = [];
  for (const { at, slot } of rounds) {
    const own = { at, slotId: slot.id, label: slot.label };
    const [first = null, ...rest] = byInstant.get(at.getTime()) ?? [];
    byInstant.delete(at.getTime());
    rows.push({ ...own, entry: first }, ...rest.map((entry) => ({ at, slotId: null, label: null, entry })));
  }
  for (const entries of byInstant.values())
    rows.push(...entries.map((entry) => ({ at: entry.at, slotId: null, label: null, entry })));
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime());
}

const ofTenant = (ctx: TxCtx, where: SQL | undefined) =>
  and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.part, 0), where);

const stillOpen = inArray(deliveries.state, ["scheduled", "leased", "held"]);

async function countOnChannel(ctx: TxCtx, channelId: Id<"channel">) {
  const [row] = await ctx.db
    .select({
      queued: sql<number>`count(*) filter (where ${deliveries.queued})::int`,
      held: sql<number>`count(*) filter (where ${deliveries.state} = 'held' and ${deliveries.reason} in ('channel_broken', 'channel_unavailable', 'channel_back'))::int`,
    })
    .from(deliveries)
    .where(ofTenant(ctx, and(eq(deliveries.channelId, channelId), stillOpen)));
  return { queuedCount: row?.queued ?? 0, heldCount: row?.held ?? 0 };
}

/** The queue of a channel: its week, and what stands where in the coming days. @throws DomainError NOT_FOUND. */
export function getQueue(ctx: Ctx, { channelId, days }: GetQueueInput): Promise<QueueView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    await findChannels(ctx, [channelId]);
    const queue = (await loadQueues(ctx, [channelId])).get(channelId);
    if (!queue) throw new DomainError("NOT_FOUND", "queue.not_found", "No such queue");
    const week = (await loadSlots(ctx, [channelId])).get(channelId) ?? [];
    const now = ctx.clock.now();
    const until = new Date(now.getTime() + days * dayMs);
    const rounds = [...occurrencesOf(week, queue.timeZone, { after: now, until })];
    const rows = rowsOf(rounds, await loadStanding(ctx, channelId, until));
    return { channelId, ...queue, slots: week, rows, until, ...(await countOnChannel(ctx, channelId)) };
  });
}

/** Every channel's queue in short, by its channel's name; channels that were disconnected are left out. */
export function listQueues(ctx: Ctx): Promise<{ items: QueueSummary[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select({ id: channels.id })
      .from(channels)
      .where(and(eq(channels.tenantId, ctx.tenantId), ne(channels.state, "disconnected")))
      .orderBy(asc(channels.name), asc(channels.id));
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return { items: [] };
    const ways = await loadQueues(ctx, ids);
    const weeks = await loadSlots(ctx, ids);
    const counted = await ctx.db
      .select({ channelId: deliveries.channelId, count: count() })
      .from(deliveries)
      .where(ofTenant(ctx, and(inArray(deliveries.channelId, ids), stillOpen, eq(deliveries.queued, true))))
      .groupBy(deliveries.channelId);
    const queuedOf = new Map(counted.map((row) => [row.channelId, row.count]));
    const { timeZone: fallback } = await getWorkspace(ctx);
    return {
      items: ids.map((channelId) => ({
        channelId,
        timeZone: ways.get(channelId)?.timeZone ?? fallback,
        pausedAt: ways.get(channelId)?.pausedAt ?? null,
        slotCount: weeks.get(channelId)?.length ?? 0,
        queuedCount: queuedOf.get(channelId) ?? 0,
      })),
    };
  });
}

/**
 * Free slots of channels between two instants, the earliest first; none of the past, none of a paused queue.
 * @throws DomainError NOT_FOUND for another workspace's channel, INVALID `queue.window` when it is too long.
 */
export async function findFreeSlots(ctx: Ctx, { channelIds, from, to }: FreeSlotsInput): Promise<FreeSlot[]> {
  authorise(ctx, "post.read");
  if ((to.getTime() - from.getTime()) / dayMs > freeSlotsDaysMax)
    throw new DomainError("INVALID", "queue.window", "Ask for a year at most", { field: "to" });
  return inTransaction(ctx, async (ctx) => {
    await findChannels(ctx, channelIds);
    const ids = [...new Set(channelIds)];
    const now = ctx.clock.now();
    // A slot at `from` itself is part of the window; one at this very instant has passed.
    const after = new Date(Math.max(from.getTime() - 1, now.getTime()));
    const [ways, weeks] = [await loadQueues(ctx, ids), await loadSlots(ctx, ids)];
    const taken = await loadTaken(ctx, ids, { after });
    const found = ids.flatMap((channelId): FreeSlot[] => {
      const queue = ways.get(channelId);
      if (!queue || queue.pausedAt) return [];
      const rounds = occurrencesOf(weeks.get(channelId) ?? [], queue.timeZone, { after, until: to });
      return [...freeOf(rounds, taken.get(channelId) ?? new Set())].map(({ at, slot }) => ({
        channelId,
        slotId: slot.id,
        at,
        label: slot.label,
        evergreen: slot.evergreen,
      }));
    });
    return found.sort((a, b) => a.at.getTime() - b.at.getTime());
  });
}

/** `findFreeSlots` as a list. */
export const getFreeSlots = async (ctx: Ctx, input: FreeSlotsInput): Promise<{ items: FreeSlot[] }> => ({
  items: await findFreeSlots(ctx, input),
});

/** For Publify's own jobs: queues whose clocks are watched, a page at a time. */
export const listWatched = (
  after: Id<"channel"> | null,
  limit: number,
): Promise<{ tenantId: Id<"workspace">; channelId: Id<"channel"> }[]> =>
  inSystemTransaction((db) =>
    db
      .select({ tenantId: queues.tenantId, channelId: queues.channelId })
      .from(queues)
      .where(after ? sql`${queues.channelId} > ${idToUuid("channel", after)}` : undefined)
      .orderBy(asc(queues.channelId))
      .limit(limit),
  );
