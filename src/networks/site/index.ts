import { secondMs } from "@/kernel/time";
import type { MediaCapability } from "../capabilities";
import { type Capabilities, defineNetwork, type PublishCall, type PublishResult } from "../contract";
import { siteSettings } from "./settings";
import { markOf, slugOf } from "./slug";

const media: Omit<MediaCapability, "mimeTypes"> = { countMax: 20, bytesMax: 200_000_000, altTextMax: 2_000 };

const capabilities: Capabilities = {
  text: { max: 100_000, unit: "characters" },
  title: { max: 200, required: false },
  image: { ...media, mimeTypes: ["image/jpeg", "image/png", "image/webp", "image/avif"] },
  gif: { ...media, mimeTypes: ["image/gif"] },
  video: { ...media, mimeTypes: ["video/mp4", "video/webm"] },
  mediaCountMax: 20,
  mediaMixed: true,
  emptyTextWithMedia: true,
  tags: true,
  // No parts: an article is whole, and its pages take no comments.
};

/** Publishing is being readable: the public pages show published deliveries, so nothing is sent anywhere. */
async function publish({ account, content, dedupeKey }: PublishCall): Promise<PublishResult> {
  const { slug } = siteSettings.parse(content.settings);
  // The mark keeps two posts of one title, or of one chosen slug, apart.
  const words = slug || slugOf(content.title?.trim() || content.body);
  const externalId = [words, markOf(dedupeKey)].filter(Boolean).join("-");
  const base =
    typeof account.settings.baseUrl === "string" ? account.settings.baseUrl.replace(/\/$/, "") : null;
  const url = base === null ? null : `${base}/posts/${encodeURIComponent(externalId)}`;
  return { status: "published", externalId, url, answer: { httpStatus: null, body: null } };
}

/** The workspace's own public pages: built in, so that the first post needs no account anywhere. */
export const site = defineNetwork({
  key: "site",
  name: "Site",
  icon: {
    path: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm6.93 6h-2.95a15.7 15.7 0 0 0-1.38-3.56A8.03 8.03 0 0 1 18.93 8ZM12 4.04c.83 1.2 1.48 2.53 1.91 3.96h-3.82c.43-1.43 1.08-2.76 1.91-3.96ZM4.26 14a8.2 8.2 0 0 1 0-4h3.38a16.5 16.5 0 0 0 0 4H4.26Zm.81 2h2.95c.32 1.25.78 2.45 1.38 3.56A7.99 7.99 0 0 1 5.07 16Zm2.95-8H5.07a7.99 7.99 0 0 1 4.33-3.56A15.7 15.7 0 0 0 8.02 8ZM12 19.96c-.83-1.2-1.48-2.53-1.91-3.96h3.82c-.43 1.43-1.08 2.76-1.91 3.96ZM14.34 14H9.66a14.7 14.7 0 0 1 0-4h4.68a14.7 14.7 0 0 1 0 4Zm.25 5.56c.6-1.11 1.06-2.31 1.38-3.56h2.95a8.03 8.03 0 0 1-4.33 3.56ZM16.36 14a16.5 16.5 0 0 0 0-4h3.38a8.2 8.2 0 0 1 0 4h-3.38Z",
    color: "#475569",
  },
  preview: { layout: "article", altTextShown: false },
  connect: { type: "none" },
  capabilities,
  settings: siteSettings,
  guarantee: "exactly_once",
  resendWindowMs: Number.MAX_SAFE_INTEGER,
  settleMs: 0,
  timeoutMs: 5 * secondMs,
  publish,
  test: async () => ({ status: "ok", capabilities: null }),
  // The pages are drawn from what we keep: it stands there as it is kept, goes with it, and changes with it.
  inspect: async () => ({ status: "intact" }),
  edit: async (_, { url }) => ({ status: "edited", url }),
  remove: async () => ({ status: "removed" }),
});
