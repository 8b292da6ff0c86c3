import { z } from "zod";
import { hourMs, secondMs } from "@/kernel/time";
import type {
  Account,
  LookupResult,
  Network,
  PublishCall,
  PublishResult,
  RefreshResult,
} from "@/networks/contract";
import { readFile } from "@/networks/wire";
import { labCapabilities } from "../lab-network";
import { type Entry, keyOf, type Ledger } from "./ledger";
import { BEFORE, type CallPoint, type Fault, type RenewalFault, type RenewalPoint } from "./points";
import type { VirtualClock } from "./virtual-clock";

export const NETWORK_CLASSES = ["keyed", "searched", "blind"] as const;
/** Dedupes by our key, can be searched, or neither. */
export type NetworkClass = (typeof NETWORK_CLASSES)[number];

export interface LedgerOptions {
  ledger: Ledger;
  networkClass: NetworkClass;
  clock: VirtualClock;
  nextFault: (call: PublishCall) => Fault;
  lookupFails: () => boolean;
  /** A mutant: the product forgets to give the same key twice. */
  forgetsKeys?: boolean;
  /** Stops the calls of a worker that was killed, as its death would. */
  reach: (point: CallPoint | RenewalPoint) => Promise<void>;
  renewalFault?: () => RenewalFault | null;
}

export const callMs = 200;
export const timeoutMs = 10 * secondMs;
/** A post may stay out of every search for this long. */
const visibleAfterMs = 30 * secondMs;
/** What `rate_limited_with_time` asks for, counted from its answer. */
export const retryAfterMs = 90 * secondMs;
const answer = (httpStatus: number) => ({ httpStatus, body: { from: "ledger" } });

const takes: Partial<Record<Fault, number>> = { timeout_after: timeoutMs, slow_drip: timeoutMs - secondMs };

async function publish(call: PublishCall, options: LedgerOptions): Promise<PublishResult> {
  const { ledger, networkClass, clock, nextFault, reach } = options;
  const fault = nextFault(call);
  const begun = clock.elapsedMs();
  const files: string[] = [];
  for (const media of call.content.media) {
    const file = await readFile(media);
    if (!("bytes" in file)) return file;
    files.push(new TextDecoder().decode(file.bytes));
  }
  await reach("media_uploaded");
  await reach("container_created");
  await clock.pass(takes[fault] ?? callMs);
  await reach("request_half_written");
  // A process that slept past its time limit finds its request aborted.
  if (clock.elapsedMs() > begun + timeoutMs + secondMs)
    return { status: "unknown", detail: "aborted", answer: null };
  if (fault === "token_ended" && call.account) ledger.grants.end(call.account);
  const turnedAway = BEFORE.includes(fault) || !ledger.grants.admits(call.account);
  const refusesTwin = fault === "duplicate_refused" && ledger.entries.some(({ key }) => key === keyOf(call));
  const at = clock.now().getTime();
  const visibleFrom = clock.elapsedMs() + (fault === "seen_late" ? visibleAfterMs - secondMs : 0);
  const entry =
    turnedAway || refusesTwin
      ? null
      : ledger.record({ call, files, at, latest: clock.latest, visibleFrom }, networkClass === "keyed");
  await reach("request_sent");
  await reach("answer_received");
  if (refusesTwin) return twin;
  return entry ? afterAccepting(fault, entry) : refusal(BEFORE.includes(fault) ? fault : "token_ended");
}

/** "We have that already" says nothing of whose it is. */
const twin: PublishResult = {
  status: "rejected",
  reason: "duplicate",
  detail: "duplicate_refused",
  answer: answer(403),
};

function afterAccepting(fault: Fault, { externalId }: Entry): PublishResult {
  const heard = fault === "none" || fault === "slow_drip" || fault === "duplicate_refused";
  if (heard) return { status: "published", externalId, url: null, answer: answer(200) };
  return { status: "unknown", detail: fault, answer: fault === "error_after" ? answer(500) : null };
}

function refusal(fault: Fault): PublishResult {
  const detail = fault;
  switch (fault) {
    case "reset_before_unproved":
      return { status: "unknown", detail, answer: null };
    case "error_in_ok":
      return { status: "unknown", detail, answer: answer(200) };
    case "token_ended":
      return { status: "rejected", reason: "auth", detail, answer: answer(401) };
    case "rate_limited":
      return { status: "retry", reason: "rate_limited", afterMs: null, detail, answer: answer(429) };
    case "rate_limited_with_time":
      return { status: "retry", reason: "rate_limited", afterMs: retryAfterMs, detail, answer: answer(429) };
    case "not_sent":
      return { status: "retry", reason: "not_sent", afterMs: null, detail, answer: null };
    default:
      return { status: "retry", reason: "unavailable", afterMs: null, detail, answer: answer(503) };
  }
}

async function lookup(
  call: PublishCall,
  { ledger, clock, lookupFails }: LedgerOptions,
): Promise<LookupResult> {
  // What stands there is public: reading takes no credentials.
  await clock.pass(callMs);
  if (lookupFails()) return { status: "unknown", detail: "503", answer: answer(503) };
  const found = ledger.find(keyOf(call));
  return found && found.visibleFrom <= clock.elapsedMs()
    ? { status: "found", externalId: found.externalId, url: null, answer: answer(200) }
    : { status: "absent", answer: answer(404) };
}

/** New credentials for old ones: whoever dies, or hears nothing, between the two has lost both. */
async function refresh(
  account: Account,
  { ledger, clock, reach, renewalFault }: LedgerOptions,
): Promise<RefreshResult> {
  await clock.pass(callMs);
  const fault = renewalFault?.() ?? null;
  if (fault === "unavailable") return { status: "transient", detail: "503", afterMs: null };
  const credentials = ledger.grants.renew(account);
  await reach("refresh_sent");
  if (!credentials) return { status: "revoked", detail: "invalid_grant" };
  if (fault === "answer_lost") return { status: "transient", detail: "reset", afterMs: null };
  return { status: "refreshed", credentials, expiresAt: null };
}

/** A network that misbehaves by plan and remembers the truth, as one worker reaches it. */
export const ledgerNetwork = (options: LedgerOptions): Network => ({
  key: `ledger_${options.networkClass}`,
  name: "Ledger",
  icon: { path: "M0 0h24v24H0z", color: "#000000" },
  preview: { layout: "microblog", altTextShown: false },
  connect: { type: "none" },
  capabilities: labCapabilities,
  settings: z.record(z.string(), z.unknown()),
  guarantee: options.networkClass === "blind" ? "at_most_once" : "exactly_once",
  resendWindowMs: options.networkClass === "keyed" ? 24 * hourMs : null,
  settleMs: visibleAfterMs,
  timeoutMs,
  publish: (call) =>
    publish(options.forgetsKeys ? { ...call, firstAttemptAt: options.clock.now() } : call, options),
  ...(options.networkClass === "searched" && { lookup: (call: PublishCall) => lookup(call, options) }),
  refresh: (account) => refresh(account, options),
  test: async () => ({ status: "ok", capabilities: null }),
});
