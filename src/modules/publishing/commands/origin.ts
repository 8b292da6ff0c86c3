import "server-only";
import { and, eq, gte, inArray, isNull, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { LOCKED_STATES } from "../policy";
import { attempts, deliveries, posts } from "../tables";

const own = (ctx: TxCtx, postId: Id<"post">) => and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId));

/** Make a post one occurrence of a series, or another one of it. */
export async function becomeOccurrence(
  ctx: TxCtx,
  postId: Id<"post">,
  place: { seriesId: Id<"series">; occurrence: string },
): Promise<void> {
  authorise(ctx, "post.writeAny");
  await ctx.db.update(posts).set(place).where(own(ctx, postId));
}

/** Let go of a post: it stays as it is, and is part of no series any more. */
export async function leaveSeries(ctx: TxCtx, postId: Id<"post">): Promise<void> {
  authorise(ctx, "post.writeAny");
  await ctx.db.update(posts).set({ seriesId: null, occurrence: null }).where(own(ctx, postId));
}

/** Hand the occurrences of a series from `since` on to another one, deleted and published ones included. */
export async function moveOccurrences(
  ctx: TxCtx,
  { from, to, since }: { from: Id<"series">; to: Id<"series">; since: string },
): Promise<void> {
  authorise(ctx, "post.writeAny");
  await ctx.db
    .update(posts)
    .set({ seriesId: to })
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.seriesId, from), gte(posts.occurrence, since)));
}

/** Let go of every post of a series that is about to be deleted. */
export async function dissolveSeries(ctx: TxCtx, seriesId: Id<"series">): Promise<void> {
  authorise(ctx, "post.writeAny");
  await ctx.db
    .update(posts)
    .set({ seriesId: null, occurrence: null })
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.seriesId, seriesId)));
}

/** Let go of every post that an evergreen item made, before the item is deleted. */
export async function dissolveEvergreen(ctx: TxCtx, ids: readonly Id<"evergreen">[]): Promise<void> {
  authorise(ctx, "post.writeAny");
  if (ids.length === 0) return;
  await ctx.db
    .update(posts)
    .set({ evergreenId: null })
    .where(and(eq(posts.tenantId, ctx.tenantId), inArray(posts.evergreenId, [...ids])));
}

/**
 * Take back posts that a rule wrote and nobody touched, without a trace in the trash: the rule can write them again.
 * What was ever handed to a network, or tried, stays; so does what another post waits for. Tells which went.
 */
export async function discardPosts(ctx: TxCtx, postIds: readonly Id<"post">[]): Promise<Id<"post">[]> {
  authorise(ctx, "post.writeAny");
  if (postIds.length === 0) return [];
  const waiting = alias(posts, "waiting");
  const ofPost = and(eq(deliveries.tenantId, posts.tenantId), eq(deliveries.postId, posts.id));
  const one = { one: sql`1` };
  const gone = await ctx.db
    .delete(posts)
    .where(
      and(
        eq(posts.tenantId, ctx.tenantId),
        inArray(posts.id, [...postIds]),
        isNull(posts.deletedAt),
        notExists(
          ctx.db
            .select(one)
            .from(waiting)
            .where(and(eq(waiting.tenantId, posts.tenantId), eq(waiting.afterPostId, posts.id))),
        ),
        notExists(
          ctx.db
            .select(one)
            .from(deliveries)
            .where(and(ofPost, inArray(deliveries.state, [...LOCKED_STATES]))),
        ),
        notExists(
          ctx.db
            .select(one)
            .from(attempts)
            .innerJoin(
              deliveries,
              and(eq(deliveries.tenantId, attempts.tenantId), eq(deliveries.id, attempts.deliveryId)),
            )
            .where(ofPost),
        ),
      ),
    )
    .returning({ id: posts.id });
  for (const { id } of gone) await record(ctx, "post.discarded", { targetId: id });
  return gone.map(({ id }) => id);
}
