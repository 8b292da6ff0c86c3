import "server-only";
import { and, eq, notInArray, sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { campaigns } from "@/modules/campaigns/tables";
import { findChannels } from "@/modules/channels/queries";
import { setLabels } from "@/modules/labels/commands/assign";
import { listAssetsByIds } from "@/modules/media/queries";
import { recordVersion } from "@/modules/versions/commands/record";
import type { VersionOrigin } from "@/modules/versions/schemas";
import type { CreatePostInput, PostPart, PostView } from "../schemas";
import { postMedia, variants } from "../tables";

/** What a post says, beside the columns of its own row. */
export type Composition = Pick<CreatePostInput, "media" | "variants" | "parts" | "campaignId" | "labelIds">;

type Attached = readonly { assetId: Id<"asset"> }[];

const filesOf = (media: Attached, field: string) =>
  media.map(({ assetId }, index) => ({ assetId, field: `${field}.${index}.assetId` }));
const filesOfParts = (parts: readonly PostPart[] | null | undefined, field: string) =>
  (parts ?? []).flatMap(({ media }, index) => filesOf(media, `${field}.${index}.media`));

async function requireAssets(ctx: TxCtx, { media, parts, variants: wanted }: Composition): Promise<void> {
  const files = [
    ...filesOf(media, "media"),
    ...filesOfParts(parts, "parts"),
    ...wanted.flatMap((variant, index) => filesOfParts(variant.parts, `variants.${index}.parts`)),
  ];
  await listAssetsByIds(
    ctx,
    files.map(({ assetId }) => assetId),
    { fieldOf: (index) => files[index]?.field },
  );
  const attached = new Set<string>(media.map((item) => item.assetId));
  wanted.forEach((variant, index) => {
    if (variant.assetIds?.some((id) => !attached.has(id)))
      throw new DomainError(
        "INVALID",
        "post.foreign_media",
        "A channel uses media that the post does not carry",
        { field: `variants.${index}.assetIds` },
      );
  });
}

async function writeVariants(ctx: TxCtx, postId: Id<"post">, wanted: Composition["variants"]): Promise<void> {
  const { db, tenantId } = ctx;
  const channels = await findChannels(
    ctx,
    wanted.map((variant) => variant.channelId),
    (index) => `variants.${index}.channelId`,
  );
  const mine = and(eq(variants.tenantId, tenantId), eq(variants.postId, postId));
  const kept = channels.map((channel) => channel.id);
  await db
    .delete(variants)
    .where(and(mine, kept.length > 0 ? notInArray(variants.channelId, kept) : undefined));
  if (wanted.length === 0) return;
  const before = await db
    .select({ channelId: variants.channelId, parts: variants.parts })
    .from(variants)
    .where(mine);
  const partsBefore = new Map(before.map(({ channelId, parts }) => [channelId, parts]));
  const rows = wanted.map((variant) => ({
    id: newId("variant"),
    tenantId,
    postId,
    ...variant,
    parts: variant.parts === undefined ? (partsBefore.get(variant.channelId) ?? null) : variant.parts,
  }));
  await db
    .insert(variants)
    .values(rows)
    .onConflictDoUpdate({
      target: [variants.tenantId, variants.postId, variants.channelId],
      set: {
        body: sql`excluded.body`,
        assetIds: sql`excluded.asset_ids`,
        settings: sql`excluded.settings`,
        parts: sql`excluded.parts`,
      },
    });
}

/** Write media, variants and labels of a post whose row is written and locked. @throws DomainError NOT_FOUND, INVALID. */
export async function writeComposition(
  ctx: TxCtx,
  postId: Id<"post">,
  composition: Composition,
): Promise<void> {
  const { db, tenantId } = ctx;
  const { media, labelIds } = composition;
  await requireAssets(ctx, composition);
  await db.delete(postMedia).where(and(eq(postMedia.tenantId, tenantId), eq(postMedia.postId, postId)));
  if (media.length > 0)
    await db
      .insert(postMedia)
      .values(media.map((item, position) => ({ tenantId, postId, position, ...item })));
  await writeVariants(ctx, postId, composition.variants);
  if (labelIds) await setLabels(ctx, postId, labelIds);
}

/** Stop on a campaign that is not this workspace's. @throws DomainError NOT_FOUND. */
export async function requireOwnCampaign(ctx: TxCtx, campaignId: Composition["campaignId"]): Promise<void> {
  if (!campaignId) return;
  const [found] = await ctx.db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.tenantId, ctx.tenantId), eq(campaigns.id, campaignId)));
  if (!found) throw notFound("campaign", "campaignId");
}

/** Keep what a post says now as a version of it. */
export const keepVersion = (ctx: TxCtx, post: PostView, origin: VersionOrigin): Promise<void> =>
  recordVersion(ctx, {
    postId: post.id,
    revision: post.revision,
    origin,
    content: {
      ...post,
      media: post.media.map(({ id, altText }) => ({ assetId: id, altText })),
    },
  });
