import "server-only";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import { type Journey, weighPlans } from "@/modules/health/queries.budget";
import { instantsOf } from "../policy";
import type { PostPart } from "../schemas";
import { posts, variants } from "../tables";
import { instantOn, type Plan } from "./sync";

/** The way of a post to a channel, as allowances count it. */
export const journeyOf = (channelId: Id<"channel">, first: Date, parts: readonly PostPart[]): Journey => ({
  channelId,
  instants: instantsOf(first, parts).map(Number),
});

/** Refuse what a network is known to refuse for being too much at once. @throws DomainError INVALID `post.quota_exceeded`. */
export async function requireAllowance(ctx: TxCtx, postId: Id<"post">, plan: Plan): Promise<void> {
  const going = await ctx.db
    .select({ channelId: variants.channelId, own: variants.parts, parts: posts.parts })
    .from(variants)
    .innerJoin(posts, and(eq(posts.tenantId, variants.tenantId), eq(posts.id, variants.postId)))
    .where(and(eq(variants.tenantId, ctx.tenantId), eq(variants.postId, postId)));
  const journeys = going.map(({ channelId, own, parts }) =>
    journeyOf(channelId, instantOn(plan, channelId), own ?? parts),
  );
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
