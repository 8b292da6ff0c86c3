import "server-only";
import { and, asc, eq, gte, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { idIn } from "@/db/columns";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs, wallTimeOf } from "@/kernel/time";
import { campaigns } from "@/modules/campaigns/tables";
import { labels, postLabels } from "@/modules/labels/tables";
import { assets } from "@/modules/media/tables";
import type { PostPart } from "@/modules/publishing/schemas";
import { deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import { getWorkspace } from "@/modules/workspaces/queries";
import { cellsOfPost, channelWord, type ExportPost, exampleCsv, writeCsv, writeJson } from "../policy.export";
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

/** The files of posts in order, and the word for any of them: a name that two files of the library bear gives way to the id. */
async function filesOf(ctx: TxCtx, ids: Id<"post">[], parts: readonly PostPart[]) {
  const attached = await ctx.db
    .select({ postId: postMedia.postId, altText: postMedia.altText, id: postMedia.assetId })
    .from(postMedia)
    .where(and(eq(postMedia.tenantId, ctx.tenantId), inArray(postMedia.postId, ids)))
    .orderBy(asc(postMedia.position));
  const inParts = parts.flatMap(({ media }) => media.map(({ assetId }) => assetId));
  const known = await ctx.db
    .select({ id: assets.id, name: assets.fileName })
    .from(assets)
    .where(
      and(
        eq(assets.tenantId, ctx.tenantId),
        inArray(assets.id, [...new Set([...attached.map(({ id }) => id), ...inParts])]),
      ),
    );
  const names = [...new Set(known.map(({ name }) => name.toLowerCase()))];
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
  const words = new Map<string, string>(
    known.map(({ id, name }) => [id, shared.has(name.toLowerCase()) ? id : name]),
  );
  const wordOf = (assetId: string): string => words.get(assetId) ?? assetId;
  const files = Map.groupBy(
    attached.map(({ postId, altText, id }) => ({ postId, word: wordOf(id), altText })),
    ({ postId }) => postId,
  );
  return { files, wordOf };
}

const findVariants = (ctx: TxCtx, ids: Id<"post">[]) =>
  ctx.db
    .select()
    .from(variants)
    .where(and(eq(variants.tenantId, ctx.tenantId), inArray(variants.postId, ids)))
    .orderBy(asc(variants.id));

async function labelsOf(ctx: TxCtx, ids: Id<"post">[]) {
  const marks = await ctx.db
    .select({ postId: postLabels.postId, name: labels.name })
    .from(postLabels)
    .innerJoin(labels, and(eq(labels.tenantId, postLabels.tenantId), eq(labels.id, postLabels.labelId)))
    .where(and(eq(postLabels.tenantId, ctx.tenantId), inArray(postLabels.postId, ids)))
    .orderBy(asc(labels.name));
  return Map.groupBy(marks, ({ postId }) => postId);
}

type Listed = Awaited<ReturnType<typeof selectPosts>>;

/** Where posts stand in the queue of each of their channels. */
async function placesOf(ctx: TxCtx, listed: Listed): Promise<Map<Id<"variant">, Date>> {
  const queued = listed.filter(({ post }) => post.timing === "queue").map(({ post }) => post.id);
  if (queued.length === 0) return new Map();
  const rows = await ctx.db
    .select({ variantId: deliveries.variantId, at: deliveries.publishAt })
    .from(deliveries)
    .where(
      and(
        ...[eq(deliveries.tenantId, ctx.tenantId), idIn(deliveries.postId, queued)],
        ...[eq(deliveries.part, 0), eq(deliveries.queued, true)],
      ),
    );
  return new Map(rows.flatMap(({ variantId, at }) => (variantId ? [[variantId, at] as const] : [])));
}

/** Posts in the words of a plan. */
async function wordsOf(ctx: TxCtx, listed: Listed, home: string): Promise<ExportPost[]> {
  const ids = listed.map(({ post }) => post.id);
  const targets = await findVariants(ctx, ids);
  const parts = [
    ...listed.flatMap(({ post }) => post.parts),
    ...targets.flatMap((target) => target.parts ?? []),
  ];
  const { files, wordOf } = await filesOf(ctx, ids, parts);
  const marks = await labelsOf(ctx, ids);
  const places = await placesOf(ctx, listed);
  const channels = await listAllChannels(ctx);
  const words = new Map(channels.map((channel) => [channel.id, channelWord(channel, channels)]));
  const targetsOf = Map.groupBy(targets, ({ postId }) => postId);
  return listed.map(({ post, campaign }) => {
    const timeZone = post.timeZone ?? home;
    const variants = (targetsOf.get(post.id) ?? []).map(
      ({ id, channelId, body, assetIds, parts, settings }) => {
        const at = places.get(id);
        return {
          ...{ channel: words.get(channelId) ?? channelId, text: body, parts, settings },
          media: assetIds && assetIds.map(wordOf),
          from: at && at.getTime() !== post.publishAt?.getTime() ? at : null,
        };
      },
    );
    const { title, body, tags, parts, language, signed } = post;
    return {
      ...{ timeZone, campaign, title, body, tags, parts, language, signed, variants, wordOf },
      ...{ publishAt: post.publishAt, queued: post.timing === "queue" },
      channels: variants.map(({ channel }) => channel),
      labels: (marks.get(post.id) ?? []).map(({ name }) => name),
      files: files.get(post.id) ?? [],
    };
  });
}

/** The plan as a file that an import reads; posts in order of time, drafts last. */
export function exportPlan(ctx: Ctx, input: ExportPlanInput): Promise<PlanExport> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const { timeZone: home } = await getWorkspace(ctx);
    const found = await selectPosts(ctx, input);
    const listed = found.slice(0, exportRowsMax);
    const words = await wordsOf(ctx, listed, home);
    const { format, locale } = input;
    const day = wallTimeOf(ctx.clock.now(), home).slice(0, 10);
    return {
      fileName: `${locale === "fr" ? "planning" : "plan"}-${day}.${format}`,
      format,
      content: format === "csv" ? writeCsv(words.map(cellsOfPost), locale) : writeJson(words, locale),
      rowCount: words.length,
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
    const content = exampleCsv(locale, days, first ? channelWord(first, channels) : "");
    const fileName = locale === "fr" ? "exemple.csv" : "example.csv";
    return { fileName, format: "csv", content, rowCount: 4, truncated: false };
  });
}
