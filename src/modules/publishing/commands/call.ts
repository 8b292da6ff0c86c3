import "server-only";
import type { Clock } from "@/kernel/context";
import { breakChannel } from "@/modules/channels/commands/break";
import { freshenAccount } from "@/modules/channels/commands/freshen";
import { type HealthOutcome, hasAnswered, healthKeyOf, wellnessOf } from "@/modules/health/policy";
import { readPublishMedia } from "@/modules/media/queries";
import type { Answer, LookupResult, PublishCall, PublishResult, Tools } from "@/networks/contract";
import type { HttpClient } from "@/platform/http";
import { span } from "@/platform/trace";
import { type Assurance, judgeLookup, judgePublish, type Standing, type Verdict } from "../policy";
import type { Job } from "./triage";
import { assuranceOf } from "./triage";

export interface CallOptions {
  http: HttpClient;
  clock: Clock;
  /** A worker that was frozen since its attempt was committed must not call any more: it may count as lost already. */
  isLate: () => boolean;
}

export interface Called {
  verdict: Verdict;
  outcome: string;
  answer: Answer | null;
  /** What the call told of its server; null when nothing. */
  health: HealthOutcome | null;
}

const explain = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

function toolsFor({ network }: Job, { http, clock }: CallOptions): Tools {
  return { http, now: clock.now(), signal: AbortSignal.timeout(network.timeoutMs) };
}

async function callOf(
  { load: { claim }, content, account, under }: Job,
  standing: Standing,
  tools: Tools,
): Promise<PublishCall> {
  const media = await readPublishMedia(claim.tenantId, content.media);
  return {
    ...tools,
    account,
    content: { ...content, media },
    dedupeKey: claim.id,
    under,
    firstAttemptAt: standing.firstAttemptAt,
  };
}

/** A network's code that throws has told us nothing about what the network did. */
async function guarded<T>(
  work: () => Promise<T>,
): Promise<T | { status: "unknown"; detail: string; answer: null }> {
  try {
    return await work();
  } catch (error) {
    return { status: "unknown", detail: explain(error), answer: null };
  }
}

/** Our credentials were refused: refresh them once, or find out whether the account is really lost. */
async function afterAuthRefusal(job: Job, verdict: Verdict, options: CallOptions): Promise<Verdict> {
  const { tenantId, channelId } = job.load.claim;
  const tools = toolsFor(job, options);
  // What may be out already is not held, and so never sent again later: it stays to be cleared up.
  const held: Verdict =
    verdict.state === "scheduled"
      ? { state: "held", reason: "channel_broken", detail: verdict.detail }
      : verdict;
  if (job.network.refresh) {
    const fresh = await freshenAccount({ tenantId, channelId }, tools, { force: true, network: job.network });
    if (fresh.status === "broken") return held;
    // Refreshed, yet refused before: at most one immediate try, then the usual backoff.
    if (fresh.status === "fresh" && verdict.state === "scheduled" && job.load.claim.attemptsMade === 0)
      return { ...verdict, dueAt: options.clock.now() };
    return verdict;
  }
  const test = await job.network.test(job.account, tools);
  if (test.status !== "auth") return verdict;
  await breakChannel({ tenantId, channelId }, test.detail, options.clock);
  return held;
}

/** Make one call for a job whose attempt is committed, as one span, and judge its answer. Never throws. */
export function callNetwork(job: Job, standing: Standing, options: CallOptions): Promise<Called> {
  const { id, network, tenantId } = job.load.claim;
  const attributes = {
    "publify.workspace": tenantId,
    "publify.delivery": id,
    "publify.network": network,
    "publify.attempt": standing.attemptsMade,
  };
  return span(`${job.kind} ${network}`, { attributes }, async (notes) => {
    const called = await withinLimit(job, options, (tools) => makeCall(job, standing, options, tools));
    notes.set({ "publify.outcome": called.outcome, "publify.state": called.verdict.state });
    if (called.outcome === "rejected" || called.outcome === "unknown") notes.fail(called.outcome);
    return called;
  });
}

/** The limit of a call ends with it: `AbortSignal.timeout` would stay behind every answer until its time, thousands at once. */
async function withinLimit<T>(
  { network }: Job,
  { http, clock }: CallOptions,
  work: (tools: Tools) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const expire = () => limit.abort(new DOMException("The network took too long", "TimeoutError"));
  const timer = setTimeout(expire, network.timeoutMs);
  try {
    return await work({ http, now: clock.now(), signal: limit.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function makeCall(job: Job, standing: Standing, options: CallOptions, tools: Tools): Promise<Called> {
  if (job.kind === "lookup") {
    const result: LookupResult = await guarded(async () => {
      const call = await callOf(job, standing, tools);
      return job.network.lookup
        ? job.network.lookup(call)
        : { status: "unknown", detail: "no look-up", answer: null };
    });
    const verdict = judgeLookup(result, { ...standing, now: options.clock.now() }, assuranceOf(job.network));
    return {
      verdict: verdict.auth ? await guardedAuth(job, verdict, options) : verdict,
      outcome: result.status,
      answer: result.answer,
      health: healthOf(job, result),
    };
  }
  const media = await guarded(async () => ({
    status: "ready" as const,
    call: await callOf(job, standing, tools),
  }));
  if (options.isLate()) return stalled(standing, assuranceOf(job.network));
  // Reading our own files comes before any call: its failure proves that nothing was sent.
  const result: PublishResult =
    media.status === "ready"
      ? await guarded(() => job.network.publish(media.call))
      : { status: "retry", reason: "not_sent", afterMs: null, detail: media.detail, answer: null };
  // A network that asks for a pause counts from its answer, not from our call.
  const verdict = judgePublish(result, { ...standing, now: options.clock.now() }, assuranceOf(job.network));
  const final = verdict.auth ? await guardedAuth(job, verdict, options) : verdict;
  return { verdict: final, outcome: result.status, answer: result.answer, health: healthOf(job, result) };
}

function healthOf(
  { network, account, load }: Job,
  result: PublishResult | LookupResult,
): HealthOutcome | null {
  const ok = wellnessOf(result);
  if (ok === null && !hasAnswered(result)) return null;
  const detail = "detail" in result ? result.detail : null;
  return { key: healthKeyOf(network, account), ok, detail, source: load.claim.id };
}

/** Woken too late: another worker may be looking this delivery up already. */
const stalled = (standing: Standing, assurance: Assurance): Called => ({
  verdict: judgePublish(
    { status: "retry", reason: "not_sent", afterMs: null, detail: "stalled", answer: null },
    standing,
    assurance,
  ),
  outcome: "retry",
  answer: null,
  health: null,
});

const guardedAuth = (job: Job, verdict: Verdict, options: CallOptions): Promise<Verdict> =>
  afterAuthRefusal(job, verdict, options).catch(() => verdict);
