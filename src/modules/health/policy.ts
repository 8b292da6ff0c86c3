import { hourMs, minuteMs, secondMs } from "@/kernel/time";
import type { Account, Cost, LookupResult, Network, PublishResult } from "@/networks/contract";
import type { BudgetIssue, QuotaUse } from "./schemas";

/** What is remembered of a server that has failed; a server that is well has no memory. */
export interface Health {
  state: "closed" | "open" | "half_open";
  failures: number;
  sources: readonly string[];
  openedAt: Date | null;
  retryAt: Date | null;
  detail: string | null;
  updatedAt: Date;
}

/** One call's word about the server that it went to. */
export interface HealthOutcome {
  key: string;
  /** Null: it answered, with what tells neither that it is well nor that it is ill. */
  ok: boolean | null;
  /** The server's own sentence, for the log and the doctor. */
  detail: string | null;
  /** Whose call it was, such as a delivery's id: only failures of different ones count. */
  source: string;
}

/** So many deliveries in a row must fail before it is the server's fault and not theirs. */
export const failuresToOpen = 5;
/** Failures further apart than this tell nothing together. */
const memoryMs = 15 * minuteMs;
const pauseFirstMs = 30 * secondMs;
const pauseMaxMs = 10 * minuteMs;
/** A probe that nobody heard of again for this long is lost, and another may go. */
export const probeLostMs = 5 * minuteMs;
/** After this long it is worth asking whether a probe was answered. */
export const probeAnswerMs = 15 * secondMs;
const detailMax = 300;

/** The row's key for an account's server: `bluesky:bsky.social`, or the network alone where it has one place. */
export const healthKeyOf = (
  network: Pick<Network, "key" | "serverOf">,
  account: Pick<Account, "settings">,
): string => (network.serverOf ? `${network.key}:${network.serverOf(account)}` : network.key);

/** What people may read of a key: the server's name without what only tells it apart; null for a network of one place. */
export const serverNameOf = (key: string): string | null => /^[^:]+:([^#]+)/.exec(key)?.[1] ?? null;

const pauseMs = (failures: number): number =>
  Math.min(pauseFirstMs * 2 ** Math.max(0, failures - failuresToOpen), pauseMaxMs);

const opened = (before: Health, failures: number, now: Date): Health => ({
  ...before,
  state: "open",
  failures,
  openedAt: before.openedAt ?? now,
  retryAt: new Date(now.getTime() + pauseMs(failures)),
});

function afterFailure(before: Health | null, { source, detail }: HealthOutcome, now: Date): Health {
  const fresh =
    before && (before.state !== "closed" || now.getTime() - before.updatedAt.getTime() < memoryMs);
  const known: Health = {
    state: "closed",
    failures: 0,
    sources: [],
    openedAt: null,
    retryAt: null,
    ...(fresh ? before : {}),
    detail: detail?.slice(0, detailMax) ?? null,
    updatedAt: now,
  };
  // Calls that were under way when it opened say nothing new.
  if (known.state === "open") return before ?? known;
  if (known.state === "half_open") return opened(known, known.failures + 1, now);
  if (known.sources.includes(source)) return known;
  const sources = [...known.sources, source].slice(-failuresToOpen);
  const failures = known.failures + 1;
  return failures >= failuresToOpen
    ? opened({ ...known, sources }, failures, now)
    : { ...known, sources, failures };
}

/**
 * The state machine: closed, open after failures in a row, half open while one probe is out, which any answer closes.
 * Null: all is well.
 */
export function afterOutcome(before: Health | null, outcome: HealthOutcome, now: Date): Health | null {
  if (outcome.ok === null) return before?.state === "half_open" ? null : before;
  return outcome.ok ? null : afterFailure(before, outcome, now);
}

/**
 * What a call's result tells of the server: true well, false ill (5xx, silence, no connection), null neither:
 * a refusal is about the post or the account, and what failed on our side is not the server's.
 */
export function wellnessOf(result: PublishResult | LookupResult): boolean | null {
  switch (result.status) {
    case "published":
    case "rejected":
    case "found":
    case "absent":
      return result.answer?.httpStatus === null ? null : true;
    case "retry":
      return result.reason === "rate_limited"
        ? null
        : illness(result.answer?.httpStatus, result.answer !== null);
    case "unknown":
      return illness(result.answer?.httpStatus, true);
  }
}

/** Tell whether the server itself answered, whatever it said: one that is down would not, or with a 5xx. */
export const hasAnswered = ({ answer }: PublishResult | LookupResult): boolean =>
  typeof answer?.httpStatus === "number" && answer.httpStatus < 500;

const illness = (httpStatus: number | null | undefined, called: boolean): false | null =>
  called && (httpStatus === null || httpStatus === undefined || httpStatus >= 500) ? false : null;

/** From here on a person is warned that the allowance is nearly used up. */
const nearShare = 0.8;

/** How many moments the fullest window of this length holds that reaches over the instant `at`; all in ms. */
export function usedAround(moments: readonly number[], at: number, windowMs: number): number {
  const span = windowMs - 1;
  const near = moments.filter((moment) => Math.abs(moment - at) <= span).sort((a, b) => a - b);
  let fullest = near.filter((moment) => moment <= at).length;
  let first = 0;
  for (const [index, end] of near.entries()) {
    if (end < at) continue;
    while ((near[first] ?? end) < end - span) first += 1;
    fullest = Math.max(fullest, index + 1 - first);
  }
  return fullest;
}

/** What would become of each allowance if so many more went out then: error when it is exceeded, warning when it is near. */
export const budgetIssues = (
  uses: readonly QuotaUse[],
  addingTo: (channelId: QuotaUse["channelId"]) => number = () => 1,
): BudgetIssue[] =>
  uses.flatMap(({ channelId, quotas }) =>
    quotas.flatMap(({ limit, used, windowMs }): BudgetIssue[] => {
      const adding = addingTo(channelId);
      const after = used + adding;
      const details = { limit, used, adding, hours: windowMs / hourMs };
      if (after > limit) return [{ severity: "error", code: "quota_exceeded", channelId, details }];
      const near = after > limit * nearShare && limit > 1;
      return near ? [{ severity: "warning", code: "quota_near", channelId, details }] : [];
    }),
  );

/** What posts cost together, one sum a currency, largest first. */
export function totalOf(
  costs: readonly Pick<Cost, "minor" | "currency">[],
): { minor: number; currency: string }[] {
  const sums = new Map<string, number>();
  for (const { currency, minor } of costs) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor);
}
