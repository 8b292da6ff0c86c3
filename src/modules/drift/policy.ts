import { createHash } from "node:crypto";
import { dayMs, hourMs } from "@/kernel/time";
import type { InspectResult, Network } from "@/networks/contract";
import type { PresenceState } from "./schemas";

/** Whether something that we published still stands, as far as we know. */
export interface Presence {
  state: PresenceState;
  foundText: string | null;
  detail: string | null;
  checkedAt: Date;
  since: Date | null;
  acceptedAt: Date | null;
}

const LINK_SCHEME = /https?:\/\/(?:www\.)?/giu;
const LINK_END = /\/(?=[\s)\]}.,;:!?"'»]|$)/gu;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff\u00ad]|\p{Variation_Selector}/gu;
const MENTION = /(@[\p{L}\p{N}_.-]+)@[\p{L}\p{N}.-]+/gu;

/**
 * A text without what a network may change on its own: white space, the scheme and last slash of links,
 * the server in a mention, characters that nobody sees, and the many forms of one letter.
 */
export const normalised = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(LINK_SCHEME, "")
    .replace(MENTION, "$1")
    .replace(LINK_END, "")
    .replace(/\s+/gu, " ")
    .trim();

/** Tell whether readers see the same words. */
export const sameText = (sent: string, found: string): boolean => normalised(sent) === normalised(found);

/** An edit of ours whose outcome is not written yet. */
export interface Editing {
  editingText: string | null;
  editingUntil: Date | null;
}
export const notEditing: Editing = { editingText: null, editingUntil: null };

/** Tell whether a call that changes the text may be under way: what stands there meanwhile says nothing. */
export const isBeingEdited = (presence: Editing | null, now: Date): boolean =>
  now < (presence?.editingUntil ?? now);

/** The text of an edit of ours that reached the network, while its outcome was lost here; null when none did. */
export function lostEditOf(presence: Editing | null, sent: string, result: InspectResult): string | null {
  const text = presence?.editingText ?? null;
  if (text === null || result.status !== "found" || sameText(sent, result.text)) return null;
  return sameText(text, result.text) ? text : null;
}

const foundMax = 40_000;

const kept = (before: Presence | null, detail: string, now: Date): Presence => ({
  state: "unknown",
  foundText: null,
  since: null,
  acceptedAt: null,
  ...before,
  detail,
  checkedAt: now,
});

const standing = (now: Date): Presence => ({
  ...{ state: "intact", foundText: null, detail: null, checkedAt: now, since: null, acceptedAt: null },
});

function differing(
  before: Presence | null,
  state: "edited" | "gone",
  foundText: string | null,
  now: Date,
): Presence {
  const same = before?.state === state && before.foundText === foundText;
  const differed = before?.state === "edited" || before?.state === "gone";
  return {
    ...{ state, foundText, detail: null, checkedAt: now },
    since: (differed ? before.since : null) ?? now,
    // Letting one change be says nothing of the next.
    acceptedAt: same ? before.acceptedAt : null,
  };
}

/**
 * What a look at the network tells. A look that failed forgets nothing of what is known;
 * `news` is true once a change, and not again while it stands.
 */
export function afterLook(
  before: Presence | null,
  sent: string,
  result: InspectResult,
  now: Date,
): { presence: Presence; news: boolean } {
  switch (result.status) {
    case "auth":
    case "unavailable":
      return { presence: kept(before, result.detail, now), news: false };
    case "intact":
      return { presence: standing(now), news: false };
    case "found":
      if (sameText(sent, result.text)) return { presence: standing(now), news: false };
      return told(before, "edited", result.text.slice(0, foundMax), now);
    case "gone":
      return told(before, "gone", null, now);
  }
}

function told(before: Presence | null, state: "edited" | "gone", text: string | null, now: Date) {
  const news = before?.state !== state || before.foundText !== text;
  return { presence: differing(before, state, text, now), news };
}

/** Tell whether what stands there may come to differ: not on pages that we draw ourselves. */
export const mayDiffer = ({ inspect, connect }: Pick<Network, "inspect" | "connect">): boolean =>
  inspect !== undefined && connect.type !== "none";

/** So long after publication each night, and so long in all, then once a week. */
export const nightlyForMs = 30 * dayMs;
export const watchedForMs = 180 * dayMs;
/** A little less than the distance, so that the hour of the night may vary. */
export const nightlyEveryMs = 20 * hourMs;
export const weeklyEveryMs = 6.5 * dayMs;

/** Looks at one channel's posts in one night at most, and in one go. */
export const nightMax = 200;
export const batchMax = 20;
const nightMs = 5 * hourMs;

/** When in the night a channel has its turn: its own, the same each night, spread over all of them. */
export const turnOf = (channelId: string): number =>
  createHash("sha256").update(channelId).digest().readUInt32BE(0) % nightMs;
