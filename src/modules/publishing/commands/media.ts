import "server-only";
import type { Ctx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { listAssetsByIds, readAsset } from "@/modules/media/queries";
import type { PublishMedia } from "@/networks/contract";
import type { FrozenContent } from "../schemas";

/** The files of a frozen variant; bytes are read when the network's code asks for them. */
export async function mediaOf(ctx: Ctx, media: FrozenContent["media"]): Promise<PublishMedia[]> {
  const ids = media.map(({ assetId }) => assetId as Id<"asset">);
  const assets = await listAssetsByIds(ctx, ids, { includeDeleted: true });
  return assets.map((asset, index) => ({
    assetId: asset.id,
    kind: asset.kind,
    mimeType: asset.mimeType,
    bytes: asset.bytes,
    width: asset.width,
    height: asset.height,
    altText: media[index]?.altText ?? "",
    url: asset.url,
    read: () => readAsset(ctx, asset.id),
  }));
}
