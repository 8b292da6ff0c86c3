import type { AppBskyFeedPost, AppBskyRichtextFacet } from "@atproto/api";
import { dayMs, hourMs } from "@/kernel/time";
import type { Account, Capabilities, Published, PublishContent, Quota } from "../contract";
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
  // Each is a reply to the one before it; the network sets no end to a thread.
  parts: { kinds: ["thread", "first_comment", "follow_up"], max: 25 },
};

/**
 * Writing a record costs 3 of an account's 5,000 points an hour and 35,000 a day.
 * Source: https://docs.bsky.app/docs/advanced-guides/rate-limits
 */
export const blueskyQuotas: readonly Quota[] = [
  { limit: 1_666, windowMs: hourMs, per: "channel" },
  { limit: 11_666, windowMs: dayMs, per: "channel" },
];

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

/** Names one version of a record: its address and the hash of its content. */
export interface StrongRef {
  uri: string;
  cid: string;
}
export interface Reply {
  root: StrongRef;
  parent: StrongRef;
}

/** The post as JSON on the wire: the lexicon's type, with blob and record references in their wire form. */
export type PostRecord = Omit<AppBskyFeedPost.Record, "embed" | "reply"> & {
  embed?: { $type: "app.bsky.embed.images"; images: unknown[] };
  reply?: Reply;
};

/** The record of a post. Pure: the same content and instant give the same record. */
export function recordOf(
  content: PublishContent,
  parts: {
    facets: AppBskyRichtextFacet.Main[];
    images: UploadedImage[];
    createdAt: Date;
    reply: Reply | null;
  },
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
    ...(parts.reply ? { reply: parts.reply } : {}),
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

/** DID and key in `at://did/collection/rkey`; null when it is no such address. */
export function parseUri(uri: string): { did: string; rkey: string } | null {
  const [, did, collection, rkey] = /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(uri) ?? [];
  return did && rkey && collection === COLLECTION ? { did, rkey } : null;
}

const PERMALINK = /^https?:\/\/[^/]+\/profile\/(did:[^/]+)\/post\/([^/?#]+)/;

/** Where a post of ours is kept: by its own address, or by the link that a person gave us to it; null when neither tells. */
export function recordAt({ externalId, url }: Published): { did: string; rkey: string } | null {
  const [, did, rkey] = PERMALINK.exec(url ?? "") ?? [];
  return parseUri(externalId) ?? (did && rkey ? { did, rkey } : null);
}

const LINK = /^https?:\/\/[^/]+\/profile\/([^/]+)\/post\/([^/?#]+)/;

/** The address of a record of ours, from a link to it by our DID or our handle. */
export function recordUriIn(
  { externalId: did, handle }: Pick<Account, "externalId" | "handle">,
  link: string,
): string | null {
  const [, actor, rkey] = LINK.exec(link) ?? [];
  const ours = actor === did || actor?.toLowerCase() === handle.replace(/^@/, "").toLowerCase();
  return ours && rkey ? `at://${did}/${COLLECTION}/${rkey}` : null;
}

/** Where people read a post. By DID: a handle may change. */
export const permalinkOf = (did: string, rkey: string): string =>
  `https://bsky.app/profile/${did}/post/${rkey}`;
