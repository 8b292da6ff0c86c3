import { type Id, newId } from "@/kernel/ids";
import { type Asset, type MediaItem, mediaItemOf } from "@/modules/media/schemas";
import type { FollowingKind } from "@/networks/capabilities";
import type { PostPart } from "../schemas";

/** What follows a post, as it is being written. */
export interface DraftPart {
  /** Tells parts apart while they are moved; never leaves the page. */
  key: string;
  kind: FollowingKind;
  body: string;
  media: MediaItem[];
  /** After the part before it. */
  delayMinutes: number;
}

export const PART_KINDS_WRITTEN = ["thread", "first_comment", "follow_up"] as const satisfies FollowingKind[];
/** A follow-up says something when the first reactions are in. */
const followUpMinutes = 60;

/** One thing done to the parts of a post, or of one channel. */
export type PartsAct =
  | { do: "add"; parts: readonly DraftPart[] }
  | { do: "change"; key: string; change: Partial<Omit<DraftPart, "key">> }
  | { do: "attach"; key: string; items: readonly MediaItem[] }
  | { do: "move"; key: string; by: -1 | 1 }
  | { do: "remove"; key: string };

/** The delay that a kind starts with. */
export const delayOf = (kind: FollowingKind): number => (kind === "follow_up" ? followUpMinutes : 0);

/** An empty part at the end of the others. */
export const freshPart = (kind: FollowingKind, body = ""): DraftPart => ({
  key: newId("delivery"),
  kind,
  body,
  media: [],
  delayMinutes: delayOf(kind),
});

/** What was saved, as it can be written on; a file that nobody has any more is left out. */
export function draftPartsOf(parts: readonly PostPart[], files: readonly Asset[]): DraftPart[] {
  const fileOf = new Map<Id<"asset">, Asset>(files.map((file) => [file.id, file]));
  return parts.map(({ kind, body, media, delayMinutes }, index) => ({
    ...{ key: `kept-${index}`, kind, body, delayMinutes },
    media: media.flatMap(({ assetId, altText }) => {
      const file = fileOf.get(assetId);
      return file ? [{ ...mediaItemOf(file), altText }] : [];
    }),
  }));
}

/** What the server is sent of parts. */
export const partsInputOf = (parts: readonly DraftPart[]): PostPart[] =>
  parts.map(({ kind, body, media, delayMinutes }) => ({
    ...{ kind, body, delayMinutes },
    media: media.map(({ assetId, altText }) => ({ assetId, altText: altText.trim() })),
  }));

/** Tell whether nothing of them was written. */
export const areBlank = (parts: readonly DraftPart[]): boolean =>
  parts.every(({ body, media }) => body.trim() === "" && media.length === 0);

function moved(parts: readonly DraftPart[], key: string, by: -1 | 1): DraftPart[] {
  const from = parts.findIndex((part) => part.key === key);
  const part = parts[from];
  const other = parts[from + by];
  if (!part || !other) return [...parts];
  return parts.map((one, index) => (index === from ? other : index === from + by ? part : one));
}

const attached = (part: DraftPart, items: readonly MediaItem[]): DraftPart => {
  const known = new Set(part.media.map(({ assetId }) => assetId));
  return { ...part, media: [...part.media, ...items.filter(({ assetId }) => !known.has(assetId))] };
};

/** What becomes of the parts after one act of their author. */
export function reduceParts(parts: readonly DraftPart[], act: PartsAct): DraftPart[] {
  const on = (key: string, change: (part: DraftPart) => DraftPart) =>
    parts.map((part) => (part.key === key ? change(part) : part));
  switch (act.do) {
    case "add":
      return [...parts, ...act.parts];
    case "change":
      return on(act.key, (part) => ({ ...part, ...act.change }));
    case "attach":
      return on(act.key, (part) => attached(part, act.items));
    case "move":
      return moved(parts, act.key, act.by);
    case "remove":
      return parts.filter(({ key }) => key !== act.key);
  }
}
