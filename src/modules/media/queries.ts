import "server-only";
import { and, count, desc, eq, ilike, inArray, isNull, lt, or } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { systemClock } from "@/kernel/context";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { cursorId, type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { postMedia, posts } from "@/modules/publishing/tables";
import type { PublishMedia } from "@/networks/contract";
import { getStorage } from "@/platform/storage";
import {
  type Asset,
  type AssetDetail,
  type GetAssetInput,
  type ListAssetsInput,
  videoBytesMax,
} from "./schemas";
import { assets, renditions } from "./tables";

export type AssetRow = typeof assets.$inferSelect;

/** Where anybody can fetch the file, for as long as it is in use. */
export const publicUrlOf = (asset: Pick<AssetRow, "storageKey">): string =>
  getStorage().urlOf(asset.storageKey);

/** An asset row as the app and the API show it. */
const toAsset = (row: AssetRow, thumbnailKey: string | null): Asset => ({
  id: row.id,
  fileName: row.fileName,
  kind: row.kind,
  mimeType: row.mimeType,
  bytes: row.bytes,
  width: row.width,
  height: row.height,
  durationMs: row.durationMs,
  altText: row.altText,
  url: publicUrlOf(row),
  thumbnailUrl: thumbnailKey === null ? null : getStorage().urlOf(thumbnailKey),
  createdAt: row.createdAt,
});

const select = ({ db }: TxCtx) =>
  db
    .select({ asset: assets, thumbnailKey: renditions.storageKey })
    .from(assets)
    .leftJoin(
      renditions,
      and(
        eq(renditions.tenantId, assets.tenantId),
        eq(renditions.assetId, assets.id),
        eq(renditions.purpose, "thumbnail"),
      ),
    );

const pattern = (search: string) => `%${search.replace(/[\\%_]/g, "\\$&")}%`;

/** The library, newest first, narrowed to a part of the name or of the alternative text. */
export function listAssets(ctx: Ctx, input: ListAssetsInput): Promise<Page<Asset>> {
  authorise(ctx, "media.read");
  return inTransaction(ctx, async (tx) => {
    const { limit, cursor, search } = input;
    const after = cursorId("asset", cursor);
    const rows = await select(tx)
      .where(
        and(
          eq(assets.tenantId, ctx.tenantId),
          isNull(assets.deletedAt),
          after ? lt(assets.id, after) : undefined,
          search
            ? or(ilike(assets.fileName, pattern(search)), ilike(assets.altText, pattern(search)))
            : undefined,
        ),
      )
      .orderBy(desc(assets.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, ({ asset }) => asset.id);
    return { ...page, items: page.items.map(({ asset, thumbnailKey }) => toAsset(asset, thumbnailKey)) };
  });
}

/** One asset, with how many posts carry it. @throws DomainError NOT_FOUND. */
export function getAsset(ctx: Ctx, { assetId }: GetAssetInput): Promise<AssetDetail> {
  authorise(ctx, "media.read");
  return inTransaction(ctx, async (tx) => {
    const asset = await getAssetRecord(tx, assetId);
    const [usage] = await tx.db.select({ posts: count() }).from(
      tx.db
        .selectDistinct({ postId: postMedia.postId })
        .from(postMedia)
        .innerJoin(posts, and(eq(posts.tenantId, postMedia.tenantId), eq(posts.id, postMedia.postId)))
        .where(
          and(eq(postMedia.tenantId, ctx.tenantId), eq(postMedia.assetId, assetId), isNull(posts.deletedAt)),
        )
        .as("usage"),
    );
    return { ...asset, usedInPosts: usage?.posts ?? 0 };
  });
}

export interface ByIdsOptions {
  /** What went out keeps its files: past posts still show an asset that left the library. */
  includeDeleted?: boolean;
  /** The field of the input that each id came from. */
  fieldOf?: (index: number) => string | undefined;
}

/**
 * Assets in the order of `ids`. Inside a command's transaction they cannot be deleted before it ends.
 * @throws DomainError NOT_FOUND unless all of them are this workspace's.
 */
export function listAssetsByIds(
  ctx: Ctx,
  ids: readonly Id<"asset">[],
  { includeDeleted = false, fieldOf }: ByIdsOptions = {},
): Promise<Asset[]> {
  authorise(ctx, "media.read");
  if (ids.length === 0) return Promise.resolve([]);
  return inTransaction(ctx, async (tx) => {
    const query = select(tx).where(
      and(
        eq(assets.tenantId, ctx.tenantId),
        inArray(assets.id, [...new Set(ids)]),
        includeDeleted ? undefined : isNull(assets.deletedAt),
      ),
    );
    const rows = await (ctx.db ? query.for("key share", { of: assets }) : query);
    const found = new Map(rows.map(({ asset, thumbnailKey }) => [asset.id, toAsset(asset, thumbnailKey)]));
    return ids.map((id, index) => {
      const asset = found.get(id);
      if (!asset) throw notFound("asset", fieldOf?.(index));
      return asset;
    });
  });
}

/** One asset without the count of its uses. @throws DomainError NOT_FOUND. */
export async function getAssetRecord(ctx: Ctx, assetId: Id<"asset">, options?: ByIdsOptions): Promise<Asset> {
  const [asset] = await listAssetsByIds(ctx, [assetId], options);
  if (!asset) throw notFound("asset");
  return asset;
}

/** The bytes of an asset, for sending it to a network. @throws DomainError NOT_FOUND, StorageError. */
export async function readAsset(ctx: Ctx, assetId: Id<"asset">): Promise<Uint8Array> {
  authorise(ctx, "media.read");
  const [row] = await inTransaction(ctx, ({ db }) =>
    db
      .select({ storageKey: assets.storageKey })
      .from(assets)
      .where(and(eq(assets.tenantId, ctx.tenantId), eq(assets.id, assetId))),
  );
  if (!row) throw notFound("asset");
  return getStorage().read(row.storageKey, videoBytesMax);
}

/** The media of a frozen post as networks take them, library changes since then left aside. @throws DomainError NOT_FOUND. */
export async function readPublishMedia(
  tenantId: Id<"workspace">,
  media: readonly { assetId: string; altText: string }[],
): Promise<PublishMedia[]> {
  const actor = { type: "system", name: "publishing" } as const;
  const ctx: Ctx = { tenantId, actor, clock: systemClock, traceId: "" };
  const ids = media.map(({ assetId }) => assetId as Id<"asset">);
  const found = await listAssetsByIds(ctx, ids, { includeDeleted: true });
  return found.map(({ id, kind, mimeType, bytes, width, height, url }, index) => ({
    ...{ assetId: id, kind, mimeType, bytes, width, height, url },
    altText: media[index]?.altText ?? "",
    read: () => readAsset(ctx, id),
  }));
}
