import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput, pageSchema } from "@/kernel/pagination";

export const ASSET_KINDS = ["image", "gif", "video"] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

const mebibyte = 1024 * 1024;
/** The largest still or animated image: what phones make, and more than any network takes. */
export const imageBytesMax = 16 * mebibyte;
/** The largest video; the smallest power of two over what the networks of the foundation take. */
export const videoBytesMax = 128 * mebibyte;
/** Width times height times frames: bounds the memory that decoding takes. */
export const pixelsMax = 100_000_000;
/** Bounds the row; each network's own limit is in its capabilities. */
export const altTextMax = 4_000;
export const fileNameMax = 200;
/** Characters of the largest image in base 64, as a JSON body carries it. */
export const base64Max = Math.ceil(imageBytesMax / 3) * 4;

/** Every type that the library takes, as found in the bytes; all else is refused. */
export const MEDIA_TYPES = {
  "image/png": { kind: "image", extension: "png", bytesMax: imageBytesMax },
  "image/jpeg": { kind: "image", extension: "jpg", bytesMax: imageBytesMax },
  "image/webp": { kind: "image", extension: "webp", bytesMax: imageBytesMax },
  "image/gif": { kind: "gif", extension: "gif", bytesMax: imageBytesMax },
  "video/mp4": { kind: "video", extension: "mp4", bytesMax: videoBytesMax },
} as const satisfies Record<string, { kind: AssetKind; extension: string; bytesMax: number }>;
export type MediaType = keyof typeof MEDIA_TYPES;
/** Bytes allowed of each type. */
export const BYTES_MAX = Object.fromEntries(
  Object.entries(MEDIA_TYPES).map(([type, { bytesMax }]) => [type, bytesMax]),
) as Record<MediaType, number>;

/** Tell whether `value` is a type that the library takes. */
export const isMediaType = (value: string): value is MediaType => Object.hasOwn(MEDIA_TYPES, value);

/** Why a file is refused; its sentence is the message `media.problems.<reason>`. */
export const UPLOAD_PROBLEMS = ["empty", "type", "damaged", "too_large", "too_many_pixels"] as const;
export type UploadProblem = (typeof UPLOAD_PROBLEMS)[number];

const altText = z.string().trim().max(altTextMax);
const fileName = z.string().trim().min(1).max(fileNameMax);
const assetId = idOf("asset");

/** A file of the library, as the API and the app show it. */
export const assetOutput = z
  .object({
    id: assetId,
    fileName: z.string(),
    kind: z.enum(ASSET_KINDS),
    mimeType: z.string(),
    bytes: z.number().int(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    durationMs: z.number().int().nullable(),
    altText: z.string(),
    url: z.string().describe("Where anybody can fetch the file, for as long as it is in use"),
    thumbnailUrl: z.string().nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: "Asset" });
export type Asset = z.output<typeof assetOutput>;

export const listAssetsInput = pageInput.extend({
  search: z.string().trim().max(100).optional().describe("Part of the file name or of the alt text"),
});
export type ListAssetsInput = z.output<typeof listAssetsInput>;

/** Files that the library's page fetches at a time. */
export const libraryPageSize = 40;

export const assetPageOutput = pageSchema(assetOutput);

export const getAssetInput = z.object({ assetId });
export type GetAssetInput = z.output<typeof getAssetInput>;

export const assetDetailOutput = assetOutput.extend({
  usedInPosts: z.number().int().describe("Posts that carry the file, drafts included"),
});
export type AssetDetail = z.output<typeof assetDetailOutput>;

/** What a person edits of a file in the library. */
export const editAssetInput = z.object({ altText, fileName });
export const updateAssetInput = editAssetInput.partial().extend({ assetId });
export type UpdateAssetInput = z.output<typeof updateAssetInput>;

/** A file sent to the server itself: the API's way in. */
export const uploadAssetInput = z.object({ fileName, altText: altText.default("") });
export type UploadAssetInput = z.output<typeof uploadAssetInput> & { bytes: Uint8Array };

/** The same inside JSON. */
export const sendAssetInput = uploadAssetInput.extend({
  base64: z.string().min(1).max(base64Max).describe("The bytes in base 64, 16 MiB of them at most"),
});
export type SendAssetInput = z.output<typeof sendAssetInput>;

export const importAssetInput = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe("Where the file can be fetched without signing in"),
  fileName: fileName.optional().describe("The last part of the address when absent"),
  altText: altText.default(""),
});
export type ImportAssetInput = z.output<typeof importAssetInput>;

export const deleteAssetInput = z.object({ assetId });
export type DeleteAssetInput = z.output<typeof deleteAssetInput>;
export const deleteAssetOutput = z.object({ deleted: z.literal(true) });

/** One attached file in the composer: what its tray edits and what its preview shows. */
export const mediaItem = z.object({
  assetId,
  altText,
  kind: z.enum(ASSET_KINDS),
  mimeType: z.string(),
  bytes: z.number(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationMs: z.number().nullable(),
  url: z.string(),
  thumbnailUrl: z.string().nullable(),
});
export type MediaItem = z.output<typeof mediaItem>;

/** The composer's item for an asset; `altText` starts as the library's own. */
export const mediaItemOf = (asset: Asset): MediaItem => ({
  assetId: asset.id,
  altText: asset.altText,
  kind: asset.kind,
  mimeType: asset.mimeType,
  bytes: asset.bytes,
  width: asset.width,
  height: asset.height,
  durationMs: asset.durationMs,
  url: asset.url,
  thumbnailUrl: asset.thumbnailUrl,
});

/** What the upload route answers once the storage has the file and the library has judged it. */
export const uploadOutcome = z.discriminatedUnion("status", [
  z.object({ status: z.literal("kept"), item: mediaItem }),
  z.object({ status: z.literal("refused"), reason: z.string() }),
]);
export type UploadOutcome = z.output<typeof uploadOutcome>;

/** The route of UploadThing's protocol that takes the library's files. */
export const uploadSlug = "media";
