import "server-only";
import pLimit, { type LimitFunction } from "p-limit";
import { inSystemTransaction } from "@/db/tx";
import { Batcher } from "@/kernel/batcher";
import type { WaitingClock } from "@/kernel/context";
import { newId } from "@/kernel/ids";
import type { Network } from "@/networks/contract";
import type { HttpClient } from "@/platform/http";
import { leaseMs, sendingGraceMs } from "../policy";
import { type Beginning, beginAttempts, beginLookups } from "./begin";
import { callNetwork } from "./call";
import { type Claim, claimDue } from "./claim";
import { type Load, loadClaims } from "./load";
import { type Outcome, settle } from "./settle";
import { type Job, standingOf, triage } from "./triage";

/** Where the fault campaign may stop a worker dead, or freeze it past its lease. */
export const CHECKPOINTS = [
  "before_claim",
  "after_claim",
  "before_begin",
  "after_begin",
  "after_call",
  "before_settle",
  "after_settle",
] as const;
export type Checkpoint = (typeof CHECKPOINTS)[number];

export interface DispatchOptions {
  clock: WaitingClock;
  http: HttpClient;
  networks: (key: string) => Network | undefined;
  traceId: string;
  /** No new claim after this instant. */
  until: Date;
  /** Claim this far ahead, to leave on the instant. */
  lookaheadMs?: number;
  batchSize?: number;
  /** Calls under way at most, over all channels. */
  concurrency?: number;
  /** 0 to 1; spreads retries. */
  random?: () => number;
  checkpoint?: (point: Checkpoint) => Promise<void>;
  /** Told of each written outcome and of how long after its due instant its call began. */
  onSettled?: (outcome: Outcome, lateMs: number) => void;
}

export interface DispatchReport {
  claimed: number;
  settled: number;
}

type Begin = Beginning & { job: Job };

const lookaheadDefaultMs = 2_000;
const inFlightMax = 2_000;
const settleTriesMax = 8;

/**
 * Publish everything that is due, and what falls due within the look-ahead, until nothing is left or `until` has passed.
 * A delivery whose handling fails stops no other; its lease ends, and it is claimed again.
 * @throws AggregateError of those failures, once all the rest is done.
 */
export async function dispatch(options: DispatchOptions): Promise<DispatchReport> {
  const { clock, until, batchSize = 100, lookaheadMs = lookaheadDefaultMs } = options;
  const worker = new Worker(options);
  const batches = pLimit(Math.max(2, Math.ceil(inFlightMax / batchSize)));
  const report: DispatchReport = { claimed: 0, settled: 0 };
  const failures: unknown[] = [];
  const working = new Set<Promise<void>>();
  const start = (claims: readonly Claim[]) => {
    const work = batches(() => worker.process(claims))
      .then((results) => {
        for (const result of results) {
          if (result.status === "rejected") failures.push(result.reason);
          else if (result.value) report.settled += 1;
        }
      })
      .catch((error) => void failures.push(error))
      .finally(() => working.delete(work));
    working.add(work);
  };
  try {
    while (clock.now() < until) {
      await options.checkpoint?.("before_claim");
      const now = clock.now();
      const horizon = new Date(now.getTime() + lookaheadMs);
      const claims = await inSystemTransaction((db) => claimDue(db, { now, horizon, limit: batchSize }));
      await options.checkpoint?.("after_claim");
      if (claims.length === 0) {
        if (working.size === 0) break;
        // What is under way may let the part behind it go on.
        await Promise.race(working);
        continue;
      }
      report.claimed += claims.length;
      start(claims);
      if (batches.pendingCount > 0) await Promise.race(working);
    }
  } finally {
    await Promise.all(working);
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} deliveries could not be handled`);
  return report;
}

/** One pass of the dispatcher: its limits, and what it writes in batches. */
class Worker {
  private readonly perChannel = new Map<string, LimitFunction>();
  private readonly overall: LimitFunction;
  private readonly begins: Record<Job["kind"], Batcher<Begin, boolean>>;
  private readonly outcomes: Batcher<Outcome, void>;

  constructor(private readonly options: DispatchOptions) {
    const { concurrency = 64, batchSize = 100 } = options;
    this.overall = pLimit(concurrency);
    this.begins = {
      publish: new Batcher((items) => this.begin(items, beginAttempts), batchSize),
      lookup: new Batcher((items) => this.begin(items, beginLookups), batchSize),
    };
    this.outcomes = new Batcher((items) => this.settleStubbornly(items), batchSize);
  }

  /** Take a batch of claims to their verdicts; each result tells whether one was written. */
  async process(claims: readonly Claim[]): Promise<PromiseSettledResult<boolean>[]> {
    const { clock, networks, random = Math.random } = this.options;
    const loads = await loadClaims(claims);
    const now = clock.now();
    return Promise.allSettled(
      loads.map((load) => {
        const decision = triage(load, networks(load.claim.network), now, random());
        if (decision.action === "call") return this.run(decision.job);
        return this.write({ ...keysOf(load), verdict: decision.verdict, attempt: null }, 0);
      }),
    );
  }

  /** Wait for the job's instant, then for its channel; commit the attempt, call, write the verdict. */
  private async run(job: Job): Promise<boolean> {
    await this.options.clock.sleepUntil(job.load.claim.dueAt);
    return this.channelOf(job)(() => this.overall(() => this.callOnce(job)));
  }

  private channelOf({ load }: Job): LimitFunction {
    const limit = this.perChannel.get(load.claim.channelId) ?? pLimit(1);
    this.perChannel.set(load.claim.channelId, limit);
    return limit;
  }

  private async callOnce(job: Job): Promise<boolean> {
    const { clock, http, checkpoint, random = Math.random } = this.options;
    const { claim } = job.load;
    const begunAt = clock.now();
    const attemptId = newId("attempt");
    const lostAt = new Date(begunAt.getTime() + job.network.timeoutMs + sendingGraceMs);
    await checkpoint?.("before_begin");
    const ours = await this.begins[job.kind].add({
      job,
      deliveryId: claim.id,
      attemptId,
      fence: claim.fence,
      begunAt,
      lostAt,
    });
    if (!ours) return false;
    await checkpoint?.("after_begin");
    const before = standingOf(job.load, begunAt, random());
    const standing =
      job.kind === "publish"
        ? { ...before, attemptsMade: before.attemptsMade + 1, lookupsMade: 0, lastAttemptAt: begunAt }
        : before;
    const called = await callNetwork(job, standing, { http, clock, lostAt });
    await checkpoint?.("after_call");
    const attempt = { id: attemptId, outcome: called.outcome, answer: called.answer };
    const lateMs = begunAt.getTime() - claim.dueAt.getTime();
    return this.write({ ...keysOf(job.load), verdict: called.verdict, attempt }, lateMs);
  }

  private async write(outcome: Outcome, lateMs: number): Promise<boolean> {
    await this.outcomes.add(outcome);
    this.options.onSettled?.(outcome, lateMs);
    return true;
  }

  private async begin(items: readonly Begin[], commit: typeof beginAttempts | typeof beginLookups) {
    const rows = items.map(({ job, ...beginning }) => ({ ...beginning, content: job.content }));
    const ours = await inSystemTransaction((db) => commit(db, rows));
    return items.map(({ deliveryId }) => ours.has(deliveryId));
  }

  /** What a network told us is worth waiting for the database; when it stays away, the lease and the look-up take over. */
  private async settleStubbornly(outcomes: readonly Outcome[]): Promise<void[]> {
    const { clock, traceId, checkpoint } = this.options;
    for (let tries = 1; ; tries++) {
      await checkpoint?.("before_settle");
      try {
        await settle(clock.now(), outcomes, traceId);
        break;
      } catch (error) {
        if (tries >= settleTriesMax) throw error;
        await clock.sleepUntil(new Date(clock.now().getTime() + Math.min(250 * 2 ** tries, leaseMs / 4)));
      }
    }
    await checkpoint?.("after_settle");
    return outcomes.map(() => undefined);
  }
}

const keysOf = ({ claim: { id, postId, network, fence }, followed }: Load) => ({
  deliveryId: id,
  postId,
  network,
  fence,
  followed,
});
