import { and, eq, inArray, min } from "drizzle-orm";
import { inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { dayMs, hourMs, secondMs } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { CHECKPOINTS, type Checkpoint } from "@/modules/publishing/commands/options";
import { refreshPostStates } from "@/modules/publishing/commands/states";
import { deliveries, posts, variants } from "@/modules/publishing/tables";
import { createHttpClient } from "@/platform/http";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { FAULTS, type Fault, Ledger, LOOKUP_FAULTS, type NetworkClass } from "./ledger-network";
import { Random } from "./random";
import { VirtualClock } from "./virtual-clock";

export interface Planned {
  deliveryId: Id<"delivery">;
  postId: Id<"post">;
  body: string;
  dueAt: number;
  /** Whether a person took it back, and whether that was accepted before it was being sent. */
  cancelled: boolean;
}

export interface Run {
  seed: number;
  networkClass: NetworkClass;
  ctx: WorkspaceCtx;
  ledger: Ledger;
  planned: Planned[];
  kills: number;
  freezes: number;
  calls: number;
}

class Killed extends Error {}

/** What becomes of one worker: at which checkpoint, after passing it how often. */
interface Life {
  at: Checkpoint;
  left: number;
  fate: "killed" | "frozen";
  dead: boolean;
  thawed?: () => void;
}

const start = Date.parse("2026-03-28T21:00:00Z");
const OPEN = ["scheduled", "leased", "sending", "unconfirmed"] as const;

/** One seeded story: posts are planned, workers are killed, the network misbehaves, a person cancels; then calm. */
export class Scenario {
  private readonly random: Random;
  private readonly clock: VirtualClock;
  private readonly ledger = new Ledger();
  private readonly http = createHttpClient();
  private kills = 0;
  private calls = 0;
  private calm = false;
  private freezes = 0;
  private readonly frozen: { wake: () => void; ended: Promise<void> }[] = [];

  constructor(
    private readonly seed: number,
    private readonly networkClass: NetworkClass,
  ) {
    this.random = new Random(seed);
    this.clock = new VirtualClock(start + seed * 60 * dayMs);
  }

  async play(): Promise<Run> {
    const ctx = await aWorkspace({ clock: this.clock });
    const planned = await this.plan(ctx);
    const trouble = 3 + this.random.below(6);
    for (let round = 0; round < trouble; round++) {
      await this.work(this.random.chance(0.6));
      if (this.random.chance(0.15)) await this.cancelOne(ctx, planned);
      await this.waitForNext(ctx);
      if (this.random.chance(0.4)) await this.thaw();
    }
    await this.thaw();
    this.calm = true;
    for (let round = 0; round < 60 && (await this.waitForNext(ctx)); round++) await this.work(false);
    const { seed, networkClass, ledger, kills, freezes, calls } = this;
    return { seed, networkClass, ctx, ledger, planned, kills, freezes, calls };
  }

  private async plan(ctx: WorkspaceCtx): Promise<Planned[]> {
    const channelIds = [newId("channel"), newId("channel")];
    const planned = Array.from({ length: 2 + this.random.below(3) }, (_, index) => ({
      deliveryId: newId("delivery"),
      postId: newId("post"),
      body: `post ${index} of ${this.seed}`,
      dueAt: this.clock.now().getTime() + this.random.below(90) * secondMs,
      cancelled: false,
    }));
    await inTransaction(ctx, (tx) => this.write(tx, channelIds, planned));
    return planned;
  }

  private async write({ db, tenantId }: TxCtx, channelIds: Id<"channel">[], planned: readonly Planned[]) {
    const network = `ledger_${this.networkClass}`;
    await db.insert(channels).values(
      channelIds.map((id, index) => ({
        id,
        tenantId,
        network,
        externalId: `a${index}`,
        name: "A",
        handle: "a",
        state: "active" as const,
      })),
    );
    await db.insert(posts).values(
      planned.map(({ postId, body, dueAt }) => ({
        id: postId,
        tenantId,
        body,
        language: "en",
        state: "scheduled" as const,
        publishAt: new Date(dueAt),
      })),
    );
    for (const { deliveryId, postId, dueAt } of planned) {
      const at = new Date(dueAt);
      const [variantId, channelId] = [newId("variant"), this.random.pick(channelIds)];
      await db.insert(variants).values({ id: variantId, tenantId, postId, channelId });
      await db.insert(deliveries).values({
        id: deliveryId,
        tenantId,
        postId,
        variantId,
        channelId,
        network,
        publishAt: at,
        dueAt: at,
        state: "scheduled",
      });
    }
  }

  /** Let one worker, or two at once, dispatch what is due; in trouble each may be killed, or frozen past its lease. */
  private async work(trouble: boolean): Promise<void> {
    const workers = this.random.chance(0.25) ? 2 : 1;
    await Promise.all(Array.from({ length: workers }, () => this.worker(trouble)));
  }

  /** Wake the frozen ones: they go on as if no time had passed for them. */
  private async thaw(): Promise<void> {
    for (const { wake, ended } of this.frozen.splice(0)) {
      wake();
      await ended;
    }
  }

  private async worker(trouble: boolean): Promise<void> {
    const life: Life = {
      at: this.random.pick(CHECKPOINTS),
      left: trouble ? this.random.below(3) : Number.POSITIVE_INFINITY,
      fate: this.random.chance(0.3) ? "frozen" : "killed",
      dead: false,
    };
    const slept: { wake?: () => void } = {};
    const froze = new Promise<void>((resolve) => {
      slept.wake = resolve;
    });
    const ended = this.dispatch(life, slept);
    await Promise.race([ended, froze]);
    const { thawed } = life;
    if (thawed) this.frozen.push({ wake: thawed, ended });
  }

  private dispatch(life: Life, slept: { wake?: () => void }): Promise<void> {
    const network = this.ledger.network({
      networkClass: this.networkClass,
      clock: this.clock,
      nextFault: () => this.fault(),
      nextLookupFault: () =>
        !this.calm && this.random.chance(0.3) ? this.random.pick(LOOKUP_FAULTS) : "none",
      alive: () => !life.dead,
    });
    const checkpoint = async (point: Checkpoint) => {
      if (!life.dead && point === life.at && life.left-- === 0) {
        if (life.fate === "killed") {
          life.dead = true;
          this.kills += 1;
        } else {
          this.freezes += 1;
          await new Promise<void>((resolve) => {
            life.thawed = resolve;
            slept.wake?.();
          });
        }
      }
      if (life.dead) throw new Killed();
    };
    const options = {
      clock: this.clock,
      http: this.http,
      networks: () => network,
      traceId: `seed-${this.seed}`,
      until: new Date(this.clock.now().getTime() + 60 * secondMs),
      lookaheadMs: this.random.pick([0, 2 * secondMs]),
      random: () => this.random.next(),
      checkpoint,
    };
    return dispatch(options).then(
      () => undefined,
      (error) => {
        const errors = error instanceof AggregateError ? error.errors : [error];
        const other = errors.find((each) => !(each instanceof Killed));
        if (other) throw other;
      },
    );
  }

  private fault(): Fault {
    this.calls += 1;
    return !this.calm && this.random.chance(0.5) ? this.random.pick(FAULTS) : "none";
  }

  /** Cancel as `unschedulePost` does: only what no network can hold, with the fence raised. */
  private async cancelOne(ctx: WorkspaceCtx, planned: Planned[]): Promise<void> {
    const target = this.random.pick(planned);
    await inTransaction(ctx, async ({ db }) => {
      const mine = and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, target.deliveryId));
      await db.select({ id: posts.id }).from(posts).where(eq(posts.id, target.postId)).for("update");
      const gone = await db
        .delete(deliveries)
        .where(and(mine, inArray(deliveries.state, ["scheduled", "leased", "held", "failed", "missed"])))
        .returning({ id: deliveries.id });
      target.cancelled = target.cancelled || gone.length > 0;
      await refreshPostStates(db, this.clock.now(), [target.postId]);
    });
  }

  /** Move time to the next thing due; false when nothing is open any more. */
  private async waitForNext(ctx: WorkspaceCtx): Promise<boolean> {
    const [row] = await inSystemTransaction((db) =>
      db
        .select({ at: min(deliveries.dueAt) })
        .from(deliveries)
        .where(and(eq(deliveries.tenantId, ctx.tenantId), inArray(deliveries.state, [...OPEN]))),
    );
    if (!row?.at) return false;
    const skip = this.calm ? 0 : this.random.below(40) * secondMs;
    await this.clock.sleepUntil(
      new Date(Math.min(row.at.getTime() + skip, this.clock.now().getTime() + 2 * hourMs)),
    );
    return true;
  }
}
