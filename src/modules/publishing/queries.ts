import "server-only";
import { and, asc, eq, inArray, isNull, lte, min, type SQL, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { findChannels } from "@/modules/channels/queries";
import { channels } from "@/modules/channels/tables";
import { users } from "@/modules/identity/tables";
import { labels, postLabels } from "@/modules/labels/tables";
import { listAssetsByIds } from "@/modules/media/queries";
import type { Asset } from "@/modules/media/schemas";
import { findLatestMetrics } from "@/modules/metrics/queries";
import type { Issue, VariantDraft } from "@/networks/capabilities";
import { contentOf, DUE_STATES, sampleAddress } from "./policy";
import { checkDraft } from "./queries.check";
import { findFinisher } from "./queries.finish";
import type { AttemptView, DeliveryIdInput, DeliveryView, PostIdInput, PostView } from "./schemas";
import { attempts, deliveries, postMedia, posts, variants } from "./tables";

/** Deliveries with their channel and latest counts, in the order of their channels' names. */
async function selectDeliveries(ctx: TxCtx, where: SQL | undefined): Promise<DeliveryView[]> {
  const rows = await ctx.db
    .select({
      id: deliveries.id,
      postId: deliveries.postId,
      channelId: deliveries.channelId,
      channelName: channels.name,
      channelHandle: channels.handle,
      network: deliveries.network,
      part: deliveries.part,
      kind: deliveries.kind,
      waitMinutes: deliveries.waitMinutes,
      queued: deliveries.queued,
      state: deliveries.state,
      publishAt: deliveries.publishAt,
      dueAt: deliveries.dueAt,
      attemptsMade: deliveries.attemptsMade,
      reason: deliveries.reason,
      detail: deliveries.detail,
      externalId: deliveries.externalId,
      url: deliveries.url,
      publishedAt: deliveries.publishedAt,
      removedAt: deliveries.removedAt,
      since: deliveries.updatedAt,
    })
    .from(deliveries)
    .innerJoin(
      channels,
      and(eq(channels.tenantId, deliveries.tenantId), eq(channels.id, deliveries.channelId)),
    )
    .where(and(eq(deliveries.tenantId, ctx.tenantId), where))
    .orderBy(asc(channels.name), asc(deliveries.channelId), asc(deliveries.part));
  const metrics = await findLatestMetrics(
    ctx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ ...row, metrics: metrics.get(row.id) ?? null }));
}

export interface CheckedVariant {
  channelId: Id<"channel">;
  channelName: string;
  issues: Issue[];
}

interface Parts {
  post: typeof posts.$inferSelect;
  media: (Asset & { altText: string })[];
  variants: Pick<typeof variants.$inferSelect, "channelId" | "body" | "assetIds" | "settings" | "parts">[];
  /** Files of the post and of its parts, by id. */
  files: ReadonlyMap<string, Asset>;
}

async function loadParts(ctx: TxCtx, postId: Id<"post">): Promise<Parts> {
  const { db, tenantId } = ctx;
  const [post] = await db
    .select()
    .from(posts)
    .where(and(eq(posts.tenantId, tenantId), eq(posts.id, postId), isNull(posts.deletedAt)));
  if (!post) throw notFound("post");
  const attached = await db
    .select({ assetId: postMedia.assetId, altText: postMedia.altText })
    .from(postMedia)
    .where(and(eq(postMedia.tenantId, tenantId), eq(postMedia.postId, postId)))
    .orderBy(asc(postMedia.position));
  const rows = await db
    .select({
      channelId: variants.channelId,
      body: variants.body,
      assetIds: variants.assetIds,
      settings: variants.settings,
      parts: variants.parts,
    })
    .from(variants)
    .where(and(eq(variants.tenantId, tenantId), eq(variants.postId, postId)))
    .orderBy(asc(variants.id));
  const parts = [...post.parts, ...rows.flatMap((row) => row.parts ?? [])];
  const own = attached.map((item) => item.assetId);
  const wanted = [...new Set([...own, ...parts.flatMap(({ media }) => media.map((item) => item.assetId))])];
  const assets = await listAssetsByIds(ctx, wanted, { includeDeleted: true });
  const files = new Map(assets.map((asset) => [asset.id as string, asset]));
  const media = attached.flatMap(({ assetId, altText }) => {
    const asset = files.get(assetId);
    return asset ? [{ ...asset, altText }] : [];
  });
  return { post, media, variants: rows, files };
}

/** The files that any of its parts carries, each once. */
function filesOfParts({ post, variants, files }: Parts): Asset[] {
  const parts = [...post.parts, ...variants.flatMap((variant) => variant.parts ?? [])];
  const carried = new Set<string>(parts.flatMap(({ media }) => media.map(({ assetId }) => assetId)));
  return [...files.values()].filter(({ id }) => carried.has(id));
}

/** What one channel is meant to be sent, in the form in which limits are checked. */
function draftOf({ post, media, files }: Parts, variant: Parts["variants"][number]): VariantDraft {
  const { title, body, settings, ...content } = contentOf({
    post,
    variant,
    media: media.map((item) => ({ assetId: item.id, altText: item.altText })),
  });
  const filesOf = (items: readonly { assetId: string; altText: string }[]) =>
    items.flatMap(({ assetId, altText }) => {
      const file = files.get(assetId);
      return file ? [{ ...file, altText }] : [];
    });
  const parts = (variant.parts ?? post.parts).map(({ kind, body, media }) => ({
    ...{ kind, body, media: filesOf(media) },
  }));
  return { title, body, settings, media: filesOf(content.media), parts };
}

async function checkParts(ctx: TxCtx, parts: Parts): Promise<CheckedVariant[]> {
  const { post } = parts;
  const found = await findChannels(
    ctx,
    parts.variants.map((variant) => variant.channelId),
  );
  const channelOf = new Map(found.map((channel) => [channel.id, channel]));
  const finisher = await findFinisher(ctx, [post]);
  const awaits = post.timing === "after" || post.afterPostId !== null;
  return parts.variants.flatMap((variant) => {
    const channel = channelOf.get(variant.channelId);
    if (!channel) return [];
    const { id: channelId, name: channelName, network } = channel;
    const finishing = finisher({ ...post, channelId, channelName, network }, sampleAddress);
    const issues = checkDraft(draftOf(parts, variant), channel, { finishing, awaits });
    return [{ channelId, channelName, issues }];
  });
}

/** What each of a post's networks would refuse or warn of, in the order of its variants. */
export function listIssues(ctx: Ctx, postId: Id<"post">): Promise<CheckedVariant[]> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => checkParts(ctx, await loadParts(ctx, postId)));
}

/** One post, whole. @throws DomainError NOT_FOUND. */
export function getPost(ctx: Ctx, { postId }: PostIdInput): Promise<PostView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const parts = await loadParts(ctx, postId);
    const { post, media } = parts;
    const checked = new Map(
      (await checkParts(ctx, parts)).map((variant) => [variant.channelId, variant.issues]),
    );
    const [author] = post.authorId
      ? await ctx.db.select({ name: users.name }).from(users).where(eq(users.id, post.authorId))
      : [];
    return {
      ...post,
      authorName: author?.name ?? null,
      media,
      files: filesOfParts(parts),
      variants: parts.variants.map((variant) => ({
        ...variant,
        assetIds: variant.assetIds as Id<"asset">[] | null,
        issues: checked.get(variant.channelId) ?? [],
      })),
      labels: await ctx.db
        .select({ id: labels.id, name: labels.name, color: labels.color })
        .from(postLabels)
        .innerJoin(labels, and(eq(labels.tenantId, postLabels.tenantId), eq(labels.id, postLabels.labelId)))
        .where(and(eq(postLabels.tenantId, ctx.tenantId), eq(postLabels.postId, postId)))
        .orderBy(asc(labels.name)),
      deliveries: await selectDeliveries(ctx, eq(deliveries.postId, postId)),
    };
  });
}

/** One delivery with every attempt made for it, oldest first. @throws DomainError NOT_FOUND. */
export function getDelivery(
  ctx: Ctx,
  { deliveryId }: DeliveryIdInput,
): Promise<DeliveryView & { attempts: AttemptView[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const [delivery] = await selectDeliveries(ctx, eq(deliveries.id, deliveryId));
    if (!delivery) throw notFound("delivery");
    const rows = await ctx.db
      .select({
        id: attempts.id,
        kind: attempts.kind,
        startedAt: attempts.startedAt,
        finishedAt: attempts.finishedAt,
        outcome: attempts.outcome,
        reason: attempts.reason,
        detail: attempts.detail,
        httpStatus: attempts.httpStatus,
        answer: attempts.answer,
      })
      .from(attempts)
      .where(and(eq(attempts.tenantId, ctx.tenantId), eq(attempts.deliveryId, deliveryId)))
      .orderBy(asc(attempts.startedAt), asc(attempts.id));
    return { ...delivery, attempts: rows };
  });
}

/** Deliveries in these states, for the pages that ask a person to act. */
export function listDeliveries(ctx: TxCtx, ids: readonly Id<"delivery">[]): Promise<DeliveryView[]> {
  authorise(ctx, "post.read");
  return ids.length === 0 ? Promise.resolve([]) : selectDeliveries(ctx, inArray(deliveries.id, [...ids]));
}

/** The next instant up to `horizon` at which the dispatcher has something to do; null when there is none. */
export async function findNextDue(horizon: Date): Promise<Date | null> {
  const [row] = await inSystemTransaction((db) =>
    db
      .select({ at: min(deliveries.dueAt) })
      .from(deliveries)
      .where(and(inArray(deliveries.state, [...DUE_STATES]), lte(deliveries.dueAt, horizon))),
  );
  return row?.at ?? null;
}

export interface Backlog {
  oldestDueAt: Date | null;
  unconfirmed: number;
}

/** How far behind the dispatcher is, over all workspaces. */
export async function measureBacklog(now: Date): Promise<Backlog> {
  const [row] = await inSystemTransaction((db) =>
    db
      .select({
        oldestDueAt: min(deliveries.dueAt),
        unconfirmed: sql<number>`count(*) filter (where ${deliveries.state} = 'unconfirmed')::int`,
      })
      .from(deliveries)
      .where(and(inArray(deliveries.state, [...DUE_STATES]), lte(deliveries.dueAt, now))),
  );
  return { oldestDueAt: row?.oldestDueAt ?? null, unconfirmed: row?.unconfirmed ?? 0 };
}
