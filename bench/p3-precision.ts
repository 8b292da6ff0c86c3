import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { findNextDue } from "@/modules/publishing/queries";
import { createHttpClient } from "@/platform/http";
import { spreadOf } from "./pair";
import { benchNetwork, openStage, type Stage, seedDeliveries, seedTenants } from "./stage";

const posts = 2_000;
const windowMs = 12_000;
const leadMs = 3_000;
const lookaheadMs = 2_000;

interface Lateness {
  p50: number;
  p99: number;
  max: number;
  early: number;
}

function latenessOf(late: readonly number[]): Lateness {
  const sorted = late.toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1), early: sorted.filter((ms) => ms < 0).length };
}

type Spread = "spread" | "same second";
const dueOf = (kind: Spread, start: number) => (index: number) =>
  new Date(kind === "spread" ? start + (index * windowMs) / posts : start + 1_000);

/** The product: the dispatcher's own loop, as its durable function runs it. */
async function ours(stage: Stage, kind: Spread): Promise<Lateness> {
  const tenants = await seedTenants(stage, 20, 10);
  const start = Date.now() + leadMs + 2_000;
  await seedDeliveries(stage, tenants, posts, dueOf(kind, start));
  const late: number[] = [];
  const begun: number[] = [];
  const network = benchNetwork(() => begun.push(Date.now()));
  const horizon = new Date(start + windowMs + 5_000);
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
  if (late.length !== posts || begun.length !== posts)
    throw new Error(`${late.length} of ${posts} were published`);
  return latenessOf(late);
}

/** The usual design: look every second for what is due. */
async function poller({ pool }: Stage, kind: Spread): Promise<Lateness> {
  const start = Date.now() + 1_000;
  await pool.query(
    "drop table if exists polled; create table polled (id int primary key, due_at timestamptz not null, done boolean not null default false)",
  );
  const due = Array.from({ length: posts }, (_, index) => dueOf(kind, start)(index));
  await pool.query("insert into polled select * from unnest($1::int[], $2::timestamptz[])", [
    due.map((_, index) => index),
    due,
  ]);
  const late: number[] = [];
  while (late.length < posts) {
    const { rows } = await pool.query(
      "update polled set done = true where id in (select id from polled where not done and due_at <= now() for update skip locked) returning due_at",
    );
    for (const row of rows) late.push(Date.now() - row.due_at.getTime());
    await sleep(1_000);
  }
  return latenessOf(late);
}

/** The physical limit: a timer a post, and nothing else. */
async function bareTimer(kind: Spread): Promise<Lateness> {
  const start = Date.now() + 1_000;
  const late = await Promise.all(
    Array.from({ length: posts }, async (_, index) => {
      const at = dueOf(kind, start)(index);
      await systemClock.sleepUntil(at);
      return Date.now() - at.getTime();
    }),
  );
  return latenessOf(late);
}

/** Lateness of publication: the product, a one-second poller and a bare timer, spread over a window and all in one second. */
export async function measurePrecision(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const results: Record<string, Lateness> = {};
    for (const kind of ["spread", "same second"] as const) {
      results[`publify, ${kind}`] = await ours(stage, kind);
      results[`1 s poller, ${kind}`] = await poller(stage, kind);
      results[`bare timer, ${kind}`] = await bareTimer(kind);
    }
    for (const [name, { p50, p99, max, early }] of Object.entries(results))
      say(`  ${name}: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms, early ${early}`);
    const callRate = spreadOf([posts / Math.max(0.001, (results["publify, same second"]?.max ?? 1) / 1000)]);
    return {
      id: "p3",
      title: "Lateness of publication",
      posts,
      windowMs,
      results,
      sameSecondRate: callRate.median,
      targets: { spreadP99Ms: 50 },
    };
  } finally {
    await stage.close();
  }
}
