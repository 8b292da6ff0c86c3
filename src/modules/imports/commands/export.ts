import "server-only";
import { and, asc, eq, gte, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs, wallTimeOf } from "@/kernel/time";
import { campaigns } from "@/modules/campaigns/tables";
import type { ChannelView } from "@/modules/channels/schemas";
import { labels, postLabels } from "@/modules/labels/tables";
import { assets } from "@/modules/media/tables";
import { postMedia, posts, variants } from "@/modules/publishing/tables";
import { getWorkspace } from "@/modules/workspaces/queries";
import { cellsOfPost, channelWord, exampleCsv, writeCsv } from "../policy.export";
import { listAllChannels } from "../queries";
import { type ExampleInput, type ExportPlanInput, exportRowsMax, type PlanExport } from "../schemas";

const within = (
  ctx: TxCtx,
  { from, to, channelIds, campaignIds, drafts }: ExportPlanInput,
): SQL | undefined => {
  const timed = and(
    isNotNull(posts.publishAt),
    from && gte(posts.publishAt, from),
    to && lt(posts.publishAt, to),
  );
  const there =
    channelIds &&
    inArray(
      posts.id,
      ctx.db
        .select({ id: variants.postId })
        .from(variants)
        .where(and(eq(variants.tenantId, ctx.tenantId), inArray(variants.channelId, channelIds))),
    );
  return and(
    eq(posts.tenantId, ctx.tenantId),
    isNull(posts.deletedAt),
    drafts ? or(timed, and(isNull(posts.publishAt), eq(posts.state, "draft"))) : timed,
    there,
    campaignIds && inArray(posts.campaignId, campaignIds),
  );
};

const selectPosts = (ctx: TxCtx, input: ExportPlanInput) =>
  ctx.db
    .select({ post: posts, campaign: campaigns.name })
    .from(posts)
    .leftJoin(campaigns, and(eq(campaigns.tenantId, posts.tenantId), eq(campaigns.id, posts.campaignId)))
    .where(within(ctx, input))
    .orderBy(sql`${posts.publishAt} asc nulls last`, asc(posts.id))
    .limit(exportRowsMax + 1);

/** The files of posts in order; a name that two files of the library bear gives way to the id. */
async function filesOf(ctx: TxCtx, ids: Id<"post">[]) {
  const rows = await ctx.db
    .select({ postId: postMedia.postId, altText: postMedia.altText, id: assets.id, name: assets.fileName })
    .from(postMedia)
    .innerJoin(assets, and(eq(assets.tenantId, postMedia.tenantId), eq(assets.id, postMedia.assetId)))
    .where(and(eq(postMedia.tenantId, ctx.tenantId), inArray(postMedia.postId, ids)))
    .orderBy(asc(postMedia.position));
  const names = [...new Set(rows.map(({ name }) => name.toLowerCase()))];
  const twins = await ctx.db
    .select({ name: sql<string>`lower(${assets.fileName})` })
    .from(assets)
    .where(
      and(
        eq(assets.tenantId, ctx.tenantId),
        isNull(assets.deletedAt),
        inArray(sql`lower(${assets.fileName})`, names),
      ),
    )
    .groupBy(sql`lower(${assets.fileName})`)
    .having(sql`count(*) > 1`);
  const shared = new Set(twins.map(({ name }) => name));
  const wordOf = (row: (typeof rows)[number]) => (shared.has(row.name.toLowerCase()) ? row.id : row.name);
  return Map.groupBy(
    rows.map((row) => ({ postId: row.postId, word: wordOf(row), altText: row.altText })),
    ({ postId }) => postId,
  );
}

async function groupsOf(ctx: TxCtx, ids: Id<"post">[], channels: readonly ChannelView[]) {
  const words = new Map(channels.map((channel) => [channel.id, channelWord(channel, channels)]));
  const targets = await ctx.db
    .select({ postId: variants.postId, channelId: variants.channelId })
    .from(variants)
    .where(and(eq(variants.tenantId, ctx.tenantId), inArray(variants.postId, ids)))
    .orderBy(asc(variants.id));
  const marks = await ctx.db
    .select({ postId: postLabels.postId, name: labels.name })
    .from(postLabels)
    .innerJoin(labels, and(eq(labels.tenantId, postLabels.tenantId), eq(labels.id, postLabels.labelId)))
    .where(and(eq(postLabels.tenantId, ctx.tenantId), inArray(postLabels.postId, ids)))
    .orderBy(asc(labels.name));
  const byPost = Map.groupBy(targets, ({ postId }) => postId);
  const labelled = Map.groupBy(marks, ({ postId }) => postId);
  return {
    channelsOf: (id: Id<"post">) =>
      (byPost.get(id) ?? []).flatMap(({ channelId }) => words.get(channelId) ?? []),
    labelsOf: (id: Id<"post">) => (labelled.get(id) ?? []).map(({ name }) => name),
  };
}

/** The plan as a CSV with the columns that an import reads; posts in order of time, drafts last. */
export function exportPlan(ctx: Ctx, input: ExportPlanInput): Promise<PlanExport> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const { timeZone: home } = await getWorkspace(ctx);
    const found = await selectPosts(ctx, input);
    const listed = found.slice(0, exportRowsMax);
    const ids = listed.map(({ post }) => post.id);
    const files = await filesOf(ctx, ids);
    const { channelsOf, labelsOf } = await groupsOf(ctx, ids, await listAllChannels(ctx));
    const rows = listed.map(({ post, campaign }) => {
      const timeZone = post.timeZone ?? home;
      const wallTime = post.publishAt && (post.wallTime ?? wallTimeOf(post.publishAt, timeZone));
      return cellsOfPost({
        ...{
          wallTime,
          timeZone,
          campaign,
          title: post.title,
          body: post.body,
          tags: post.tags,
          parts: post.parts,
        },
        ...{ channels: channelsOf(post.id), labels: labelsOf(post.id), files: files.get(post.id) ?? [] },
      });
    });
    const day = wallTimeOf(ctx.clock.now(), home).slice(0, 10);
    return {
      fileName: `${input.locale === "fr" ? "planning" : "plan"}-${day}.csv`,
      csv: writeCsv(rows, input.locale),
      rowCount: rows.length,
      truncated: found.length > listed.length,
    };
  });
}

/** A file to start from: every column, days to come, and a channel of this workspace. */
export function exampleFile(ctx: Ctx, { locale }: ExampleInput): Promise<PlanExport> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await getWorkspace(ctx);
    const channels = await listAllChannels(ctx);
    const first = channels.find(({ state }) => state === "active");
    const days = [7, 8].map((ahead) =>
      wallTimeOf(new Date(ctx.clock.now().getTime() + ahead * dayMs), timeZone).slice(0, 10),
    );
    const csv = exampleCsv(locale, days, first ? channelWord(first, channels) : "");
    return { fileName: locale === "fr" ? "exemple.csv" : "example.csv", csv, rowCount: 4, truncated: false };
  });
}
