import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { requirementOfNew } from "@/modules/approvals/commands/reopen";
import { recordAll } from "@/modules/audit/commands";
import { findChannels } from "@/modules/channels/queries";
import type { ChannelView } from "@/modules/channels/schemas";
import { type Journey, weighPlans } from "@/modules/health/queries.budget";
import type { BudgetIssue } from "@/modules/health/schemas";
import { addLabels, requireLabels } from "@/modules/labels/commands/assign";
import { listAssetsByIds } from "@/modules/media/queries";
import type { Asset } from "@/modules/media/schemas";
import { recordVersions } from "@/modules/versions/commands/record";
import { getWorkspace } from "@/modules/workspaces/queries";
import type { Issue } from "@/networks/capabilities";
import { postScheduled } from "../events";
import { sampleAddress } from "../policy";
import { checkDraft } from "../queries.check";
import { type Finisher, findFinisher } from "../queries.finish";
import type { CreatePostInput } from "../schemas";
import { deliveries, postMedia, posts, variants } from "../tables";
import { journeyOf } from "./allowance";
import { requireOwnCampaign } from "./compose";
import type { Origin } from "./drafts";
import { wakeDispatcher } from "./schedule";
import { refreshPostStates } from "./states";
import { rowsOf, type Target } from "./sync";

/** A post to write with others, and its time when it has one. */
export interface BulkPost {
  input: CreatePostInput;
  when: { publishAt: Date; wallTime: string; timeZone: string } | null;
}

/** What became of one: scheduled as wanted, or a draft, with what its networks would refuse. */
export interface BulkResult {
  postId: Id<"post">;
  scheduled: boolean;
  refusals: { channelName: string; issue: Issue }[];
  /** An allowance that it would have exceeded, after those before it. */
  exceeded: (BudgetIssue["details"] & { channel: string }) | null;
}

interface Known {
  channels: ReadonlyMap<Id<"channel">, ChannelView>;
  assets: ReadonlyMap<Id<"asset">, Asset>;
  finisher: Finisher;
}
type Drafted = BulkPost & {
  postId: Id<"post">;
  variantIds: Id<"variant">[];
  refusals: BulkResult["refusals"];
  exceeded: BulkResult["exceeded"];
};

/** Rows of one statement: well below the 65,535 parameters that it may carry. */
const chunkRows = 1_000;

async function inChunks<T>(rows: readonly T[], write: (chunk: T[]) => PromiseLike<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += chunkRows) await write(rows.slice(at, at + chunkRows));
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

const ownParts = (variants: CreatePostInput["variants"]) => variants.flatMap(({ parts }) => parts ?? []);

/** Load, once, everything that the posts speak of. @throws DomainError NOT_FOUND unless all of it is this workspace's. */
async function loadKnown(ctx: TxCtx, list: readonly BulkPost[]): Promise<Known> {
  const inputs = list.map(({ input }) => input);
  const channelIds = unique(inputs.flatMap((input) => input.variants.map(({ channelId }) => channelId)));
  const assetIds = unique(
    inputs.flatMap(({ media, variants, parts = [] }) =>
      [media, ...[...parts, ...ownParts(variants)].map((part) => part.media)]
        .flat()
        .map(({ assetId }) => assetId),
    ),
  );
  for (const campaignId of unique(inputs.map((input) => input.campaignId)))
    await requireOwnCampaign(ctx, campaignId);
  await requireLabels(
    ctx,
    inputs.flatMap((input) => input.labelIds ?? []),
  );
  const [channels, assets] = [await findChannels(ctx, channelIds), await listAssetsByIds(ctx, assetIds)];
  return {
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    assets: new Map(assets.map((asset) => [asset.id, asset])),
    finisher: await findFinisher(
      ctx,
      inputs.map(({ campaignId = null }) => ({ tenantId: ctx.tenantId, campaignId })),
    ),
  };
}

/** What stands in the way of scheduling, by the checks that scheduling one post makes. */
function refusalsOf(
  { tenantId }: TxCtx,
  { input }: BulkPost,
  { channels, assets, finisher }: Known,
): BulkResult["refusals"] {
  const filesOf = (items: CreatePostInput["media"]) =>
    items.flatMap(({ assetId, altText }) => {
      const file = assets.get(assetId);
      return file ? [{ ...file, altText }] : [];
    });
  return input.variants.flatMap(({ channelId, body, assetIds, settings, parts }) => {
    const channel = channels.get(channelId);
    if (!channel) return [];
    if (channel.state === "disconnected")
      throw new DomainError("INVALID", "post.channel_unavailable", "A channel is disconnected", {
        field: "variants",
      });
    const draft = {
      title: input.title,
      body: body ?? input.body,
      settings,
      media: filesOf(input.media.filter(({ assetId }) => assetIds === null || assetIds.includes(assetId))),
      parts: (parts ?? input.parts ?? []).map((part) => ({ ...part, media: filesOf(part.media) })),
    };
    const { name: channelName, network } = channel;
    const place = {
      tenantId,
      channelId,
      network,
      channelName,
      campaignId: input.campaignId ?? null,
      signed: input.signed ?? true,
    };
    // None of them has another post before it: there is no address to put in.
    const finishing = finisher(place, sampleAddress);
    const checked = checkDraft(draft, channel, { finishing, awaits: false });
    const issues = checked.filter(({ severity }) => severity === "error");
    return issues.map((issue) => ({ channelName: channel.name, issue }));
  });
}

async function writeRows(
  ctx: TxCtx,
  drafted: readonly Drafted[],
  origin: Origin,
  locale: string,
): Promise<void> {
  const { db, tenantId, clock, actor } = ctx;
  const now = clock.now();
  const author = actor.type === "user" ? actor.userId : null;
  const rows = drafted.map(({ postId, input, when }) => {
    const { media: _, variants: __, labelIds: ___, postId: ____, language, ...text } = input;
    const known = { id: postId, tenantId, authorId: author, createdAt: now, updatedAt: now, ...origin };
    return { ...text, ...known, language: language ?? locale, ...when };
  });
  await inChunks(rows, (chunk) => db.insert(posts).values(chunk));
  const media = drafted.flatMap(({ postId, input }) =>
    input.media.map((item, position) => ({ tenantId, postId, position, ...item })),
  );
  await inChunks(media, (chunk) => db.insert(postMedia).values(chunk));
  const targets = drafted.flatMap(({ postId, input, variantIds }) =>
    input.variants.map((variant, index) => ({
      id: variantIds[index] ?? newId("variant"),
      tenantId,
      postId,
      ...variant,
    })),
  );
  await inChunks(targets, (chunk) => db.insert(variants).values(chunk));
  const marked = Map.groupBy(drafted, ({ input }) => JSON.stringify(unique(input.labelIds ?? [])));
  for (const group of marked.values())
    await addLabels(
      ctx,
      group.map(({ postId }) => postId),
      group[0]?.input.labelIds ?? [],
    );
}

function deliveryRowsOf(ctx: TxCtx, { postId, input, when, variantIds }: Drafted, { channels }: Known) {
  if (!when) return [];
  return input.variants.flatMap(({ channelId, parts }, index) => {
    const [channel, variantId] = [channels.get(channelId), variantIds[index]];
    if (!channel || !variantId) return [];
    const target: Target = {
      ...{ variantId, channelId, network: channel.network, parts: parts ?? input.parts ?? [] },
      broken: channel.state === "broken",
      // A time of its own: no queue has a say in it.
      paused: false,
    };
    return rowsOf(ctx, postId, target, { timing: "time", publishAt: when.publishAt });
  });
}

/** What goes out of each as it is wanted; nothing of those that cannot be scheduled anyway. */
const journeysOf = ({ input, when }: Drafted): Journey[] =>
  when
    ? input.variants.map(({ channelId, parts }) =>
        journeyOf(channelId, when.publishAt, parts ?? input.parts ?? []),
      )
    : [];

/** Leave without their time those that a network would refuse for being too much at once, each judged after those before it. */
async function withinAllowance(
  ctx: TxCtx,
  drafted: readonly Drafted[],
  { channels }: Known,
): Promise<Drafted[]> {
  const issues = await weighPlans(ctx, drafted.map(journeysOf));
  return drafted.map((one, index) => {
    const issue = issues[index];
    if (!issue) return one;
    const exceeded = { ...issue.details, channel: channels.get(issue.channelId)?.name ?? "" };
    return { ...one, when: null, exceeded };
  });
}

async function scheduleAll(ctx: TxCtx, planned: readonly Drafted[], known: Known): Promise<void> {
  if (planned.length === 0) return;
  authorise(ctx, "post.publish");
  await requirementOfNew(
    ctx,
    planned.map(({ postId, input }) => ({
      postId,
      channelIds: input.variants.map(({ channelId }) => channelId),
    })),
  );
  const rows = planned.flatMap((one) => deliveryRowsOf(ctx, one, known));
  await inChunks(rows, (chunk) => ctx.db.insert(deliveries).values(chunk));
  const ids = planned.map(({ postId }) => postId);
  await refreshPostStates(ctx.db, ctx.clock.now(), ids);
  await inChunks(ids, (chunk) =>
    emit(ctx, ...chunk.map((postId) => ({ name: postScheduled.name, data: { postId } }))),
  );
  const soonest = Math.min(
    ...planned.map(({ when }) => when?.publishAt.getTime() ?? Number.POSITIVE_INFINITY),
  );
  await wakeDispatcher(ctx, new Date(soonest));
}

async function writeHistory(ctx: TxCtx, drafted: readonly Drafted[], origin: Origin): Promise<void> {
  const { tenantId, actor } = ctx;
  const entries = drafted.flatMap(({ postId, input, when }) => [
    { tenantId, actor, action: "post.created", targetId: postId, data: { channels: input.variants.length } },
    ...(when
      ? [
          {
            ...{ tenantId, actor, action: "post.scheduled", targetId: postId },
            data: { ...when, timing: "time", publishAt: when.publishAt.toISOString() },
          },
        ]
      : []),
  ]);
  await inChunks(entries, (chunk) => recordAll(ctx.db, ctx.clock.now(), ctx.traceId, chunk));
  const ids = drafted.map(({ postId }) => postId);
  const written = await ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.tenantId, tenantId), inArray(posts.id, ids)));
  const rowOf = new Map(written.map((row) => [row.id, row]));
  const versions = drafted.flatMap(({ postId, input }) => {
    const row = rowOf.get(postId);
    if (!row) return [];
    const own = input.variants.map((one) => ({ ...one, parts: one.parts ?? null }));
    const content = { ...row, media: input.media, variants: own };
    const how = origin.importId ? ("imported" as const) : ("created" as const);
    return [{ postId, revision: row.revision, content, origin: how }];
  });
  await inChunks(versions, (chunk) => recordVersions(ctx, chunk));
}

/**
 * Write many posts in the caller's transaction, in as many statements as a few would take, and schedule those that
 * have a time and nothing that their networks refuse; the others stay drafts, with the reasons.
 * @throws DomainError NOT_FOUND for media, channels, campaigns or labels that are not this workspace's.
 */
export async function createPosts(
  ctx: TxCtx,
  list: readonly BulkPost[],
  origin: Origin = {},
): Promise<BulkResult[]> {
  authorise(ctx, "post.write");
  if (list.length === 0) return [];
  const known = await loadKnown(ctx, list);
  const judged = list.map((one): Drafted => {
    const refusals = one.when ? refusalsOf(ctx, one, known) : [];
    const sendable = one.input.variants.length > 0 && refusals.length === 0;
    const own = {
      postId: one.input.postId ?? newId("post"),
      variantIds: one.input.variants.map(() => newId("variant")),
    };
    return { ...one, when: sendable ? one.when : null, ...own, refusals, exceeded: null };
  });
  const drafted = await withinAllowance(ctx, judged, known);
  await writeRows(ctx, drafted, origin, (await getWorkspace(ctx)).locale);
  await scheduleAll(
    ctx,
    drafted.filter(({ when }) => when !== null),
    known,
  );
  await writeHistory(ctx, drafted, origin);
  return drafted.map(({ postId, when, refusals, exceeded }) => ({
    ...{ postId, scheduled: when !== null, refusals, exceeded },
  }));
}
