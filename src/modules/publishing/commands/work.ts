import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { inSystemTransaction } from "@/db/tx";
import { Batcher } from "@/kernel/batcher";
import { newId } from "@/kernel/ids";
import { returnProbe } from "@/modules/health/commands";
import { leaseMs, sendingGraceMs } from "../policy";
import { admitJobs, type Decided } from "./admit";
import { type Beginning, beginAttempts, beginLookups, type Grip } from "./begin";
import { type Called, callNetwork } from "./call";
import { type Claim, lease } from "./claim";
import type { InFlight } from "./inflight";
import { type Load, loadClaims } from "./load";
import type { DispatchOptions } from "./options";
import { type Outcome, settle } from "./settle";
import { type Job, standingOf, triage } from "./triage";
import { Turns } from "./turns";

const settleTriesMax = 8;
const concurrencyDefault = 256;

type Attempt = Beginning & { job: Job; begunMs: number };

interface Ended {
  called: Called;
  attempt: Attempt;
}

/** A call whose turn has come: it goes, or gives its turn up. */
interface Turn {
  attempt: Attempt;
  go(): Promise<Ended | null>;
  giveUp(): void;
}

/** What one transaction of the dispatcher took, and has written of it. */
export interface Taken {
  claims: readonly Claim[];
  decided: readonly Decided[];
  /** The calls whose attempts are committed already. */
  turns: ReadonlyMap<Job, Turn>;
  /** Why nothing could be decided about the claims: they come back when their leases end. */
  failure?: unknown;
}

/** One pass of the dispatcher: its limits, and what it writes in batches. */
export class Worker {
  private readonly turns: Turns;
  private readonly begins: Batcher<Attempt, boolean>;
  /** Answers each with why it could not be written, or null. */
  private readonly outcomes: Batcher<Outcome, unknown>;

  constructor(
    private readonly options: DispatchOptions,
    private readonly flight: InFlight,
  ) {
    const { concurrency = concurrencyDefault, batchSize = 100 } = options;
    this.turns = new Turns(concurrency);
    this.begins = new Batcher(async (attempts) => {
      const ours = await inSystemTransaction((db) => beginAll(db, "held", attempts));
      return attempts.map(({ job }) => ours.has(job));
    }, batchSize);
    this.outcomes = new Batcher((items) => this.settleStubbornly(items), batchSize);
  }

  /**
   * Claim by `claim`, and decide. Where the call may leave at once its attempt is committed with the claim, in one
   * transaction; all else is leased up to `until`. What cannot be decided about keeps none of its neighbours.
   */
  take(claim: (db: Db) => Promise<Claim[]>, until: Date): Promise<Taken> {
    const held: Turn[] = [];
    return inSystemTransaction(async (db): Promise<Taken> => {
      let claims = await claim(db);
      for (;;) {
        if (claims.length === 0) return { claims, decided: [], turns: new Map() };
        await db.execute(sql`savepoint taken`);
        try {
          return await this.decide(db, claims, until, held);
        } catch (failure) {
          for (const turn of held.splice(0)) turn.giveUp();
          await db.execute(sql`rollback to savepoint taken`);
          if (claims.length === 1) {
            await lease(db, claims, { now: this.options.clock.now(), until });
            return { claims, decided: [], turns: new Map(), failure };
          }
          // Half of them, until the one is alone; the others are free for the next claim.
          claims = claims.slice(0, Math.floor(claims.length / 2));
        }
      }
    }).catch((error) => {
      for (const turn of held) turn.giveUp();
      throw error;
    });
  }

  private async decide(db: Db, claims: readonly Claim[], until: Date, held: Turn[]): Promise<Taken> {
    const { clock, networks, random = Math.random } = this.options;
    const loads = await loadClaims(db, claims);
    const now = clock.now();
    const triaged = loads.map((load) => ({
      load,
      decision: triage(load, networks(load.claim.network), now, random()),
    }));
    const decided = await admitJobs(db, now, triaged);
    for (const { decision } of decided)
      if (
        decision.action === "call" &&
        decision.job.load.claim.dueAt <= now &&
        this.turns.isFree(decision.job)
      )
        held.push(this.turnOf(decision.job));
    const attempts = held.map(({ attempt }) => attempt);
    await beginAll(db, "locked", attempts);
    const begun = new Set(attempts.map(({ deliveryId }) => deliveryId));
    await lease(
      db,
      claims.filter(({ id }) => !begun.has(id)),
      { now, until },
    );
    return { claims, decided, turns: new Map(held.map((turn) => [turn.attempt.job, turn])) };
  }

  private turnOf(job: Job): Turn {
    const attempt = this.attemptOf(job);
    const gate = Promise.withResolvers<boolean>();
    const ended = this.turns.take(job, async () => ((await gate.promise) ? this.call(attempt) : null));
    return {
      attempt,
      go() {
        gate.resolve(true);
        return ended;
      },
      giveUp: () => gate.resolve(false),
    };
  }

  /** Take what was taken to its verdicts; each result tells whether one was written. */
  process({ decided, turns }: Taken): Promise<PromiseSettledResult<boolean>[]> {
    return Promise.allSettled(
      decided.map(({ load, decision }) =>
        (decision.action === "call"
          ? this.run(decision.job, turns.get(decision.job))
          : this.write({ ...keysOf(load), verdict: decision.verdict, attempt: null, health: null }, 0)
        ).finally(() => this.flight.done(load.claim, load.followed)),
      ),
    );
  }

  /** Wait for the job's instant, then for its channel; commit the attempt, call, write the verdict. */
  private async run(job: Job, turn: Turn | undefined): Promise<boolean> {
    // The channel is free once its call has ended: writing that down need not wait for, nor hold up, the next.
    const ended = await (turn?.go() ?? this.callOnTime(job));
    const written = ended !== null && (await this.writeEnded(job, ended));
    const { probes } = job;
    if (probes && !ended?.called.health)
      await inSystemTransaction((db) => returnProbe(db, this.options.clock.now(), probes));
    return written;
  }

  private async callOnTime(job: Job): Promise<Ended | null> {
    const { clock, checkpoint } = this.options;
    await clock.sleepUntil(job.load.claim.dueAt);
    return this.turns.take(job, async () => {
      const attempt = this.attemptOf(job);
      await checkpoint?.("before_begin");
      return (await this.begins.add(attempt)) ? this.call(attempt) : null;
    });
  }

  private attemptOf(job: Job): Attempt {
    const { clock } = this.options;
    const [begunAt, begunMs] = [clock.now(), clock.elapsedMs()];
    const lostAt = new Date(begunAt.getTime() + job.network.timeoutMs + sendingGraceMs);
    const { id: deliveryId, fence } = job.load.claim;
    return { job, deliveryId, attemptId: newId("attempt"), fence, begunAt, begunMs, lostAt };
  }

  private async call(attempt: Attempt): Promise<Ended> {
    const { clock, http, checkpoint, random = Math.random } = this.options;
    const { job, begunAt, begunMs } = attempt;
    // Half of the grace is for the call to begin, half for its end to be written. A clock may be set, a machine may sleep: the longer counts.
    const isLate = () =>
      Math.max(clock.now().getTime() - begunAt.getTime(), clock.elapsedMs() - begunMs) > sendingGraceMs / 2;
    await checkpoint?.("after_begin");
    const before = standingOf(job.load, begunAt, random());
    const standing =
      job.kind === "publish"
        ? { ...before, attemptsMade: before.attemptsMade + 1, lookupsMade: 0, lastAttemptAt: begunAt }
        : before;
    const called = await callNetwork(job, standing, { http, clock, isLate });
    await checkpoint?.("after_call");
    return { called, attempt };
  }

  private writeEnded({ load }: Job, { called, attempt }: Ended): Promise<boolean> {
    const { verdict, health, outcome, answer } = called;
    const lateMs = attempt.begunAt.getTime() - load.claim.dueAt.getTime();
    return this.write(
      { ...keysOf(load), verdict, attempt: { id: attempt.attemptId, outcome, answer }, health },
      lateMs,
    );
  }

  private async write(outcome: Outcome, lateMs: number): Promise<boolean> {
    const failure = await this.outcomes.add(outcome);
    if (failure) throw failure;
    this.options.onSettled?.(outcome, lateMs);
    return true;
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

/** Write attempts down before their calls; answers those that are still ours. */
async function beginAll(db: Db, grip: Grip, attempts: readonly Attempt[]): Promise<Set<Job>> {
  const rows = attempts.map((attempt) => ({ ...attempt, content: attempt.job.content }));
  const [publishes, lookups] = [
    rows.filter(({ job }) => job.kind === "publish"),
    rows.filter(({ job }) => job.kind === "lookup"),
  ];
  const ours = new Set([
    ...(publishes.length > 0 ? await beginAttempts(db, grip, publishes) : []),
    ...(lookups.length > 0 ? await beginLookups(db, grip, lookups) : []),
  ]);
  return new Set(attempts.flatMap(({ deliveryId, job }) => (ours.has(deliveryId) ? job : [])));
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
