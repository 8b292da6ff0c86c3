import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { channels } from "@/modules/channels/tables";
import { assets } from "@/modules/media/tables";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { updatePostInput } from "@/modules/publishing/schemas";
import { getVersion } from "../queries";
import type { RestoredView, RestoreVersionInput, VersionContent } from "../schemas";

const filesOf = ({ media, parts, variants }: VersionContent): Id<"asset">[] => {
  const all = [{ media }, ...parts, ...variants.flatMap((variant) => variant.parts ?? [])];
  return [...new Set(all.flatMap((holder) => holder.media.map(({ assetId }) => assetId)))];
};

async function findLiving({ db, tenantId }: TxCtx, content: VersionContent) {
  const [files, places] = [filesOf(content), content.variants.map(({ channelId }) => channelId)];
  const liveFiles =
    files.length === 0
      ? []
      : await db
          .select({ id: assets.id })
          .from(assets)
          .where(and(eq(assets.tenantId, tenantId), inArray(assets.id, files), isNull(assets.deletedAt)));
  const livePlaces =
    places.length === 0
      ? []
      : await db
          .select({ id: channels.id })
          .from(channels)
          .where(and(eq(channels.tenantId, tenantId), inArray(channels.id, places)));
  const [files_, places_] = [liveFiles.map(({ id }) => id), livePlaces.map(({ id }) => id)];
  return { files: new Set<string>(files_), places: new Set<string>(places_) };
}

/** The version without the channels and files that are gone since, so that the rest of it can come back. */
async function livingPart(tx: TxCtx, content: VersionContent) {
  const { files, places } = await findLiving(tx, content);
  const media = (list: VersionContent["media"]) => list.filter(({ assetId }) => files.has(assetId));
  const parts = (list: VersionContent["parts"]) =>
    list.map((part) => ({ ...part, media: media(part.media) }));
  const variants = content.variants
    .filter(({ channelId }) => places.has(channelId))
    .map((variant) => ({
      ...variant,
      assetIds: variant.assetIds?.filter((id) => files.has(id)) ?? null,
      parts: variant.parts && parts(variant.parts),
    }));
  return {
    content: { ...content, media: media(content.media), parts: parts(content.parts), variants },
    dropped: {
      channels: content.variants.length - variants.length,
      files: filesOf(content).length - files.size,
    },
  };
}

/**
 * Make a post say again what it said: a new version, never a rewriting of the old ones. Campaign, labels and time stay.
 * @throws DomainError NOT_FOUND, CONFLICT `post.stale_revision` or `post.locked`.
 */
export function restoreVersion(ctx: Ctx, input: RestoreVersionInput): Promise<RestoredView> {
  return inTransaction(ctx, async (tx) => {
    const { postId, revision, content } = await getVersion(tx, input);
    const living = await livingPart(tx, content);
    const next = updatePostInput.parse({ ...living.content, postId, revision: input.revision });
    const post = await updatePost(tx, next, "restored");
    await record(tx, "post.restored_version", { targetId: postId, data: { from: revision } });
    return { postId, revision: post.revision, dropped: living.dropped };
  });
}
