import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { findNextDue } from "@/modules/publishing/queries";
import { createHttpClient } from "@/platform/http";
import { benchNetwork, openStage, type Stage, seedDeliveries, seedTenants } from "./stage";
import { compareWaits, sayWaits, type Waiter } from "./waits";

const leadMs = 5_000;
const lookaheadMs = 2_000;
/** Clocks of the engine tell whole milliseconds. */
const floorMs = 1;

interface Load {
  posts: number;
  /** Over how long they are spread evenly; none: all are due at one instant. */
  windowMs: number;
}
const SPREAD: Load = { posts: 10_000, windowMs: 60_000 };
const AT_ONCE: Load = { posts: 1_000, windowMs: 0 };

const dueOf =
  ({ posts, windowMs }: Load, start: number) =>
  (index: number) =>
    new Date(start + (index * windowMs) / posts);

/** The product: the dispatcher's own loop, as its durable function runs it. */
async function run(stage: Stage, load: Load, start: number): Promise<number[]> {
  const tenants = await seedTenants(stage, 20, 10);
  await seedDeliveries(stage, tenants, load.posts, dueOf(load, start));
  const late: number[] = [];
  const begun: number[] = [];
  const network = benchNetwork(() => begun.push(Date.now()));
  const horizon = new Date(Math.max(start, Date.now()) + load.windowMs + 10_000);
  for (let next = await findNextDue(horizon); next !== null; next = await findNextDue(horizon)) {
    await systemClock.sleepUntil(new Date(next.getTime() - lookaheadMs));
    const options = {
      clock: systemClock,
      http: createHttpClient(),
      networks: () => network,
      traceId: "bench",
      until: horizon,
    };
    await dispatch({
      ...options,
      lookaheadMs,
      concurrency: 200,
      onSettled: (_, lateMs) => late.push(lateMs),
    });
  }
  if (late.length !== load.posts || begun.length !== load.posts)
    throw new Error(`${late.length} of ${load.posts} were published`);
  return late;
}

const ours = (stage: Stage, load: Load): Waiter => ({
  name: "publify",
  measure: () => run(stage, load, Date.now() + leadMs),
});

/** The usual design: look every second for what is due. */
const poller = ({ pool }: Stage, load: Load): Waiter => ({
  name: "1 s poller",
  async measure() {
    // Due at an instant that no beat of the poller is bound to.
    const start = Date.now() + 1_500;
    await pool.query(
      "drop table if exists polled; create table polled (id int primary key, due_at timestamptz not null, done boolean not null default false)",
    );
    const due = Array.from({ length: load.posts }, (_, index) => dueOf(load, start)(index));
    await pool.query("insert into polled select * from unnest($1::int[], $2::timestamptz[])", [
      due.map((_, index) => index),
      due,
    ]);
    const late: number[] = [];
    while (late.length < load.posts) {
      const { rows } = await pool.query(
        "update polled set done = true where id in (select id from polled where not done and due_at <= now() for update skip locked) returning due_at",
      );
      for (const row of rows) late.push(Date.now() - row.due_at.getTime());
      await sleep(1_000);
    }
    return late;
  },
});

/** The physical limit: a timer a post, and nothing else. */
const bareTimer = (load: Load): Waiter => ({
  name: "bare timer",
  measure: () => {
    const start = Date.now() + 1_000;
    return Promise.all(
      Array.from({ length: load.posts }, async (_, index) => {
        const at = dueOf(load, start)(index);
        await systemClock.sleepUntil(at);
        return Date.now() - at.getTime();
      }),
    );
  },
});

/** How long as many posts take that are due already: what no punctuality can beat. */
async function drainMs(stage: Stage, load: Load): Promise<number> {
  const late = await run(stage, load, Date.now() - 1_000);
  return Math.max(...late) - Math.min(...late);
}

/** Lateness of publication: the product, a one-second poller and a bare timer, spread over a minute and all at one instant. */
export async function measurePrecision(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const against = (load: Load) =>
      compareWaits([ours(stage, load), poller(stage, load), bareTimer(load)], { rounds: 1, floorMs });
    await run(stage, { posts: 200, windowMs: 0 }, Date.now() - 1_000);
    const [spread, atOnce] = [await against(SPREAD), await against(AT_ONCE)];
    const drain = await drainMs(stage, AT_ONCE);
    say(`  spread: ${sayWaits(spread)}`);
    say(`  at one instant: ${sayWaits(atOnce)}; as many that are due already take ${drain.toFixed(0)} ms`);
    return {
      id: "p3",
      title: "Lateness of publication",
      loads: { spread: SPREAD, atOnce: AT_ONCE },
      ...{ spread, atOnce, drainMs: drain },
      targets: { spreadP99Ms: 50, toTimer: 10, toPoller: 0.01, toDrain: 1.5 },
    };
  } finally {
    await stage.close();
  }
}
