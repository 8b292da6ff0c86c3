import "server-only";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import type { Id } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { openAccounts } from "@/modules/channels/queries";
import type { ChannelState } from "@/modules/channels/schemas";
import { channels } from "@/modules/channels/tables";
import { log } from "@/platform/log";
import { CHANNEL_REASONS, resumeGraceMs } from "../policy";
import type { DeliveryState } from "../schemas";
import { deliveries, posts } from "../tables";
import { holdQueued, lockPause } from "./queue";
import { wakeDispatcher } from "./schedule";
import { refreshPostStates } from "./states";

/** Tell how a channel stands, and keep it so until this transaction ends. Before any post is locked; null when it is gone. */
async function lockChannelState(ctx: TxCtx, channelId: Id<"channel">): Promise<ChannelState | null> {
  const [row] = await ctx.db
    .select({ state: channels.state })
    .from(channels)
    .where(and(eq(channels.tenantId, ctx.tenantId), eq(channels.id, channelId)))
    .for("share");
  return row?.state ?? null;
}

/** Lock the posts of a channel's deliveries in these states, then return those deliveries. */
async function lockOfChannel(
  ctx: TxCtx,
  channelId: Id<"channel">,
  states: readonly DeliveryState[],
  reasons?: readonly string[],
) {
  const mine = and(
    eq(deliveries.tenantId, ctx.tenantId),
    eq(deliveries.channelId, channelId),
    inArray(deliveries.state, [...states]),
    reasons && inArray(deliveries.reason, [...reasons]),
  );
  const postIds = ctx.db.select({ id: deliveries.postId }).from(deliveries).where(mine);
  await ctx.db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), inArray(posts.id, postIds)))
    .orderBy(posts.id)
    .for("update");
  return ctx.db
    .select({ id: deliveries.id, postId: deliveries.postId, publishAt: deliveries.publishAt })
    .from(deliveries)
    .where(mine);
}

/**
 * A channel broke: what it was to send waits, and is not lost. Nothing happens when it is back by the time this is heard.
 * Returns how many deliveries now wait.
 */
export function holdDeliveries(ctx: Ctx, channelId: Id<"channel">, reason: string): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    if ((await lockChannelState(ctx, channelId)) === "active") return 0;
    const rows = await lockOfChannel(ctx, channelId, ["scheduled", "leased"]);
    if (rows.length === 0) return 0;
    const now = ctx.clock.now();
    await ctx.db
      .update(deliveries)
      .set({ state: "held", reason, fence: sql`${deliveries.fence} + 1`, updatedAt: now })
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
    await record(ctx, "delivery.held", { targetId: channelId, data: { count: rows.length, reason } });
    return rows.length;
  });
}

/**
 * A channel works again: what is still to come, or only just late, goes on by itself. What is later than that waits for
 * a person, who sends it now, spreads it over slots or skips it: a month of posts at once is nobody's wish.
 * Nothing happens while the channel does not work. Returns how many go on.
 */
export function releaseDeliveries(ctx: Ctx, channelId: Id<"channel">): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    if ((await lockChannelState(ctx, channelId)) !== "active") return 0;
    const paused = await lockPause(ctx, channelId);
    const rows = await lockOfChannel(ctx, channelId, ["held"], CHANNEL_REASONS);
    if (rows.length === 0) return 0;
    const now = ctx.clock.now();
    const oldest = now.getTime() - resumeGraceMs;
    const [timely, late] = [
      rows.filter((row) => row.publishAt.getTime() >= oldest),
      rows.filter((row) => row.publishAt.getTime() < oldest),
    ];
    const ours = (some: typeof rows) =>
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        inArray(
          deliveries.id,
          some.map((row) => row.id),
        ),
      );
    const fence = sql`${deliveries.fence} + 1`;
    if (late.length > 0)
      await ctx.db
        .update(deliveries)
        .set({ reason: "channel_back", detail: null, fence, updatedAt: now })
        .where(ours(late));
    if (timely.length > 0) {
      const at = sql`greatest(${deliveries.publishAt}, ${now.toISOString()}::timestamptz)`;
      const released = await ctx.db
        .update(deliveries)
        .set({
          ...resumed,
          // A pause that the network asked for is not over because the channel is back, nor is it lateness of ours.
          dueAt: sql`greatest(${at}, ${deliveries.dueAt})`,
          attemptsMade: sql`case when ${deliveries.dueAt} > ${at} then ${deliveries.attemptsMade} else 0 end`,
          publishAt: at,
          fence,
          updatedAt: now,
        })
        .where(ours(timely))
        .returning({ dueAt: deliveries.dueAt });
      await wakeDispatcher(ctx, new Date(Math.min(...released.map((row) => row.dueAt.getTime()))));
    }
    if (paused) await holdQueued(ctx, channelId);
    await refreshPostStates(ctx.db, now, [...new Set(rows.map((row) => row.postId))]);
    const data = { count: timely.length, late: late.length };
    await record(ctx, "delivery.released", { targetId: channelId, data });
    return timely.length;
  });
}

const resumed = { state: "scheduled", reason: null, detail: null } as const;

const pageSize = 100;

/** Active channels for which something waits all the same, over all workspaces: those whose credentials can be read. */
const findStranded = (after: Id<"channel"> | null) =>
  inSystemTransaction(async (db) => {
    const rows = await db
      .selectDistinct({ tenantId: channels.tenantId, channelId: channels.id })
      .from(deliveries)
      .innerJoin(
        channels,
        and(eq(channels.tenantId, deliveries.tenantId), eq(channels.id, deliveries.channelId)),
      )
      .where(
        and(
          // As the index of these rows has it.
          sql`${deliveries.state} = 'held' and ${deliveries.reason} in ('channel_broken', 'channel_unavailable')`,
          eq(channels.state, "active"),
          after ? gt(channels.id, after) : undefined,
        ),
      )
      .orderBy(asc(channels.id))
      .limit(pageSize);
    const accounts = await openAccounts(
      db,
      rows.map(({ channelId }) => channelId),
    );
    return rows.map((row) => ({ ...row, works: accounts.get(row.channelId)?.state === "active" }));
  });

/**
 * Let go on what waits for a channel that works: it was planned, or refused, in the moment in which the channel came
 * back, or the news of that was lost. Returns how many channels that were.
 */
export async function releaseStranded(clock: Clock, traceId: string): Promise<number> {
  const actor = { type: "system", name: "publishing.release" } as const;
  let released = 0;
  for (let last: Id<"channel"> | null = null; ; ) {
    const page: Awaited<ReturnType<typeof findStranded>> = await findStranded(last);
    // One that cannot be released must not keep the others waiting; it is found again the next minute.
    for (const { tenantId, channelId } of page.filter(({ works }) => works))
      await releaseDeliveries({ tenantId, traceId, actor, clock }, channelId).then(
        () => {
          released += 1;
        },
        (error) => log().error({ error, channelId }, "what waits for a channel could not go on"),
      );
    last = page.at(-1)?.channelId ?? null;
    if (page.length < pageSize) return released;
  }
}
