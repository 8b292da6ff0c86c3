import { escapeHtml } from "./fake-server";
import type { InstanceOptions, InstanceState, Media, Person, Status } from "./mastodon-state";

const LINK = /https?:\/\/[^\s<]+[^\s<.,:;"')\]]/g;
const MENTION = /(?<![\w/])@(\w+)@([\w.-]+\w)/g;

/** A status as Mastodon renders it: links split into spans, mentions without their server, breaks as elements. */
export function renderHtml(text: string): string {
  const linked = escapeHtml(text)
    .replace(LINK, (url) => {
      const shown = url.replace(/^https?:\/\/(?:www\.)?/, "");
      const invisible = url.slice(0, url.length - shown.length);
      const [head, tail] = [shown.slice(0, 30), shown.slice(30)];
      const spans = `<span class="${tail ? "ellipsis" : ""}">${head}</span><span class="invisible">${tail}</span>`;
      return `<a href="${url}" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">${invisible}</span>${spans}</a>`;
    })
    .replace(
      MENTION,
      '<span class="h-card" translate="no"><a href="https://$2/@$1" class="u-url mention">@<span>$1</span></a></span>',
    )
    .replace(
      /(?<![\w&;])#([\p{L}_][\p{L}\p{N}_]*)/gu,
      '<a href="/tags/$1" class="mention hashtag" rel="tag">#<span>$1</span></a>',
    );
  return linked
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll("\n", "<br />")}</p>`)
    .join("");
}

/** How Mastodon counts: links at their fixed cost, mentions without their server, graphemes. */
export function countedLength(text: string, { charactersPerUrl }: InstanceOptions): number {
  const plain = text.replace(LINK, "x".repeat(charactersPerUrl)).replace(MENTION, "@$1");
  return [...new Intl.Segmenter().segment(plain)].length;
}

export const accountEntity = (base: string, { id, username, displayName }: Person) => ({
  id,
  username,
  acct: username,
  display_name: displayName,
  locked: false,
  bot: false,
  created_at: "2024-01-01T00:00:00.000Z",
  note: "",
  url: `${base}/@${username}`,
  uri: `${base}/users/${username}`,
  avatar: `${base}/avatars/original/missing.png`,
  avatar_static: `${base}/avatars/original/missing.png`,
  followers_count: 0,
  following_count: 0,
  statuses_count: 0,
  emojis: [],
  fields: [],
});

export const mediaEntity = (base: string, { id, mimeType, description, pollsLeft }: Media) => ({
  id,
  type: mimeType.startsWith("video/") ? "video" : mimeType === "image/gif" ? "gifv" : "image",
  url: pollsLeft > 0 ? null : `${base}/media_attachments/${id}/original`,
  preview_url: `${base}/media_attachments/${id}/small`,
  remote_url: null,
  meta: {},
  description,
  blurhash: null,
});

export const statusEntity = (base: string, status: Status) => ({
  id: status.id,
  created_at: status.createdAt.toISOString(),
  in_reply_to_id: status.inReplyToId,
  in_reply_to_account_id: status.inReplyToId === null ? null : status.person.id,
  sensitive: status.sensitive,
  spoiler_text: status.spoilerText,
  visibility: status.visibility,
  language: status.language,
  uri: `${base}/users/${status.person.username}/statuses/${status.id}`,
  url: `${base}/@${status.person.username}/${status.id}`,
  replies_count: status.replies,
  reblogs_count: status.reblogs,
  favourites_count: status.favourites,
  edited_at: status.editedAt?.toISOString() ?? null,
  content: renderHtml(status.text),
  reblog: null,
  application: { name: status.app, website: null },
  account: accountEntity(base, status.person),
  media_attachments: status.media.map((media) => mediaEntity(base, media)),
  mentions: [],
  tags: [],
  emojis: [],
  card: null,
  poll: null,
});

export const instanceEntity = (base: string, { options }: InstanceState) => ({
  domain: new URL(base).host,
  title: "Fake Mastodon",
  version: "4.4.3",
  source_url: "https://github.com/mastodon/mastodon",
  description: "An instance for tests",
  usage: { users: { active_month: 1 } },
  languages: ["en"],
  configuration: {
    urls: { streaming: base.replace(/^http/, "ws") },
    accounts: { max_featured_tags: 10 },
    statuses: {
      max_characters: options.maxCharacters,
      max_media_attachments: options.maxMedia,
      characters_reserved_per_url: options.charactersPerUrl,
    },
    media_attachments: {
      supported_mime_types: options.mimeTypes,
      description_limit: options.descriptionLimit,
      image_size_limit: options.imageSizeLimit,
      image_matrix_limit: options.imageMatrixLimit,
      video_size_limit: options.videoSizeLimit,
      video_frame_rate_limit: 120,
      video_matrix_limit: options.videoMatrixLimit,
    },
    polls: { max_options: 4, max_characters_per_option: 50, min_expiration: 300, max_expiration: 2_629_746 },
    translation: { enabled: false },
  },
  registrations: { enabled: false, approval_required: false, message: null },
  contact: { email: "staff@fake.example", account: null },
  rules: [],
  api_versions: { mastodon: 6 },
});
