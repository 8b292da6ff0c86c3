import "server-only";
import { and, asc, eq, exists, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { can } from "@/kernel/permissions";
import { channels } from "@/modules/channels/tables";
import { labels, postLabels } from "@/modules/labels/tables";
import { isLeftToPeople } from "@/modules/publishing/policy";
import { deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import type { PlanFilter, PlannedPost, PostSummary } from "./schemas";

const excerptCharacters = 280;

/** The posts of this workspace that are not in the trash. */
export const alive = (ctx: TxCtx): SQL | undefined =>
  and(eq(posts.tenantId, ctx.tenantId), isNull(posts.deletedAt));

const one = { one: sql`1` };

/** Posts that go to any of these channels. */
export const goesTo = (ctx: TxCtx, channelIds: readonly Id<"channel">[]): SQL =>
  exists(
    ctx.db
      .select(one)
      .from(variants)
      .where(
        and(
          eq(variants.tenantId, posts.tenantId),
          eq(variants.postId, posts.id),
          inArray(variants.channelId, [...channelIds]),
        ),
      ),
  );

/** Posts that bear any of these labels. */
export const bears = (ctx: TxCtx, labelIds: readonly Id<"label">[]): SQL =>
  exists(
    ctx.db
      .select(one)
      .from(postLabels)
      .where(
        and(
          eq(postLabels.tenantId, posts.tenantId),
          eq(postLabels.postId, posts.id),
          inArray(postLabels.labelId, [...labelIds]),
        ),
      ),
  );

/** What a filter of the plan leaves. */
export const within = (ctx: TxCtx, { channelIds, campaignIds, labelIds }: PlanFilter): SQL | undefined =>
  and(
    channelIds?.length ? goesTo(ctx, channelIds) : undefined,
    campaignIds?.length ? inArray(posts.campaignId, campaignIds) : undefined,
    labelIds?.length ? bears(ctx, labelIds) : undefined,
  );

export const excerptOfPost = sql<string>`left(${posts.body}, ${excerptCharacters})`;

/** What a calendar reads of a post. */
export const plannedColumns = {
  id: posts.id,
  title: posts.title,
  excerpt: excerptOfPost,
  state: posts.state,
  timing: posts.timing,
  approval: posts.approval,
  wallTime: posts.wallTime,
  timeZone: posts.timeZone,
  publishAt: posts.publishAt,
  authorId: posts.authorId,
  campaignId: posts.campaignId,
  partCount: sql<number>`jsonb_array_length(${posts.parts})`,
};

/** What a list reads of a post; the text itself only where it is shown. */
export const summaryColumns = {
  ...plannedColumns,
  updatedAt: posts.updatedAt,
  mediaCount: sql<number>`(select count(*)::int from ${postMedia} where ${postMedia.tenantId} = ${posts.tenantId} and ${postMedia.postId} = ${posts.id})`,
};
type Added = "channels" | "labels" | "mine" | "canEdit" | "canPlan";
type SummaryRow = Omit<PostSummary, Added>;
type PlannedRow = Omit<PlannedPost, Added> & Pick<PostSummary, "authorId">;

/**
 * Where each post goes, with the state of the post itself there: what follows it is folded into it. Each delivery is
 * looked up by its variant: joined whole, Postgres would rather read all that the workspace ever sent.
 */
function findTargets(ctx: TxCtx, postIds: readonly Id<"post">[]) {
  const itself = ctx.db
    .select({ state: deliveries.state, reason: deliveries.reason })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, variants.tenantId),
        eq(deliveries.variantId, variants.id),
        eq(deliveries.part, 0),
      ),
    )
    .limit(1)
    .as("itself");
  return ctx.db
    .select({
      postId: variants.postId,
      channelId: variants.channelId,
      name: channels.name,
      network: channels.network,
      state: itself.state,
      reason: itself.reason,
    })
    .from(variants)
    .innerJoin(channels, and(eq(channels.tenantId, variants.tenantId), eq(channels.id, variants.channelId)))
    .leftJoinLateral(itself, sql`true`)
    .where(and(eq(variants.tenantId, ctx.tenantId), inArray(variants.postId, [...postIds])))
    .orderBy(asc(channels.name));
}

const findLabels = (ctx: TxCtx, postIds: readonly Id<"post">[]) =>
  ctx.db
    .select({ postId: postLabels.postId, id: labels.id, name: labels.name, color: labels.color })
    .from(postLabels)
    .innerJoin(labels, and(eq(labels.tenantId, postLabels.tenantId), eq(labels.id, postLabels.labelId)))
    .where(and(eq(postLabels.tenantId, ctx.tenantId), inArray(postLabels.postId, [...postIds])))
    .orderBy(asc(labels.name));

/** Add to each post where it goes and what the caller may do: one query, however many posts. */
export async function withPlaces<Row extends PlannedRow>(ctx: TxCtx, rows: readonly Row[]) {
  if (rows.length === 0) return [];
  const found = await findTargets(
    ctx,
    rows.map(({ id }) => id),
  );
  const targets = Map.groupBy(found, ({ postId }) => postId);
  const me = ctx.actor.type === "user" ? ctx.actor.userId : null;
  const [write, writeAny] = [can(ctx, "post.write"), can(ctx, "post.writeAny")];
  const [plan, resolve] = [can(ctx, "post.plan"), can(ctx, "delivery.resolve")];
  return rows.map((row) => {
    const mine = me !== null && row.authorId === me;
    const canEdit = writeAny || (mine && write);
    const places = targets.get(row.id) ?? [];
    const stopped =
      row.publishAt !== null &&
      places.some(({ state, reason }) => state !== null && isLeftToPeople({ state, reason }));
    return {
      ...row,
      mine,
      canEdit,
      canPlan: canEdit && plan && (resolve || !stopped),
      channels: places.map(({ postId: _, reason: __, ...channel }) => channel),
    };
  });
}

/** Add to each post where it goes, its labels and what the caller may do: two queries, however many posts. */
export async function summarise(ctx: TxCtx, rows: readonly SummaryRow[]): Promise<PostSummary[]> {
  if (rows.length === 0) return [];
  const placed = await withPlaces(ctx, rows);
  const found = await findLabels(
    ctx,
    rows.map(({ id }) => id),
  );
  const marked = Map.groupBy(found, ({ postId }) => postId);
  return placed.map((post) => ({
    ...post,
    labels: (marked.get(post.id) ?? []).map(({ postId: _, ...label }) => label),
  }));
}
