import "server-only";
import { and, asc, count, desc, eq, gte, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { listDeliveries } from "@/modules/publishing/queries";
import type { DeliveryState } from "@/modules/publishing/schemas";
import { deliveries, posts } from "@/modules/publishing/tables";
import { alive, excerptOfPost, summarise, summaryColumns } from "./queries.summaries";
import type { TodayView, ToldDelivery } from "./schemas";

const TROUBLED = ["needs_attention", "failed", "held", "missed"] as const satisfies readonly DeliveryState[];
/** What a person is told of: all that is in trouble, but for the parts that only wait behind one of them. */
const isTroubled = and(
  inArray(deliveries.state, [...TROUBLED]),
  sql`not (${deliveries.part} > 0 and ${deliveries.reason} is not distinct from 'upstream_failed')`,
);

const todayListMax = 8;

async function findDeliveryIds(ctx: TxCtx, where: SQL | undefined, order: SQL): Promise<Id<"delivery">[]> {
  const rows = await ctx.db
    .select({ id: deliveries.id })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
    .where(and(alive(ctx), eq(deliveries.tenantId, ctx.tenantId), where))
    .orderBy(order)
    .limit(todayListMax);
  return rows.map((row) => row.id);
}

/** These deliveries in this order, each with the words by which its post is known. */
async function tellDeliveries(ctx: TxCtx, ids: readonly Id<"delivery">[]): Promise<ToldDelivery[]> {
  const found = await listDeliveries(ctx, ids);
  if (found.length === 0) return [];
  const rows = await ctx.db
    .select({
      ...{ id: posts.id, postTitle: posts.title, postExcerpt: excerptOfPost },
      postApproval: posts.approval,
    })
    .from(posts)
    .where(
      and(
        eq(posts.tenantId, ctx.tenantId),
        inArray(
          posts.id,
          found.map((delivery) => delivery.postId),
        ),
      ),
    );
  const words = new Map(rows.map(({ id, ...post }) => [id, post]));
  const byId = new Map(found.map((delivery) => [delivery.id, delivery]));
  return ids.flatMap((id) => {
    const delivery = byId.get(id);
    const post = delivery && words.get(delivery.postId);
    return post ? [{ ...delivery, ...post }] : [];
  });
}

async function countRows(ctx: TxCtx) {
  const weekAgo = new Date(ctx.clock.now().getTime() - 7 * dayMs);
  const [byPost] = await ctx.db
    .select({
      scheduled: sql<number>`count(*) filter (where ${posts.state} = 'scheduled')::int`,
      drafts: sql<number>`count(*) filter (where ${posts.state} = 'draft')::int`,
    })
    .from(posts)
    .where(alive(ctx));
  const [troubled] = await ctx.db
    .select({ count: count() })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
    .where(and(alive(ctx), isTroubled));
  const [published] = await ctx.db
    .select({ count: count() })
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, ctx.tenantId), gte(deliveries.publishedAt, weekAgo)));
  return {
    scheduled: byPost?.scheduled ?? 0,
    drafts: byPost?.drafts ?? 0,
    needsAttention: troubled?.count ?? 0,
    publishedLastWeek: published?.count ?? 0,
  };
}

/** What a person wants to know on arriving: what is next, what needs them, what came of the last posts. */
export function getToday(ctx: Ctx): Promise<TodayView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const upcoming = await ctx.db
      .select(summaryColumns)
      .from(posts)
      .where(and(alive(ctx), inArray(posts.state, ["scheduled", "publishing"]), isNotNull(posts.publishAt)))
      .orderBy(asc(posts.publishAt))
      .limit(todayListMax);
    const troubled = await findDeliveryIds(ctx, isTroubled, desc(deliveries.updatedAt));
    const recent = await findDeliveryIds(
      ctx,
      // What follows a post is looked at on its page: here it would say the same words again.
      and(eq(deliveries.state, "published"), eq(deliveries.part, 0)),
      desc(deliveries.publishedAt),
    );
    return {
      nextUp: await summarise(ctx, upcoming),
      needsAttention: await tellDeliveries(ctx, troubled),
      recentResults: await tellDeliveries(ctx, recent),
      counts: await countRows(ctx),
    };
  });
}
