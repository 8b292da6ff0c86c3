import "server-only";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import { budgetIssues } from "@/modules/health/policy";
import { quotaUse } from "@/modules/health/queries.budget";
import { posts, variants } from "../tables";
import type { Plan } from "./sync";

/** Refuse what a network is known to refuse for being too much at once. @throws DomainError INVALID `post.quota_exceeded`. */
export async function requireAllowance(ctx: TxCtx, postId: Id<"post">, plan: Plan): Promise<void> {
  const going = await ctx.db
    .select({ channelId: variants.channelId, own: variants.parts, parts: posts.parts })
    .from(variants)
    .innerJoin(posts, and(eq(posts.tenantId, variants.tenantId), eq(posts.id, variants.postId)))
    .where(and(eq(variants.tenantId, ctx.tenantId), eq(variants.postId, postId)));
  const sizeOf = new Map(going.map(({ channelId, own, parts }) => [channelId, 1 + (own ?? parts).length]));
  const instants = new Map<number, Id<"channel">[]>();
  for (const { channelId } of going) {
    const at = ((plan.timing === "queue" && plan.instants.get(channelId)) || plan.publishAt).getTime();
    instants.set(at, [...(instants.get(at) ?? []), channelId]);
  }
  for (const [at, channelIds] of instants) {
    const uses = await quotaUse(ctx, { channelIds, at: new Date(at), postId });
    const issue = budgetIssues(uses, (id) => sizeOf.get(id) ?? 1).find(
      ({ severity }) => severity === "error",
    );
    if (!issue) continue;
    const [channel] = await findChannels(ctx, [issue.channelId]);
    const details = { ...issue.details, channel: channel?.name ?? "" };
    throw new DomainError(
      "INVALID",
      "post.quota_exceeded",
      `${details.channel} takes ${details.limit} posts in ${details.hours} hours`,
      { field: "publishAt", details },
    );
  }
}
