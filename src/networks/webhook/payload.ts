import type { PublishCall, Published } from "../contract";

/** What the receiver called an earlier part: its own id where it told one, else ours. */
const referenceOf = ({ externalId, url }: Published) => ({ id: externalId, url });

/** The body of a `post.published` event. The same for every attempt, so that a repeat is recognisably one. */
export const payloadOf = ({ content, dedupeKey, firstAttemptAt, under }: PublishCall) => ({
  type: "post.published",
  timestamp: firstAttemptAt.toISOString(),
  data: {
    id: dedupeKey,
    kind: under?.kind ?? "post",
    part: under?.part ?? 0,
    inReplyTo: under && { root: referenceOf(under.root), parent: referenceOf(under.parent) },
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
