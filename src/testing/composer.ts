import { newId } from "@/kernel/ids";
import type { ChannelView } from "@/modules/channels/schemas";
import type { MediaItem } from "@/modules/media/schemas";
import type { Draft } from "@/modules/publishing/components/composer-state";
import type { PostView } from "@/modules/publishing/schemas";

/** A picture as the composer holds it. */
export const aMediaItem = (part: Partial<MediaItem> = {}): MediaItem => ({
  assetId: newId("asset"),
  altText: "A lake",
  kind: "image",
  mimeType: "image/png",
  bytes: 1_000,
  width: 800,
  height: 600,
  durationMs: null,
  url: "/lake.png",
  thumbnailUrl: null,
  ...part,
});

const media = { countMax: 4, mimeTypes: ["image/png"], bytesMax: 1_000_000, altTextMax: 100 };

/** A channel with narrow limits; give only what a test is about. */
export function aChannel({
  capabilities,
  ...part
}: Partial<Omit<ChannelView, "capabilities">> & {
  capabilities?: Partial<ChannelView["capabilities"]>;
} = {}): ChannelView {
  return {
    id: newId("channel"),
    network: "lab",
    networkName: "Lab",
    icon: { path: "M4 4h16v16H4z", color: "#123456" },
    preview: { layout: "microblog", altTextShown: true },
    guarantee: "exactly_once",
    name: "Ada's lab",
    handle: "ada.example",
    avatarUrl: null,
    profileUrl: null,
    state: "active",
    problem: null,
    given: {},
    capabilities: {
      text: { max: 20, unit: "graphemes" },
      title: null,
      image: media,
      gif: null,
      video: null,
      mediaCountMax: 4,
      mediaMixed: false,
      emptyTextWithMedia: true,
      tags: false,
      ...capabilities,
    },
    capabilitiesLive: false,
    checkedAt: null,
    createdAt: new Date(0),
    ...part,
  };
}

/** What the server would answer for a draft that it keeps. */
export function savedPost(
  draft: Omit<Draft, "media" | "title"> & { title: string | null; media: readonly MediaItem[] },
  part: Partial<PostView> = {},
): PostView {
  const now = new Date("2026-11-21T08:00:00Z");
  return {
    id: newId("post"),
    title: draft.title,
    body: draft.body,
    tags: draft.tags,
    language: draft.language,
    state: "draft",
    authorId: null,
    authorName: "Ada",
    timing: "time",
    wallTime: null,
    timeZone: null,
    publishAt: null,
    afterPostId: null,
    afterChannelId: null,
    afterMinutes: 0,
    parts: draft.parts,
    campaignId: null,
    labels: [],
    signed: draft.signed,
    seriesId: null,
    occurrence: null,
    evergreenId: null,
    importId: null,
    approval: "none",
    revision: 1,
    media: draft.media.map(({ assetId, ...item }) => ({
      ...item,
      id: assetId,
      fileName: "lake.png",
      createdAt: now,
    })),
    files: [],
    variants: draft.variants.map((variant) => ({ ...variant, parts: variant.parts ?? null, issues: [] })),
    deliveries: [],
    createdAt: now,
    updatedAt: now,
    ...part,
  };
}
