import "server-only";
import pLimit, { type LimitFunction } from "p-limit";
import { inSystemTransaction } from "@/db/tx";
import { Batcher } from "@/kernel/batcher";
import { newId } from "@/kernel/ids";
import { returnProbe } from "@/modules/health/commands";
import { healthKeyOf } from "@/modules/health/policy";
import { leaseMs, sendingGraceMs } from "../policy";
import { admitJobs, type Decided } from "./admit";
import { type Beginning, beginAttempts, beginLookups } from "./begin";
import { type Called, callNetwork } from "./call";
import type { Claim } from "./claim";
import type { InFlight } from "./inflight";
import { type Load, loadClaims } from "./load";
import type { DispatchOptions } from "./options";
import { type Outcome, settle } from "./settle";
import { type Job, standingOf, triage } from "./triage";

type Begin = Beginning & { job: Job };

const settleTriesMax = 8;

interface Ended {
  called: Called;
  attemptId: Begin["attemptId"];
  lateMs: number;
}

/** One pass of the dispatcher: its limits, and what it writes in batches. */
export class Worker {
  private readonly perChannel = new Map<string, LimitFunction>();
  private readonly perServer = new Map<string, LimitFunction>();
  private readonly overall: LimitFunction;
  /** Calls under way at most to one server: a slow one leaves room for the others. */
  private readonly serverMax: number;
  private readonly begins: Record<Job["kind"], Batcher<Begin, boolean>>;
  /** Answers each with why it could not be written, or null. */
  private readonly outcomes: Batcher<Outcome, unknown>;

  constructor(
    private readonly options: DispatchOptions,
    private readonly flight: InFlight,
  ) {
    const { concurrency = 256, batchSize = 100 } = options;
    this.overall = pLimit(concurrency);
    this.serverMax = Math.ceil(concurrency / 2);
    this.begins = {
      publish: new Batcher((items) => this.begin(items, beginAttempts), batchSize),
      lookup: new Batcher((items) => this.begin(items, beginLookups), batchSize),
    };
    this.outcomes = new Batcher((items) => this.settleStubbornly(items), batchSize);
  }

  /** Take a batch of claims to their verdicts; each result tells whether one was written. */
  async process(claims: readonly Claim[]): Promise<PromiseSettledResult<boolean>[]> {
    let decided: Decided[];
    try {
      decided = await this.decide(claims);
    } catch (error) {
      for (const claim of claims) this.flight.done(claim, false);
      throw error;
    }
    return Promise.allSettled(
      decided.map(({ load, decision }) =>
        (decision.action === "call"
          ? this.run(decision.job)
          : this.write({ ...keysOf(load), verdict: decision.verdict, attempt: null, health: null }, 0)
        ).finally(() => this.flight.done(load.claim, load.followed)),
      ),
    );
  }

  private decide(claims: readonly Claim[]): Promise<Decided[]> {
    const { clock, networks, random = Math.random } = this.options;
    return inSystemTransaction(async (db) => {
      const loads = await loadClaims(db, claims);
      const now = clock.now();
      const decided = loads.map((load) => ({
        load,
        decision: triage(load, networks(load.claim.network), now, random()),
      }));
      return admitJobs(db, now, decided);
    });
  }

  /** Wait for the job's instant, then for its channel; commit the attempt, call, write the verdict. */
  private async run(job: Job): Promise<boolean> {
    const { claim } = job.load;
    await this.options.clock.sleepUntil(claim.dueAt);
    // The channel is free once its call has ended: writing that down need not wait for, nor hold up, the next.
    const [channel, server] = [this.channelOf(job), this.serverOf(job)];
    const ended = await channel(() => server(() => this.overall(() => this.callOnce(job))));
    const written = ended !== null && (await this.writeEnded(job, ended));
    const { probes } = job;
    if (probes && !ended?.called.health)
      await inSystemTransaction((db) => returnProbe(db, this.options.clock.now(), probes));
    return written;
  }

  private writeEnded({ load }: Job, { called, attemptId, lateMs }: Ended): Promise<boolean> {
    const attempt = { id: attemptId, outcome: called.outcome, answer: called.answer };
    const { verdict, health } = called;
    return this.write({ ...keysOf(load), verdict, attempt, health }, lateMs);
  }

  private channelOf = ({ load }: Job): LimitFunction => limitOf(this.perChannel, load.claim.channelId, 1);

  private serverOf = ({ network, account }: Job): LimitFunction =>
    limitOf(this.perServer, healthKeyOf(network, account), this.serverMax);

  private async callOnce(job: Job): Promise<Ended | null> {
    const { clock, http, checkpoint, random = Math.random } = this.options;
    const { claim } = job.load;
    const [begunAt, begunMs] = [clock.now(), clock.elapsedMs()];
    // Half of the grace is for the call to begin, half for its end to be written. A clock may be set, a machine may sleep: the longer counts.
    const isLate = () =>
      Math.max(clock.now().getTime() - begunAt.getTime(), clock.elapsedMs() - begunMs) > sendingGraceMs / 2;
    const attemptId = newId("attempt");
    const lostAt = new Date(begunAt.getTime() + job.network.timeoutMs + sendingGraceMs);
    await checkpoint?.("before_begin");
    const beginning = { job, deliveryId: claim.id, attemptId, fence: claim.fence, begunAt, lostAt };
    if (!(await this.begins[job.kind].add(beginning))) return null;
    await checkpoint?.("after_begin");
    const before = standingOf(job.load, begunAt, random());
    const standing =
      job.kind === "publish"
        ? { ...before, attemptsMade: before.attemptsMade + 1, lookupsMade: 0, lastAttemptAt: begunAt }
        : before;
    const called = await callNetwork(job, standing, { http, clock, isLate });
    await checkpoint?.("after_call");
    return { called, attemptId, lateMs: begunAt.getTime() - claim.dueAt.getTime() };
  }

  private async write(outcome: Outcome, lateMs: number): Promise<boolean> {
    const failure = await this.outcomes.add(outcome);
    if (failure) throw failure;
    this.options.onSettled?.(outcome, lateMs);
    return true;
  }

  private async begin(items: readonly Begin[], commit: typeof beginAttempts | typeof beginLookups) {
    const rows = items.map(({ job, ...beginning }) => ({ ...beginning, content: job.content }));
    const ours = await inSystemTransaction((db) => commit(db, rows));
    return items.map(({ deliveryId }) => ours.has(deliveryId));
  }

  /** What a network told us is worth waiting for the database; when it stays away, the lease and the look-up take over. */
  private async settleStubbornly(outcomes: readonly Outcome[]): Promise<unknown[]> {
    const { clock, traceId, checkpoint } = this.options;
    for (let tries = 1; ; tries++) {
      await checkpoint?.("before_settle");
      try {
        await settle(clock.now(), outcomes, traceId);
        break;
      } catch (error) {
        // One verdict that cannot be written must not take the others of its batch with it.
        if (isDataError(error) && outcomes.length > 1) return this.settleOneByOne(outcomes);
        if (isDataError(error) || tries >= settleTriesMax) throw error;
        await clock.sleepUntil(new Date(clock.now().getTime() + Math.min(250 * 2 ** tries, leaseMs / 4)));
      }
    }
    await checkpoint?.("after_settle");
    return outcomes.map(() => null);
  }

  private async settleOneByOne(outcomes: readonly Outcome[]): Promise<unknown[]> {
    const results = await Promise.allSettled(outcomes.map((outcome) => this.settleStubbornly([outcome])));
    return results.map((result) => (result.status === "rejected" ? result.reason : null));
  }
}

function limitOf(limits: Map<string, LimitFunction>, key: string, max: number): LimitFunction {
  const limit = limits.get(key) ?? pLimit(max);
  limits.set(key, limit);
  return limit;
}

/** Postgres refuses what it was given (class 22): it will refuse it again. */
function isDataError(error: unknown): boolean {
  const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: unknown };
  return typeof code === "string" && code.startsWith("22");
}

const keysOf = ({ claim: { id, postId, network, fence }, followed }: Load) => ({
  deliveryId: id,
  postId,
  network,
  fence,
  followed,
});
