import type { MediaCapability } from "../capabilities";
import { hourMs } from "@/kernel/time";
import type { Account, Capabilities, Issue, PublishContent, Quota, Under, VariantDraft } from "../contract";
import { measureText } from "../text";
import type { InstanceAnswer, StatusAnswer } from "./answers";
import { type MastodonSettings, mastodonSettings } from "./settings";

const MEGABYTE = 1_048_576;
const DEFAULT_TYPES = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "video/mp4",
  "video/webm",
  "video/quicktime",
];

/** Limits as an instance tells them, with Mastodon's own defaults for what it keeps to itself. */
export function capabilitiesOf(
  instance: Pick<InstanceAnswer, "configuration" | "max_toot_chars"> | null,
): Capabilities {
  const { statuses = {}, media_attachments: files = {} } = instance?.configuration ?? {};
  const types = files.supported_mime_types ?? DEFAULT_TYPES;
  const countMax = statuses.max_media_attachments ?? 4;
  const kind = (part: Omit<MediaCapability, "altTextMax">): MediaCapability | null =>
    part.mimeTypes.length > 0 && part.countMax > 0
      ? { ...part, altTextMax: files.description_limit ?? 1_500 }
      : null;
  const image = {
    bytesMax: files.image_size_limit ?? 16 * MEGABYTE,
    pixelsMax: files.image_matrix_limit ?? 33_177_600,
  };
  const video = {
    bytesMax: files.video_size_limit ?? 99 * MEGABYTE,
    pixelsMax: files.video_matrix_limit ?? 8_294_400,
  };
  const one = Math.min(1, countMax);
  return {
    text: {
      max: statuses.max_characters ?? instance?.max_toot_chars ?? 500,
      unit: "graphemes",
      urlCost: statuses.characters_reserved_per_url ?? 23,
      shortMentions: true,
    },
    title: null,
    image: kind({ ...image, countMax, mimeTypes: types.filter((type) => /^image\/(?!gif$)/.test(type)) }),
    gif: kind({ ...image, countMax: one, mimeTypes: types.filter((type) => type === "image/gif") }),
    video: kind({ ...video, countMax: one, mimeTypes: types.filter((type) => type.startsWith("video/")) }),
    mediaCountMax: countMax,
    mediaMixed: false,
    emptyTextWithMedia: true,
    tags: false,
    // Each is a reply to the one before it; servers set no end to a thread.
    parts: { kinds: ["thread", "first_comment", "follow_up"], max: 25 },
  };
}

/**
 * Statuses and their edits, in Mastodon's own configuration; other servers of its API rarely allow less. It counts in
 * fixed stretches of three hours, so what stays within a rolling one stays within each of them.
 * Source: `FAMILIES[:statuses]` in app/lib/rate_limiter.rb of mastodon/mastodon, read in 2026.
 */
export const mastodonQuotas: readonly Quota[] = [{ limit: 300, windowMs: 3 * hourMs, per: "channel" }];

/** The warning counts with the text, of the post and of every part: all of them carry it. */
export function checkMastodon({ body, settings, parts = [] }: VariantDraft, { text }: Capabilities): Issue[] {
  const parsed = mastodonSettings.safeParse(settings);
  if (!parsed.success) return [{ severity: "error", code: "settings", field: "settings", details: {} }];
  const warning = measureText(parsed.data.contentWarning, text);
  const issuesOf = (words: string, field: string): Issue[] => {
    const alone = measureText(words, text);
    const count = alone + warning;
    if (alone > text.max || count <= text.max) return [];
    const details = { count, max: text.max, unit: text.unit };
    return [{ severity: "error", code: "text_too_long", field, details }];
  };
  return [
    ...issuesOf(body, "body"),
    ...parts.flatMap((part, index) => issuesOf(part.body, `parts.${index}.body`)),
  ];
}

// Mastodon knows languages by their first part, but for the written forms of Chinese.
const languageOf = (tag: string): string =>
  (/^zh-/i.test(tag) ? tag : (tag.split("-")[0] ?? tag)).slice(0, 8);

/** The id of a status in a link to it on the account's own server: other servers know it by other ids. */
export function statusIdIn(
  { handle, settings }: Pick<Account, "handle" | "settings">,
  link: string,
): string | null {
  const url = URL.parse(link);
  const homes = [URL.parse(String(settings.instance))?.host, handle.split("@").at(-1)];
  if (!url || !homes.includes(url.host)) return null;
  // `/@ana/123`, `/users/ana/statuses/123`, `/web/statuses/123`; of another server's person it would be theirs.
  const [, id] =
    /^\/(?:@[^/@]+|(?:users\/[^/]+|web)\/statuses|notice)\/([0-9A-Za-z_-]+)\/?$/.exec(url.pathname) ?? [];
  return id ?? null;
}

/** The form of a new status, under another one where it is a part. */
export const statusOf = (content: PublishContent, mediaIds: readonly string[], under: Under | null) => ({
  ...editOf(content, mediaIds),
  visibility: mastodonSettings.parse(content.settings).visibility,
  ...(under ? { in_reply_to_id: under.parent.externalId } : {}),
});

/** The form of an edit: what is left out of it is taken away, media included; who may see a status stays. */
export function editOf(content: PublishContent, mediaIds: readonly string[]) {
  const { contentWarning, sensitive }: MastodonSettings = mastodonSettings.parse(content.settings);
  return {
    status: content.body,
    ...(mediaIds.length > 0 ? { media_ids: mediaIds } : {}),
    ...(contentWarning ? { spoiler_text: contentWarning } : {}),
    sensitive: sensitive || contentWarning !== "",
    language: languageOf(content.language),
  };
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** The words of a status, as a reader sees them, without its HTML. */
export const textOfHtml = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/p>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (name) return ENTITIES[name.toLowerCase()] ?? whole;
        const code = decimal ? Number(decimal) : Number.parseInt(hex ?? "", 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      },
    );

/** A text reduced to what survives a server's rendering: mentions without server, white space as one blank. */
export const comparable = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/(@[\p{L}\p{N}_.-]+)@[\p{L}\p{N}.-]+/gu, "$1")
    .replace(/\s+/gu, " ")
    .trim();

/** Tell whether a status shows this content: its media, their descriptions, its warning and its words. */
export function showsContent(status: StatusAnswer, content: PublishContent): boolean {
  return sameFrame(status, content) && comparable(textOfHtml(status.content)) === comparable(content.body);
}

/** The same but for the words, which some servers render in ways of their own. */
export function sameFrame(
  { spoiler_text, media_attachments = [] }: StatusAnswer,
  content: PublishContent,
): boolean {
  const { contentWarning } = mastodonSettings.parse(content.settings);
  if (comparable(spoiler_text ?? "") !== comparable(contentWarning)) return false;
  if (media_attachments.length !== content.media.length) return false;
  return media_attachments.every(
    ({ description }, index) =>
      comparable(description ?? "") === comparable(content.media[index]?.altText ?? ""),
  );
}
