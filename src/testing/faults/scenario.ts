import { AsyncLocalStorage } from "node:async_hooks";
import { and, eq, inArray, min, sql } from "drizzle-orm";
import { getDatabase, setDatabase } from "@/db/client";
import { inSystemTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { dayMs, hourMs, secondMs } from "@/kernel/time";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { DUE_STATES } from "@/modules/publishing/policy";
import { deliveries } from "@/modules/publishing/tables";
import type { Network, PublishCall } from "@/networks/contract";
import { createHttpClient } from "@/platform/http";
import { type Storage, setStorage } from "@/platform/storage";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { faultyDatabase, isDatabaseFailure } from "./database-faults";
import { Ledger } from "./ledger";
import { ledgerNetwork, type NetworkClass } from "./ledger-network";
import { faultyStorage } from "./object-store";
import { breakChannel, cancelPost, clearUp, reconnectChannel, rewritePost } from "./people";
import { type Plan, type Planned, writePlan } from "./plan";
import {
  DATABASE_FAULTS,
  type DatabaseFault,
  FAULTS,
  type Fault,
  KILL_POINTS,
  type KillPoint,
  RENEWAL_FAULTS,
  RENEWAL_POINTS,
  type RenewalFault,
} from "./points";
import { Random } from "./random";
import { VirtualClock } from "./virtual-clock";

export interface Run {
  seed: number;
  networkClass: NetworkClass;
  ctx: WorkspaceCtx;
  ledger: Ledger;
  planned: Planned[];
  kills: number;
  freezes: number;
  jumps: number;
  databaseFaults: number;
  storageFaults: number;
  /** Connections that were not to be had because all of the pool were lent out. */
  crowded: number;
  /** Answers to renewals that were lost, with the new credentials in them. */
  lostRenewals: number;
  calls: number;
  /** What happened, in order: the same story tells the same. */
  journal: string[];
}

class Killed extends Error {}

/** What becomes of one worker: at which point, after passing it how often. */
interface Life {
  at: KillPoint;
  left: number;
  fate: "killed" | "frozen";
  dead: boolean;
  /** It froze: nobody waits for it any more. */
  sleeps: () => void;
  thawed?: () => void;
}

const start = Date.parse("2026-03-28T21:00:00Z");
/** How a machine's clock may leap: T1 to T3 of the plan. */
const LEAPS = [hourMs, -hourMs, dayMs, -dayMs, -5 * secondMs];

const slot = globalThis as unknown as { publifyRedis?: unknown; publifyStorage?: Storage };
const goneRedis = new Proxy({}, { get: () => () => Promise.reject(new Error("Redis is gone")) });
/** Time limits of calls run by the wall, where a story's time does not: nobody waits for them. */
const limitMaxMs = 50;

/** Three stories of four replay to the letter; in the others the transactions of workers really meet. */
export const replays = (seed: number): boolean => seed % 4 !== 0;

/** One seeded story: posts are planned, workers die, network and database misbehave, clocks leap, people interfere; then calm. */
export class Scenario {
  private readonly random: Random;
  private readonly clock: VirtualClock;
  private readonly ledger = new Ledger();
  private readonly http = createHttpClient();
  private readonly journal: string[] = [];
  private plan: Plan | null = null;
  private calm = false;
  private working = false;
  private readonly counts = {
    ...{ kills: 0, freezes: 0, jumps: 0, databaseFaults: 0, calls: 0 },
    ...{ storageFaults: 0, crowded: 0, lostRenewals: 0 },
  };
  /** Whose work it is that now runs. */
  private readonly living = new AsyncLocalStorage<Life>();
  private readonly more: Random;
  /** Its own draws, so that the stories of before stay what they were. */
  private readonly crowds: Random;
  /** How often more a worker asks in vain for a connection. */
  private noneFree = 0;
  private readonly frozen: { wake: () => void; ended: Promise<void> }[] = [];

  constructor(
    private readonly seed: number,
    private readonly networkClass: NetworkClass,
    private readonly forgetsKeys = false,
  ) {
    this.random = new Random(seed);
    this.more = new Random(seed + 1_000_003);
    this.crowds = new Random(seed + 2_000_003);
    this.clock = new VirtualClock(start + seed * 60 * dayMs);
  }

  async play(): Promise<Run> {
    await forgetStories();
    const ctx = await aWorkspace({ clock: this.clock });
    const {
      random,
      more,
      ledger: { grants },
    } = this;
    const plan = await writePlan(ctx, this.networkClass, this.seed, { random, more, grants });
    this.plan = plan;
    const goBack = this.surround();
    try {
      await this.trouble(ctx, plan);
      await this.thaw();
      this.calm = true;
      await this.calmDown(ctx, plan);
    } finally {
      goBack();
    }
    const { seed, networkClass, ledger, journal, counts } = this;
    return { seed, networkClass, ctx, ledger, planned: plan.planned, journal, ...counts };
  }

  /** A database and an object store that fail now and then, and no Redis at all. Returns the way back. */
  private surround(): () => void {
    const [database, storage, redis, timeout] = [
      ...([getDatabase(), slot.publifyStorage, slot.publifyRedis] as const),
      AbortSignal.timeout,
    ];
    setDatabase(
      faultyDatabase(database, (at) => this.databaseFault(at), {
        stored: () => this.reachIn("refresh_stored"),
        waited: (ms) => this.clock.pass(ms),
        sideBySide: !replays(this.seed),
      }),
    );
    setStorage(faultyStorage(() => this.storageFault()));
    slot.publifyRedis = goneRedis;
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.min(ms, limitMaxMs));
    return () => {
      setDatabase(database);
      slot.publifyStorage = storage;
      slot.publifyRedis = redis;
      AbortSignal.timeout = timeout;
    };
  }

  private async trouble(ctx: WorkspaceCtx, plan: Plan): Promise<void> {
    const rounds = 3 + this.random.below(6);
    for (let round = 0; round < rounds; round++) {
      await this.work(this.random.chance(0.6));
      await this.interfere(ctx, plan, round);
      await this.waitForNext(ctx);
      if (this.random.chance(0.08)) this.leap();
      if (this.random.chance(0.4)) await this.thaw();
    }
  }

  private async calmDown(ctx: WorkspaceCtx, { channelIds }: Plan): Promise<void> {
    const mend = async (): Promise<boolean> => {
      const mended: boolean[] = [];
      for (const channelId of channelIds) mended.push(await this.reconnect(ctx, channelId));
      return mended.includes(true);
    };
    for (let round = 0; round < 90; round++) {
      // What waits for a channel may wait for a day: somebody looks at the channels before that.
      if (round % 5 === 0) await mend();
      if (await this.waitForNext(ctx)) await this.work(false);
      else if (!(await mend()) && (await clearUp(ctx)) === 0) break;
    }
    // A job that is run again a day later finds nothing left to do.
    await this.clock.pass(25 * hourMs);
    await this.work(false);
  }

  private async interfere(ctx: WorkspaceCtx, { planned, channelIds }: Plan, round: number): Promise<void> {
    const { postId } = this.random.pick(planned);
    const dice = this.random.next();
    if (dice < 0.12) await cancelPost(ctx, planned, postId);
    else if (dice < 0.24) await rewritePost(ctx, planned, postId, `rewritten ${round} of ${this.seed}`);
    const channelId = this.random.pick(channelIds);
    if (this.random.chance(0.06)) await breakChannel(ctx, channelId);
    else if (this.random.chance(0.3)) await this.reconnect(ctx, channelId);
  }

  private reconnect(ctx: WorkspaceCtx, channelId: Id<"channel">): Promise<boolean> {
    const network = this.networkFor(async () => undefined);
    return reconnectChannel(ctx, channelId, { network, grants: this.ledger.grants });
  }

  private leap(): void {
    this.counts.jumps += 1;
    this.clock.leap(this.random.pick(LEAPS));
  }

  /** Let one worker, two or ten at once dispatch what is due; in trouble each may be killed, or frozen past its lease. */
  private async work(trouble: boolean): Promise<void> {
    const workers = this.random.chance(0.03) ? 10 : this.random.chance(0.25) ? 2 : 1;
    this.working = trouble;
    await Promise.all(Array.from({ length: workers }, () => this.worker(trouble)));
    this.working = false;
  }

  /** Wake the frozen ones: they go on as if no time had passed for them. */
  private async thaw(): Promise<void> {
    for (const { wake, ended } of this.frozen.splice(0)) {
      wake();
      await ended;
    }
  }

  private mortalPoint(): KillPoint {
    const usual = this.random.pick(KILL_POINTS);
    return this.more.chance(0.2) ? this.more.pick(RENEWAL_POINTS) : usual;
  }

  private async worker(trouble: boolean): Promise<void> {
    const life: Life = {
      at: this.mortalPoint(),
      left: trouble ? this.random.below(3) : Number.POSITIVE_INFINITY,
      fate: this.random.chance(0.3) ? "frozen" : "killed",
      dead: false,
      sleeps: () => slept.resolve(),
    };
    const slept = Promise.withResolvers<void>();
    const ended = this.living.run(life, () => this.dispatch(life));
    await Promise.race([ended, slept.promise]);
    const { thawed } = life;
    if (thawed) this.frozen.push({ wake: thawed, ended });
  }

  /** The worker whose work this is gets to a point. */
  private async reachIn(point: KillPoint): Promise<void> {
    const life = this.living.getStore();
    if (life) await this.reach(life, point);
  }

  private async reach(life: Life, point: KillPoint): Promise<void> {
    if (!life.dead && point === life.at && life.left-- === 0) {
      if (life.fate === "killed") {
        life.dead = true;
        this.counts.kills += 1;
      } else {
        this.counts.freezes += 1;
        await new Promise<void>((resolve) => {
          life.thawed = resolve;
          life.sleeps();
        });
      }
    }
    if (life.dead) throw new Killed();
  }

  private networkFor(reach: (point: KillPoint) => Promise<void>): Network {
    return ledgerNetwork({
      ledger: this.ledger,
      networkClass: this.networkClass,
      clock: this.clock,
      nextFault: (call) => this.fault(call),
      forgetsKeys: this.forgetsKeys,
      lookupFails: () => !this.calm && this.random.chance(0.15),
      renewalFault: () => this.renewalFault(),
      reach,
    });
  }

  private dispatch(life: Life): Promise<void> {
    const reach = (point: KillPoint) => this.reach(life, point);
    const network = this.networkFor(reach);
    const options = {
      clock: this.clock,
      http: this.http,
      networks: () => network,
      traceId: `seed-${this.seed}`,
      until: new Date(this.clock.now().getTime() + 60 * secondMs),
      lookaheadMs: this.random.pick([0, 2 * secondMs]),
      random: () => this.random.next(),
      checkpoint: reach,
      // All that is under way ends by itself in a story's time; what is frozen looks for nothing new.
      beat: (changed: Promise<void>) => changed,
    };
    return dispatch(options).then(
      () => undefined,
      (error) => {
        const errors = error instanceof AggregateError ? error.errors : [error];
        const other = errors.find((each) => !expected(each));
        if (other) throw other;
      },
    );
  }

  private fault({ dedupeKey }: PublishCall): Fault {
    const fault = this.drawFault();
    const index = this.plan?.planned.findIndex(({ deliveryId }) => deliveryId === dedupeKey);
    this.journal.push(`call ${index} meets ${fault} at ${this.clock.elapsedMs()}`);
    return fault;
  }

  private drawFault(): Fault {
    this.counts.calls += 1;
    if (!this.calm && this.more.chance(0.1)) return "token_ended";
    return !this.calm && this.random.chance(0.5) ? this.random.pick(FAULTS) : "none";
  }

  private renewalFault(): RenewalFault | null {
    if (this.calm || !this.more.chance(0.3)) return null;
    const fault = this.more.pick(RENEWAL_FAULTS);
    if (fault === "answer_lost") this.counts.lostRenewals += 1;
    return fault;
  }

  private storageFault(): boolean {
    const gone = !this.calm && this.more.chance(0.3);
    if (gone) this.counts.storageFaults += 1;
    return gone;
  }

  private databaseFault(at: "connect" | "query" | "commit"): DatabaseFault | "dead" | null {
    // What a dead process had under way is rolled back; it writes nothing any more.
    if (this.living.getStore()?.dead) return "dead";
    if (this.working && at === "connect" && this.isCrowded()) return "pool_exhausted";
    if (!this.working || !this.random.chance(0.01)) return null;
    const fault = this.random.pick(DATABASE_FAULTS);
    const fits =
      fault === "no_connection"
        ? at === "connect"
        : fault === "lost_after_commit"
          ? at === "commit"
          : at !== "connect";
    if (!fits) return null;
    this.counts.databaseFaults += 1;
    return fault;
  }

  /** Now and then no connection is free for a while: so many who ask wait as long as the pool lets them, for nothing. */
  private isCrowded(): boolean {
    if (this.noneFree === 0 && this.crowds.chance(0.03)) this.noneFree = 1 + this.crowds.below(12);
    if (this.noneFree === 0) return false;
    this.noneFree -= 1;
    this.counts.crowded += 1;
    return true;
  }

  /** Move time to the next thing due; false when nothing is open any more. */
  private async waitForNext(ctx: WorkspaceCtx): Promise<boolean> {
    const [row] = await inSystemTransaction((db) =>
      db
        .select({ at: min(deliveries.dueAt) })
        .from(deliveries)
        .where(and(eq(deliveries.tenantId, ctx.tenantId), inArray(deliveries.state, [...DUE_STATES]))),
    );
    if (!row?.at) return false;
    // Just before its instant what is next is leased, from then on it leaves with its claim.
    const skip = this.calm ? 0 : (this.random.below(42) - 2) * secondMs;
    const latest = this.clock.now().getTime() + (this.calm ? 2 * dayMs : 2 * hourMs);
    await this.clock.sleepUntil(new Date(Math.min(row.at.getTime() + skip, latest)));
    return true;
  }
}

/** What other stories left: how servers were, and where rows lie, which decides between two that are due at one instant. */
const forgetStories = () =>
  getDatabase().db.execute(sql`truncate network_health, attempts, deliveries cascade`);

/** What a killed worker and a failing database throw, however the way up wrapped it. */
function expected(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each instanceof Killed || isDatabaseFailure(each)) return true;
  return false;
}
