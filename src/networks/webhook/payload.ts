import type { PublishCall } from "../contract";

/** The body of a `post.published` event. The same for every attempt, so that a repeat is recognisably one. */
export const payloadOf = ({ content, dedupeKey, firstAttemptAt }: PublishCall) => ({
  type: "post.published",
  timestamp: firstAttemptAt.toISOString(),
  data: {
    id: dedupeKey,
    title: content.title,
    body: content.body,
    language: content.language,
    tags: content.tags,
    media: content.media.map(({ assetId, kind, mimeType, bytes, width, height, altText, url }) => ({
      id: assetId,
      kind,
      mimeType,
      bytes,
      width,
      height,
      altText,
      url,
    })),
  },
});

/** The body of a `ping` event: it announces nothing and only asks whether the signature is understood. */
export const pingOf = (now: Date) => ({ type: "ping", timestamp: now.toISOString(), data: {} });
