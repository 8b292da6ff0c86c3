import "server-only";
import { and, count, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import { type Journey, weighPlans } from "@/modules/health/queries.budget";
import { instantsOf } from "../policy";
import type { PostPart } from "../schemas";
import { deliveries, posts, variants } from "../tables";
import { instantOn, type Plan } from "./sync";

/** The way of a post to a channel, as allowances count it. */
export const journeyOf = (channelId: Id<"channel">, first: Date, parts: readonly PostPart[]): Journey => ({
  channelId,
  instants: instantsOf(first, parts).map(Number),
});

/** @throws DomainError INVALID `post.quota_exceeded`. */
async function requireRoom(ctx: TxCtx, journeys: readonly Journey[], postId?: Id<"post">): Promise<void> {
  const [issue] = await weighPlans(ctx, [journeys], { postId });
  if (!issue) return;
  const [channel] = await findChannels(ctx, [issue.channelId]);
  const details = { ...issue.details, channel: channel?.name ?? "" };
  throw new DomainError(
    "INVALID",
    "post.quota_exceeded",
    `${details.channel} takes ${details.limit} posts in ${details.hours} hours`,
    { field: "publishAt", details },
  );
}

async function journeysOf(ctx: TxCtx, postId: Id<"post">, plan: Plan): Promise<Journey[]> {
  const going = await ctx.db
    .select({ channelId: variants.channelId, own: variants.parts, parts: posts.parts })
    .from(variants)
    .innerJoin(posts, and(eq(posts.tenantId, variants.tenantId), eq(posts.id, variants.postId)))
    .where(and(eq(variants.tenantId, ctx.tenantId), eq(variants.postId, postId)));
  return going.map(({ channelId, own, parts }) =>
    journeyOf(channelId, instantOn(plan, channelId), own ?? parts),
  );
}

/** Refuse what a network is known to refuse for being too much at once. @throws DomainError INVALID `post.quota_exceeded`. */
export async function requireAllowance(ctx: TxCtx, postId: Id<"post">, plan: Plan): Promise<void> {
  await requireRoom(ctx, await journeysOf(ctx, postId, plan), postId);
}

/** The same for an edit of what has its plan: only what it adds is judged, so that words can always be corrected. */
export async function requireAllowanceForMore(ctx: TxCtx, postId: Id<"post">, plan: Plan): Promise<void> {
  const rows = await ctx.db
    .select({ channelId: deliveries.channelId, count: count() })
    .from(deliveries)
    .innerJoin(
      variants,
      and(eq(variants.tenantId, deliveries.tenantId), eq(variants.id, deliveries.variantId)),
    )
    .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.postId, postId)))
    .groupBy(deliveries.channelId);
  const before = new Map(rows.map((row) => [row.channelId, row.count]));
  const journeys = await journeysOf(ctx, postId, plan);
  const grown = journeys.filter(({ channelId, instants }) => instants.length > (before.get(channelId) ?? 0));
  await requireRoom(ctx, grown, postId);
}

/** The same for one delivery that is given another time. */
export const requireAllowanceAt = (ctx: TxCtx, channelId: Id<"channel">, at: Date): Promise<void> =>
  requireRoom(ctx, [journeyOf(channelId, at, [])]);
