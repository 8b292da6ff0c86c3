import type { AppBskyFeedPost, AppBskyRichtextFacet } from "@atproto/api";
import type { Capabilities, PublishContent } from "../contract";
import { blueskySettings } from "./settings";

export const COLLECTION = "app.bsky.feed.post";
const tagsMax = 8;

export const blueskyCapabilities: Capabilities = {
  text: { max: 300, unit: "graphemes", bytesMax: 3_000 },
  title: null,
  image: {
    countMax: 4,
    mimeTypes: ["image/jpeg", "image/png", "image/webp", "image/avif"],
    bytesMax: 50_000_000,
    altTextMax: 2_000,
  },
  gif: null,
  video: null,
  mediaCountMax: 4,
  mediaMixed: false,
  emptyTextWithMedia: true,
  tags: true,
};

/** What the server stores of an image; a larger file is re-encoded to fit. */
export const storedImage = {
  bytesMax: 1_000_000,
  mimeTypes: ["image/jpeg", "image/png", "image/webp"],
} as const;

/** A file that the server holds for us, in its own words. */
export interface Blob {
  $type: "blob";
  ref: { $link: string };
  mimeType: string;
  size: number;
}
export interface UploadedImage {
  blob: Blob;
  width: number;
  height: number;
  altText: string;
}

/** The post as JSON on the wire: the lexicon's type, with blob references in their wire form. */
export type PostRecord = Omit<AppBskyFeedPost.Record, "embed"> & {
  embed?: { $type: "app.bsky.embed.images"; images: unknown[] };
};

/** The record of a post. Pure: the same content and instant give the same record. */
export function recordOf(
  content: PublishContent,
  parts: { facets: AppBskyRichtextFacet.Main[]; images: UploadedImage[]; createdAt: Date },
): PostRecord {
  const { contentWarning } = blueskySettings.parse(content.settings);
  const images = parts.images.map(({ blob, width, height, altText }) => ({
    alt: altText,
    image: blob,
    aspectRatio: { width, height },
  }));
  return {
    $type: COLLECTION,
    text: content.body,
    createdAt: parts.createdAt.toISOString(),
    langs: [content.language],
    ...(parts.facets.length > 0 ? { facets: parts.facets } : {}),
    ...(content.tags.length > 0 ? { tags: content.tags.slice(0, tagsMax) } : {}),
    ...(images.length > 0 ? { embed: { $type: "app.bsky.embed.images" as const, images } } : {}),
    ...(contentWarning === "none"
      ? {}
      : {
          labels: { $type: "com.atproto.label.defs#selfLabels" as const, values: [{ val: contentWarning }] },
        }),
  };
}

/** The parts of `at://did/collection/rkey`; null when it is no such address. */
export function parseUri(uri: string): { did: string; rkey: string } | null {
  const [, did, collection, rkey] = /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(uri) ?? [];
  return did && rkey && collection === COLLECTION ? { did, rkey } : null;
}

/** Where people read a post. By DID: a handle may change. */
export const permalinkOf = (did: string, rkey: string): string =>
  `https://bsky.app/profile/${did}/post/${rkey}`;
