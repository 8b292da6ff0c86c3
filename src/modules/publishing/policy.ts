import { inOwnWords } from "@/kernel/own-words";
import { hourMs, minuteMs, secondMs } from "@/kernel/time";
import type { LookupResult, PublishResult } from "@/networks/contract";
import type { DeliveryState, FrozenContent, PostPart, PostState } from "./schemas";

/** Where a delivery may go next; every change of state is a compare-and-set over this table. */
export const NEXT = {
  waiting: ["scheduled", "held", "cancelled"],
  scheduled: ["leased", "sending", "held", "missed", "failed", "cancelled"],
  leased: ["sending", "scheduled", "held", "missed", "failed", "cancelled"],
  sending: ["published", "failed", "scheduled", "unconfirmed", "needs_attention", "held"],
  unconfirmed: ["published", "failed", "scheduled", "needs_attention", "held"],
  published: [],
  failed: ["scheduled", "cancelled"],
  needs_attention: ["published", "scheduled", "failed"],
  held: ["scheduled", "waiting", "cancelled"],
  missed: ["scheduled", "cancelled"],
  cancelled: ["scheduled", "waiting"],
} as const satisfies Record<DeliveryState, readonly DeliveryState[]>;

/** Tell whether the machine allows `from → to`. */
export const mayBecome = (from: DeliveryState, to: DeliveryState): boolean =>
  (NEXT[from] as readonly DeliveryState[]).includes(to);

/** Tell whether a time may be planned; the minute under way still counts, since a wall time has no seconds. */
export const isAhead = (at: Date, now: Date): boolean => at.getTime() + minuteMs > now.getTime();

/** Nothing was handed to a network, and nobody is about to: text, time and channels may still change. */
export const OPEN_STATES = [
  "waiting",
  "scheduled",
  "leased",
  "held",
  "failed",
  "missed",
  "cancelled",
] as const;
/** A network may hold something, or does: what was frozen for it stays as it is. */
export const LOCKED_STATES = ["sending", "unconfirmed", "needs_attention", "published"] as const;

/** Tell of a post's deliveries whether all that was to go out is with its networks, so that no word about it matters any more. */
export function isOver(states: readonly DeliveryState[]): boolean {
  const live = states.filter((state) => state !== "cancelled");
  return (
    live.length > 0 && live.every((state) => (LOCKED_STATES as readonly DeliveryState[]).includes(state))
  );
}

/** States in which `due_at` says when the dispatcher must look. */
export const DUE_STATES = ["scheduled", "leased", "sending", "unconfirmed"] as const;

/** Tell of a delivery that was claimed whether an earlier call for it may have worked. */
export const isUnclear = (claimed: DeliveryState): boolean =>
  claimed === "sending" || claimed === "unconfirmed";

/** Whether what a post waits for is live, decided otherwise, or still open. */
export type Upstream = { status: "waiting" } | { status: "live"; liveAt: Date } | { status: "failed" };

/** What follows from the deliveries that a post waits for: all that are not cancelled must be published, and still there. */
export function upstreamOf(
  rows: readonly { state: DeliveryState; publishedAt: Date | null; removedAt?: Date | null }[],
): Upstream {
  const live = rows.filter(({ state }) => state !== "cancelled");
  if (rows.length > 0 && live.length === 0) return { status: "failed" };
  if (live.some(({ state, removedAt }) => state === "failed" || state === "missed" || removedAt))
    return { status: "failed" };
  const instants = live.flatMap(({ state, publishedAt }) =>
    state === "published" && publishedAt ? publishedAt.getTime() : [],
  );
  if (live.length === 0 || instants.length < live.length) return { status: "waiting" };
  return { status: "live", liveAt: new Date(Math.max(...instants)) };
}

/** The state of a post, from those of its deliveries; none at all is a draft. */
export function postStateOf(states: readonly DeliveryState[]): PostState {
  const live = states.filter((state) => state !== "cancelled");
  if (states.length === 0) return "draft";
  if (live.length === 0) return "cancelled";
  const some = (...wanted: DeliveryState[]) => live.some((state) => wanted.includes(state));
  const all = (wanted: DeliveryState) => live.every((state) => state === wanted);
  if (some("needs_attention")) return "needs_attention";
  if (some("sending", "unconfirmed")) return "publishing";
  if (live.every((state) => state === "waiting" || state === "scheduled" || state === "leased"))
    return "scheduled";
  if (some("held")) return "held";
  if (all("published")) return "published";
  if (some("waiting", "scheduled", "leased")) return "publishing";
  if (some("published")) return "partial";
  return some("failed") ? "failed" : "missed";
}

/** Reasons for which a delivery waits until its channel works again. */
export const CHANNEL_REASONS = ["channel_broken", "channel_unavailable"] as const;
/** Why what came back from a backup is held: nobody here knows what happened since. */
export const restoredReason = "restored";
/** Why something is cancelled that a person left out. */
export const skippedReason = "skipped";

/** Reasons for which a delivery is held that end without anybody's word about it. */
const PASSING_REASONS: readonly string[] = [
  ...CHANNEL_REASONS,
  "queue_paused",
  "approval_missing",
  "upstream_failed",
];

/** Tell whether only a person may have it go out: it stopped, was left out, or may be out already. */
export const isLeftToPeople = ({ state, reason }: { state: DeliveryState; reason: string | null }): boolean =>
  state === "failed" ||
  state === "missed" ||
  state === "cancelled" ||
  (state === "held" && !PASSING_REASONS.includes(reason ?? ""));

/** A delivery that waited no longer than this past its time goes out by itself when its channel is back. */
export const resumeGraceMs = 15 * minuteMs;

/** A post that nobody could send for this long is not sent late: a person decides. */
export const lateMaxMs = 6 * hourMs;
export const attemptsMax = 8;
/** How long a claim holds before anything was sent. */
export const leaseMs = 45 * secondMs;
/** Added to a network's own time limit: a call that outlives both is lost. */
export const sendingGraceMs = 30 * secondMs;
const retryFirstMs = 30 * secondMs;
const retryMaxMs = 30 * minuteMs;
const lookupsMax = 6;
const lookupFirstMs = 15 * secondMs;
const lookupMaxMs = 10 * minuteMs;

/** Delay before attempt `made + 1`, in ms: doubling, capped, spread by up to a quarter; never shorter than the network asked. */
export function retryDelayMs(made: number, askedMs: number | null, spread: number): number {
  const backoff = Math.min(retryFirstMs * 2 ** Math.max(0, made - 1), retryMaxMs);
  return Math.max(Math.round(backoff * (1 + spread / 4)), askedMs ?? 0);
}

export interface Standing {
  now: Date;
  attemptsMade: number;
  /** Look-ups made since the last attempt. */
  lookupsMade: number;
  /** An earlier attempt may have worked: no answer to a later one proves the contrary. */
  unclear: boolean;
  firstAttemptAt: Date;
  lastAttemptAt: Date;
  /** 0 to 1, to spread retries. */
  spread: number;
}

/** What the core must know of a network to judge an unclear outcome. */
export interface Assurance {
  canLookup: boolean;
  resendWindowMs: number | null;
  settleMs: number;
  timeoutMs: number;
}

/** What becomes of a delivery; `dueAt` is when somebody must look again. */
export interface Verdict {
  state: DeliveryState;
  dueAt?: Date;
  reason?: string;
  detail?: string;
  externalId?: string;
  url?: string | null;
  publishedAt?: Date;
  /** The channel refused our credentials. */
  auth?: boolean;
}

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** What to do with a delivery of which nobody knows whether it exists: look it up, send again under the same key, or ask. */
export function judgeUnclear(standing: Standing, assurance: Assurance, detail: string): Verdict {
  const { now, lookupsMade } = standing;
  const reason = "unconfirmed";
  if (assurance.canLookup) {
    if (lookupsMade >= lookupsMax) return { state: "needs_attention", reason: "unconfirmed", detail };
    // Counted from the end of the call: it may have reached the network in its last moment.
    const wait =
      lookupsMade === 0 ? assurance.settleMs : Math.min(lookupFirstMs * 2 ** (lookupsMade - 1), lookupMaxMs);
    return { state: "unconfirmed", dueAt: after(now, wait), reason, detail };
  }
  if (!mayResend(standing, assurance)) return { state: "needs_attention", reason, detail };
  return {
    state: "unconfirmed",
    dueAt: after(now, retryDelayMs(standing.attemptsMade, null, standing.spread)),
    reason,
    detail,
  };
}

/**
 * What to do with a delivery of which nobody knows whether it exists, while its channel is broken: any call would only
 * be turned away, so it waits for as long as one could still settle it; then people are asked.
 */
export function judgeAway(standing: Standing, assurance: Assurance, detail: string): Verdict {
  const { now, lastAttemptAt } = standing;
  const hopeful = assurance.canLookup
    ? now.getTime() - lastAttemptAt.getTime() < lateMaxMs
    : mayResend(standing, assurance);
  const reason = "unconfirmed";
  if (!hopeful) return { state: "needs_attention", reason, detail };
  return { state: "unconfirmed", dueAt: after(now, lookupMaxMs), reason, detail };
}

/** Tell whether the network still drops a repeat under our key, with time to spare for the call itself. */
export function mayResend(
  { now, firstAttemptAt, attemptsMade }: Standing,
  { resendWindowMs, timeoutMs }: Assurance,
): boolean {
  if (resendWindowMs === null || attemptsMade >= attemptsMax) return false;
  return now.getTime() + timeoutMs + retryMaxMs < firstAttemptAt.getTime() + resendWindowMs;
}

function resend(standing: Standing, askedMs: number | null, reason: string, detail: string): Verdict {
  if (standing.attemptsMade >= attemptsMax) return { state: "failed", reason: "retries_exhausted", detail };
  const delay = retryDelayMs(standing.attemptsMade, askedMs, standing.spread);
  return { state: "scheduled", dueAt: after(standing.now, delay), reason, detail };
}

/** The same verdict, acted upon no sooner than the network asked. */
const notBefore = (verdict: Verdict, now: Date, askedMs: number | null): Verdict =>
  verdict.dueAt && askedMs !== null
    ? { ...verdict, dueAt: new Date(Math.max(verdict.dueAt.getTime(), now.getTime() + askedMs)) }
    : verdict;

/** What follows from the network's answer to a publish call. */
export function judgePublish(result: PublishResult, standing: Standing, assurance: Assurance): Verdict {
  switch (result.status) {
    case "published":
      return {
        state: "published",
        externalId: result.externalId,
        url: result.url,
        publishedAt: standing.now,
      };
    case "retry":
      if (standing.unclear)
        return notBefore(judgeUnclear(standing, assurance, result.detail), standing.now, result.afterMs);
      return resend(standing, result.afterMs, result.reason, result.detail);
    case "unknown":
      return judgeUnclear(standing, assurance, result.detail);
    case "rejected":
      if (standing.unclear)
        return { ...judgeUnclear(standing, assurance, result.detail), auth: result.reason === "auth" };
      if (result.reason === "auth") return { ...resend(standing, null, "auth", result.detail), auth: true };
      return { state: "failed", reason: result.reason, detail: result.detail };
  }
}

/**
 * What follows from looking a delivery up. Absence proves that nothing was created once it was seen twice, a settle time
 * apart: after a leap of the clock the first look comes at once, however long the network still needs.
 */
export function judgeLookup(result: LookupResult, standing: Standing, assurance: Assurance): Verdict {
  switch (result.status) {
    case "found":
      return {
        state: "published",
        externalId: result.externalId,
        url: result.url,
        publishedAt: standing.lastAttemptAt,
      };
    case "absent":
      if (standing.lookupsMade === 0)
        return {
          state: "unconfirmed",
          dueAt: after(standing.now, assurance.settleMs),
          reason: "unconfirmed",
          detail: inOwnWords("not_yet"),
        };
      return {
        ...resend(standing, null, "proved_absent", inOwnWords("absent")),
        ...dueNow(standing),
      };
    case "unknown":
      return {
        ...judgeUnclear({ ...standing, lookupsMade: standing.lookupsMade + 1 }, assurance, result.detail),
        ...(result.auth && { auth: true }),
      };
  }
}

/** Proved absent: nothing is gained by waiting, unless the tries are used up. */
const dueNow = ({ now, attemptsMade }: Standing) => (attemptsMade >= attemptsMax ? {} : { dueAt: now });

export interface ContentSources {
  post: { title: string | null; body: string; tags: string[]; language: string; parts?: readonly PostPart[] };
  variant: {
    body: string | null;
    assetIds: readonly string[] | null;
    settings: Record<string, unknown>;
    parts?: readonly PostPart[] | null;
  };
  /** The post's media, in order. */
  media: readonly { assetId: string; altText: string }[];
}

/** What a variant says, with the post's own text and media where it does not differ. */
export function contentOf({ post, variant, media }: ContentSources): Omit<FrozenContent, "hash"> {
  const chosen = variant.assetIds;
  return {
    title: post.title,
    body: variant.body ?? post.body,
    tags: post.tags,
    language: post.language,
    settings: variant.settings,
    media: media
      .filter(({ assetId }) => chosen === null || chosen.includes(assetId))
      .map(({ assetId, altText }) => ({ assetId, altText })),
  };
}

/** What the part of a number says, 0 being the post itself; null when the variant has no such part any more. */
export function contentOfPart(sources: ContentSources, part: number): Omit<FrozenContent, "hash"> | null {
  if (part === 0) return contentOf(sources);
  const { post, variant } = sources;
  const own = (variant.parts ?? post.parts ?? [])[part - 1];
  if (!own) return null;
  const { language } = post;
  return { title: null, body: own.body, tags: [], language, settings: variant.settings, media: own.media };
}

/** When a post goes out that leaves at `first`, and each part that follows it, in order. */
export function instantsOf(first: Date, parts: readonly Pick<PostPart, "delayMinutes">[]): Date[] {
  const instants = [first];
  for (const { delayMinutes } of parts)
    instants.push(after(instants.at(-1) ?? first, delayMinutes * minuteMs));
  return instants;
}

/** How the texts of one variant are finished: signed, variables filled, the awaited address put in, links tagged. */
export interface Finishing {
  sign(text: string): string;
  fill(text: string): { text: string; unknown: string[] };
  tag(text: string): string;
  /** Where what it waited for stands; null while nobody knows. */
  url: string | null;
}

const ADDRESS = /\{\{\s*post_url\s*\}\}/gi;

/** A text as it leaves. A value is never searched for variables again; the address is tagged like any link. */
export function finishText(text: string, { fill, tag, url }: Omit<Finishing, "sign">): string {
  const filled = text.includes("{{") ? fill(text).text : text;
  return tag(url === null ? filled : filled.replace(ADDRESS, () => url));
}

/** The text of the post itself as it leaves: signed too, which what follows it is not. */
export const finishBody = (text: string, finishing: Finishing): string =>
  finishText(finishing.sign(text), finishing);

/** Tell whether a text names an address that is known only when it leaves. */
export const namesAddress = (text: string): boolean => text.search(ADDRESS) >= 0;

/** Stands for an address that nobody knows yet, about as long as addresses are, so that lengths can be judged. */
export const sampleAddress = "https://example.com/a-post-that-is-not-out-yet";
