import "server-only";
import { createHash } from "node:crypto";
import { and, asc, desc, eq, gte, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { DEFAULT_LOCALE, isLocale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import type { Clock } from "@/kernel/context";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs, minuteMs } from "@/kernel/time";
import { campaigns } from "@/modules/campaigns/tables";
import { findChannels, listNetworks } from "@/modules/channels/queries";
import type { ChannelView } from "@/modules/channels/schemas";
import { listAssetsByIds } from "@/modules/media/queries";
import { type MediaItem, mediaItemOf } from "@/modules/media/schemas";
import { finishBody, postStateOf } from "@/modules/publishing/policy";
import { findFinisher } from "@/modules/publishing/queries.finish";
import type { DeliveryState } from "@/modules/publishing/schemas";
import { deliveries, postMedia, posts, stateForPost, variants } from "@/modules/publishing/tables";
import { workspaces } from "@/modules/workspaces/tables";
import { etagOf, feedOf } from "./policy";
import {
  feedFutureDays,
  feedPastDays,
  sharedPostsMax,
  type ShareState,
  shareStateOf,
  shareTokenSchema,
  type ShareView,
} from "./schemas";
import { shares } from "./tables";
import type { OpenShare, SharedPost, SharedVariant } from "./types";

type ShareRow = typeof shares.$inferSelect;

/** A share as its workspace sees it: never its secret. */
export const shareViewOf = (row: ShareRow, now: Date): ShareView => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  state: shareStateOf(row, now),
  filters: row.filters as ShareView["filters"],
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  lastUsedAt: row.lastUsedAt,
});

/** The addresses that were handed out, newest first, without those that were revoked. */
export function listShares(ctx: Ctx): Promise<{ items: ShareView[] }> {
  authorise(ctx, "plan.share");
  return inTransaction(ctx, async ({ db, tenantId, clock }) => {
    const rows = await db
      .select()
      .from(shares)
      .where(and(eq(shares.tenantId, tenantId), isNull(shares.revokedAt)))
      .orderBy(desc(shares.createdAt));
    return { items: rows.map((row) => shareViewOf(row, clock.now())) };
  });
}

/** Stop unless all of these campaigns are this workspace's. @throws DomainError NOT_FOUND. */
export async function requireCampaigns(ctx: TxCtx, ids: readonly Id<"campaign">[]): Promise<void> {
  if (ids.length === 0) return;
  const wanted = [...new Set(ids)];
  const found = await ctx.db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.tenantId, ctx.tenantId), inArray(campaigns.id, wanted)));
  if (found.length !== wanted.length) throw notFound("campaign");
}

export type ShareLookup =
  | { status: "open"; share: OpenShare }
  | { status: Exclude<ShareState, "active"> | "unknown" };

/** What stands behind a secret, whoever presents it. Notes the use at most once a minute. */
export async function findShare(token: string, clock: Clock): Promise<ShareLookup> {
  if (!shareTokenSchema.safeParse(token).success) return { status: "unknown" };
  const tokenHash = createHash("sha256").update(token).digest("hex");
  const now = clock.now();
  return inSystemTransaction(async (db) => {
    const [row] = await db
      .select({ share: shares, workspace: workspaces })
      .from(shares)
      .innerJoin(workspaces, eq(workspaces.id, shares.tenantId))
      .where(eq(shares.tokenHash, tokenHash));
    if (!row) return { status: "unknown" };
    const { share, workspace } = row;
    const state = shareStateOf(share, now);
    if (state !== "active") return { status: state };
    const stale = new Date(now.getTime() - minuteMs);
    await db
      .update(shares)
      .set({ lastUsedAt: now })
      .where(and(eq(shares.id, share.id), or(isNull(shares.lastUsedAt), lt(shares.lastUsedAt, stale))));
    const { id, tenantId, kind, name } = share;
    return {
      status: "open",
      share: {
        ...{ id, tenantId, kind, name, filters: share.filters as OpenShare["filters"] },
        workspaceName: workspace.name,
        timeZone: workspace.timeZone,
        locale: isLocale(workspace.locale) ? workspace.locale : DEFAULT_LOCALE,
      },
    };
  });
}

const readerOf = ({ tenantId, id }: OpenShare, clock: Clock): Ctx => ({
  tenantId,
  actor: { type: "system", name: "share" },
  clock,
  traceId: `share:${id}`,
});

type PostRow = Awaited<ReturnType<typeof selectPosts>>[number];
/** A stretch of the plan; of what is too much, the earliest is shown, or the `latest`. */
interface Window {
  from: Date;
  to: Date;
  latest?: boolean;
  limit?: number;
}

/** Where a post stands on these channels alone: its first instant and its deliveries' states; null for one without a plan. */
const standingOn = (ctx: TxCtx, channelIds: readonly Id<"channel">[]) =>
  ctx.db
    .select({
      publishAt: sql`min(${deliveries.publishAt}) filter (where ${deliveries.state} <> 'cancelled')`.as(
        "own_publish_at",
      ),
      states: sql<DeliveryState[] | null>`array_agg(${stateForPost})`.as("own_states"),
    })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, posts.tenantId),
        eq(deliveries.postId, posts.id),
        inArray(deliveries.channelId, [...channelIds]),
      ),
    )
    .as("standing");

const sharedColumns = {
  ...{ id: posts.id, title: posts.title, body: posts.body, tags: posts.tags, language: posts.language },
  ...{ state: posts.state, revision: posts.revision, signed: posts.signed },
  ...{ createdAt: posts.createdAt, updatedAt: posts.updatedAt },
  ...{ campaignId: posts.campaignId, campaign: campaigns.name },
};

/** The posts of a window that the share's filters let through. */
function selectPosts(
  ctx: TxCtx,
  { filters }: OpenShare,
  { from, to, latest = false, limit = sharedPostsMax }: Window,
) {
  const inTurn = latest ? desc : asc;
  const { channelIds, campaignIds } = filters;
  const standing = channelIds && standingOn(ctx, channelIds);
  // A queue gives each channel an instant of its own: readers of one are told that one's.
  const ownAt = standing ? sql`coalesce(${standing.publishAt}, ${posts.publishAt})` : sql`${posts.publishAt}`;
  const publishAt = ownAt.mapWith(posts.publishAt);
  const goesThere =
    channelIds &&
    inArray(
      posts.id,
      ctx.db
        .select({ id: variants.postId })
        .from(variants)
        .where(and(eq(variants.tenantId, ctx.tenantId), inArray(variants.channelId, channelIds))),
    );
  const plan = ctx.db
    .select({
      ...sharedColumns,
      states: sql<DeliveryState[] | null>`${standing?.states ?? sql`null`}`.as("states"),
      publishAt: publishAt.as("at"),
    })
    .from(posts)
    .leftJoin(campaigns, and(eq(campaigns.tenantId, posts.tenantId), eq(campaigns.id, posts.campaignId)))
    .$dynamic();
  if (standing) plan.leftJoinLateral(standing, sql`true`);
  return plan
    .where(
      and(
        eq(posts.tenantId, ctx.tenantId),
        isNull(posts.deletedAt),
        gte(publishAt, from),
        lt(publishAt, to),
        sql`${posts.state} <> 'cancelled'`,
        goesThere,
        campaignIds && inArray(posts.campaignId, campaignIds),
      ),
    )
    .orderBy(inTurn(publishAt), inTurn(posts.id))
    .limit(limit);
}

/** The files of these posts by post, as previews show them. */
async function mediaOf(ctx: TxCtx, ids: readonly Id<"post">[]): Promise<Map<Id<"post">, MediaItem[]>> {
  const rows = await ctx.db
    .select()
    .from(postMedia)
    .where(and(eq(postMedia.tenantId, ctx.tenantId), inArray(postMedia.postId, [...ids])))
    .orderBy(asc(postMedia.position));
  const unique = [...new Set(rows.map(({ assetId }) => assetId))];
  const assets = await listAssetsByIds(ctx, unique, { includeDeleted: true });
  const itemOf = new Map(assets.map((asset) => [asset.id, mediaItemOf(asset)]));
  const files = new Map<Id<"post">, MediaItem[]>();
  for (const { postId, assetId, altText } of rows) {
    const item = itemOf.get(assetId);
    if (item)
      files.set(postId, [...(files.get(postId) ?? []), { ...item, altText: altText || item.altText }]);
  }
  return files;
}

const shown = (channel: ChannelView): ChannelView => ({
  ...channel,
  state: "active",
  problem: null,
  checkedAt: null,
});

interface Listed {
  variant: SharedVariant;
  /** It has no text of its own. */
  shared: boolean;
}

/** The variants of these posts that the share shows, with where they are live. */
function selectVariants(ctx: TxCtx, { filters }: OpenShare, ids: readonly Id<"post">[]) {
  return ctx.db
    .select({ variant: variants, url: deliveries.url })
    .from(variants)
    .leftJoin(
      deliveries,
      and(
        eq(deliveries.tenantId, variants.tenantId),
        eq(deliveries.variantId, variants.id),
        eq(deliveries.part, 0),
        isNull(deliveries.removedAt),
      ),
    )
    .where(
      and(
        eq(variants.tenantId, ctx.tenantId),
        inArray(variants.postId, [...ids]),
        // Where else a post goes is none of the reader's business.
        filters.channelIds && inArray(variants.channelId, filters.channelIds),
      ),
    )
    .orderBy(asc(variants.id));
}

async function variantsOf(ctx: TxCtx, share: OpenShare, rows: readonly PostRow[]) {
  const ids = rows.map(({ id }) => id);
  const found = await selectVariants(ctx, share, ids);
  const wanted = [...new Set(found.map(({ variant }) => variant.channelId))];
  const channels = new Map((await findChannels(ctx, wanted)).map((channel) => [channel.id, channel]));
  const fieldsOf = new Map(listNetworks(ctx).items.map(({ key, settings }) => [key, settings]));
  const files = await mediaOf(ctx, ids);
  const postOf = new Map(rows.map((row) => [row.id, row]));
  const { tenantId } = ctx;
  const finisher = await findFinisher(
    ctx,
    rows.map(({ campaignId }) => ({ tenantId, campaignId })),
  );
  const byPost = new Map<Id<"post">, Listed[]>();
  for (const { variant, url } of found) {
    const channel = channels.get(variant.channelId);
    if (!channel) continue;
    const media = (files.get(variant.postId) ?? []).filter(
      ({ assetId }) => variant.assetIds === null || variant.assetIds.includes(assetId),
    );
    const post = postOf.get(variant.postId);
    const { id: channelId, name: channelName, network } = channel;
    const place = {
      tenantId,
      channelId,
      channelName,
      network,
      campaignId: post?.campaignId ?? null,
      signed: post?.signed ?? true,
    };
    // Readers see what will be read there; the address that a post waits for is not known yet.
    const body = finishBody(variant.body ?? post?.body ?? "", finisher(place, null));
    const fields = fieldsOf.get(channel.network) ?? [];
    const one = { channel: shown(channel), fields, body, settings: variant.settings, media, url };
    const listed = { variant: one, shared: variant.body === null };
    byPost.set(variant.postId, [...(byPost.get(variant.postId) ?? []), listed]);
  }
  return byPost;
}

/**
 * The words by which lists and feeds call a post, none that readers of a shown channel are not told: the text that its
 * channels share, else the first one's own. Where not all channels are shown, its title only when one of them has titles.
 */
function wordsOf({ title, body }: PostRow, listed: readonly Listed[], narrowed: boolean) {
  const told = listed.find(({ shared }) => shared) ?? listed[0];
  const hasTitles = listed.some(({ variant }) => variant.channel.capabilities.title);
  if (narrowed) return { title: hasTitles ? title : null, body: told?.variant.body ?? "" };
  return { title, body: told?.variant.body ?? body };
}

/** The plan that a share shows between two instants, earliest first; `truncated` when there is more. */
export function listSharedPosts(
  share: OpenShare,
  window: Window,
  clock: Clock,
): Promise<{ posts: SharedPost[]; truncated: boolean }> {
  return inTransaction(readerOf(share, clock), async (ctx) => {
    const found = await selectPosts(ctx, share, window);
    const rows = window.latest ? found.toReversed() : found;
    if (rows.length === 0) return { posts: [], truncated: false };
    const byPost = await variantsOf(ctx, share, rows);
    const narrowed = share.filters.channelIds !== undefined;
    const shared = rows.flatMap((post) => {
      const { publishAt, states, campaignId: _, ...row } = post;
      const listed = byPost.get(row.id) ?? [];
      const words = wordsOf(post, listed, narrowed);
      const state = states ? postStateOf(states) : row.state;
      return publishAt && state !== "cancelled"
        ? [{ ...row, ...words, state, publishAt, variants: listed.map(({ variant }) => variant) }]
        : [];
    });
    return { posts: shared, truncated: rows.length === sharedPostsMax };
  });
}

export type FeedAnswer =
  | { status: "open"; text: string; etag: string }
  | Exclude<ShareLookup, { status: "open" }>;

/** The feed behind a secret, in the workspace's language. */
export async function answerFeed(token: string, clock: Clock): Promise<FeedAnswer> {
  const found = await findShare(token, clock);
  if (found.status !== "open") return found;
  const { share } = found;
  if (share.kind !== "ics") return { status: "unknown" };
  const now = clock.now();
  const from = new Date(now.getTime() - feedPastDays * dayMs);
  const to = new Date(now.getTime() + feedFutureDays * dayMs);
  // What is to come is what a calendar is for: the past has the room that is left.
  const { posts: coming } = await listSharedPosts(share, { from: now, to }, clock);
  const room = { from, to: now, latest: true, limit: sharedPostsMax - coming.length };
  const { posts: past } = await listSharedPosts(share, room, clock);
  const t = translatorOf(share.locale, "sharing");
  const text = feedOf([...past, ...coming], {
    name: t("feed.name", { name: share.name, workspace: share.workspaceName }),
    untitled: t("feed.untitled"),
    channels: (channels) => t("feed.channels", { channels }),
    campaign: (name) => t("feed.campaign", { name }),
    state: (state) => t(`state.${state}`),
  });
  return { status: "open", text, etag: etagOf(text) };
}
