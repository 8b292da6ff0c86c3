import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import type { DeliveryState } from "../schemas";
import { deliveries, posts } from "../tables";
import { wakeDispatcher } from "./schedule";
import { refreshPostStates } from "./states";

/** Lock the posts of a channel's deliveries in these states, then return those deliveries. */
async function lockOfChannel(ctx: TxCtx, channelId: Id<"channel">, states: readonly DeliveryState[]) {
  const mine = and(
    eq(deliveries.tenantId, ctx.tenantId),
    eq(deliveries.channelId, channelId),
    inArray(deliveries.state, [...states]),
  );
  const postIds = ctx.db.select({ id: deliveries.postId }).from(deliveries).where(mine);
  await ctx.db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), inArray(posts.id, postIds)))
    .orderBy(posts.id)
    .for("update");
  return ctx.db.select({ id: deliveries.id, postId: deliveries.postId }).from(deliveries).where(mine);
}

/** A channel broke: what it was to send waits, and is not lost. Returns how many deliveries now wait. */
export function holdDeliveries(ctx: Ctx, channelId: Id<"channel">, reason: string): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
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

/** A channel works again: what waited goes out, at its time or now when that has passed. Returns how many go on. */
export function releaseDeliveries(ctx: Ctx, channelId: Id<"channel">): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await lockOfChannel(ctx, channelId, ["held"]);
    if (rows.length === 0) return 0;
    const now = ctx.clock.now();
    const released = await ctx.db
      .update(deliveries)
      .set({
        state: "scheduled",
        reason: null,
        detail: null,
        attemptsMade: 0,
        dueAt: sql`greatest(${deliveries.publishAt}, ${now.toISOString()}::timestamptz)`,
        // The wait was ours to bear: being late for it does not make a delivery `missed`.
        publishAt: sql`greatest(${deliveries.publishAt}, ${now.toISOString()}::timestamptz)`,
        fence: sql`${deliveries.fence} + 1`,
        updatedAt: now,
      })
      .where(
        and(
          eq(deliveries.tenantId, ctx.tenantId),
          inArray(
            deliveries.id,
            rows.map((row) => row.id),
          ),
        ),
      )
      .returning({ dueAt: deliveries.dueAt });
    await refreshPostStates(ctx.db, now, [...new Set(rows.map((row) => row.postId))]);
    await record(ctx, "delivery.released", { targetId: channelId, data: { count: rows.length } });
    await wakeDispatcher(ctx, new Date(Math.min(...released.map((row) => row.dueAt.getTime()))));
    return rows.length;
  });
}
