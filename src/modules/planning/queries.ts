import "server-only";
import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  gte,
  ilike,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, isId } from "@/kernel/ids";
import { type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import { listDeliveries } from "@/modules/publishing/queries";
import type { DeliveryState } from "@/modules/publishing/schemas";
import { deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import {
  type CalendarInput,
  calendarDaysMax,
  calendarPostsMax,
  type ListPostsInput,
  type PostSummary,
  type TodayView,
  type ToldDelivery,
} from "./schemas";

const excerptCharacters = 280;
/** States in which a person is told why something did not go out. */
const TROUBLED = ["needs_attention", "failed", "held", "missed"] as const satisfies readonly DeliveryState[];

const alive = (ctx: TxCtx): SQL | undefined => and(eq(posts.tenantId, ctx.tenantId), isNull(posts.deletedAt));

const pattern = (search: string) => `%${search.replace(/[\\%_]/g, "\\$&")}%`;

/** Posts that go to any of these channels. */
const goesTo = (ctx: TxCtx, channelIds: readonly Id<"channel">[]): SQL =>
  exists(
    ctx.db
      .select({ one: sql`1` })
      .from(variants)
      .where(
        and(
          eq(variants.tenantId, posts.tenantId),
          eq(variants.postId, posts.id),
          inArray(variants.channelId, [...channelIds]),
        ),
      ),
  );

const summaryColumns = {
  id: posts.id,
  title: posts.title,
  excerpt: sql<string>`left(${posts.body}, ${excerptCharacters})`,
  state: posts.state,
  wallTime: posts.wallTime,
  timeZone: posts.timeZone,
  publishAt: posts.publishAt,
  updatedAt: posts.updatedAt,
  mediaCount: sql<number>`(select count(*)::int from ${postMedia} where ${postMedia.tenantId} = ${posts.tenantId} and ${postMedia.postId} = ${posts.id})`,
};
type SummaryRow = Omit<PostSummary, "channels">;

/** Add to each post the channels it goes to, with the state of each delivery: one query for the page. */
async function withChannels(ctx: TxCtx, rows: readonly SummaryRow[]): Promise<PostSummary[]> {
  if (rows.length === 0) return [];
  const targets = await ctx.db
    .select({
      postId: variants.postId,
      channelId: variants.channelId,
      name: channels.name,
      network: channels.network,
      state: deliveries.state,
    })
    .from(variants)
    .innerJoin(channels, and(eq(channels.tenantId, variants.tenantId), eq(channels.id, variants.channelId)))
    .leftJoin(
      deliveries,
      and(eq(deliveries.tenantId, variants.tenantId), eq(deliveries.variantId, variants.id)),
    )
    .where(
      and(
        eq(variants.tenantId, ctx.tenantId),
        inArray(
          variants.postId,
          rows.map((row) => row.id),
        ),
      ),
    )
    .orderBy(asc(channels.name));
  const byPost = Map.groupBy(targets, (target) => target.postId);
  return rows.map((row) => ({
    ...row,
    channels: (byPost.get(row.id) ?? []).map(({ postId: _, ...channel }) => channel),
  }));
}

/** Posts, newest first. */
export function listPosts(ctx: Ctx, input: ListPostsInput): Promise<Page<PostSummary>> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const { limit, cursor, states, channelId, search } = input;
    const rows = await ctx.db
      .select(summaryColumns)
      .from(posts)
      .where(
        and(
          alive(ctx),
          states?.length ? inArray(posts.state, states) : undefined,
          channelId ? goesTo(ctx, [channelId]) : undefined,
          search ? or(ilike(posts.body, pattern(search)), ilike(posts.title, pattern(search))) : undefined,
          isId("post", cursor) ? lt(posts.id, cursor) : undefined,
        ),
      )
      .orderBy(desc(posts.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, (row) => row.id);
    return { ...page, items: await withChannels(ctx, page.items) };
  });
}

/** Posts whose instant lies in a window of the calendar. @throws DomainError INVALID when the window is too long. */
export function getCalendar(
  ctx: Ctx,
  input: CalendarInput,
): Promise<{ items: PostSummary[]; truncated: boolean }> {
  authorise(ctx, "post.read");
  const { from, to, channelIds } = input;
  const days = (to.getTime() - from.getTime()) / dayMs;
  if (days <= 0 || days > calendarDaysMax)
    throw new DomainError("INVALID", "calendar.window", `A calendar shows 1 to ${calendarDaysMax} days`, {
      field: "to",
    });
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select(summaryColumns)
      .from(posts)
      .where(
        and(
          alive(ctx),
          gte(posts.publishAt, from),
          lt(posts.publishAt, to),
          channelIds?.length ? goesTo(ctx, channelIds) : undefined,
        ),
      )
      .orderBy(asc(posts.publishAt), asc(posts.id))
      .limit(calendarPostsMax + 1);
    const items = await withChannels(ctx, rows.slice(0, calendarPostsMax));
    return { items, truncated: rows.length > calendarPostsMax };
  });
}

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
    .select({ id: posts.id, postTitle: posts.title, postExcerpt: summaryColumns.excerpt })
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
    return delivery
      ? [{ ...delivery, ...(words.get(delivery.postId) ?? { postTitle: null, postExcerpt: "" }) }]
      : [];
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
    .where(and(alive(ctx), inArray(deliveries.state, [...TROUBLED])));
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
    const troubled = await findDeliveryIds(
      ctx,
      inArray(deliveries.state, [...TROUBLED]),
      desc(deliveries.updatedAt),
    );
    const recent = await findDeliveryIds(
      ctx,
      eq(deliveries.state, "published"),
      desc(deliveries.publishedAt),
    );
    return {
      nextUp: await withChannels(ctx, upcoming),
      needsAttention: await tellDeliveries(ctx, troubled),
      recentResults: await tellDeliveries(ctx, recent),
      counts: await countRows(ctx),
    };
  });
}
