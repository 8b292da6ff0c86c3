import { systemClock } from "@/kernel/context";
import { idToUuid } from "@/kernel/ids";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { findNextDue } from "@/modules/publishing/queries";
import { openBoss } from "./boss";
import { benchHttp } from "./http-stage";
import { benchNetwork, openStage, type Stage, seedDeliveries, seedTenants } from "./stage";
import { compareWaits, type Quantiles, quantilesOf, sayWaits, type Waiter } from "./waits";

const tenantCounts = [1, 10, 100, 999];
const noisyPosts = 100_000;
const windowMs = 10_000;
const leadMs = 4_000;
const lookaheadMs = 2_000;
/** Clocks of the engine tell whole milliseconds. */
const floorMs = 1;

const postsOf = (light: number) => Math.max(light, 100);

/** Lateness of the light tenants' posts, one each and spread over the window, alone or beside the noisy one. */
const ours = (stage: Stage, light: number, noisy: boolean): Waiter => ({
  name: noisy ? "beside" : "alone",
  async measure() {
    await stage.pool.query("truncate deliveries, posts, variants, attempts cascade");
    const tenants = await seedTenants(stage, light, 1);
    if (noisy)
      await seedDeliveries(
        stage,
        await seedTenants(stage, 1, 10),
        noisyPosts,
        () => new Date(Date.now() - 60_000),
      );
    const count = postsOf(light);
    const start = Date.now() + leadMs;
    await seedDeliveries(stage, tenants, count, (index) => new Date(start + (index * windowMs) / count));
    const { rows } = await stage.pool.query<{ id: string }>(
      "select post_id as id from deliveries where due_at >= $1",
      [new Date(start - 1)],
    );
    const lightPosts = new Set(rows.map(({ id }) => id));
    const late: number[] = [];
    const until = new Date(start + windowMs + 3_000);
    const network = benchNetwork();
    while (Date.now() < until.getTime() && late.length < count) {
      const next = await findNextDue(until);
      if (next === null) break;
      await systemClock.sleepUntil(new Date(Math.min(next.getTime() - lookaheadMs, until.getTime())));
      await dispatch({
        clock: systemClock,
        http: benchHttp(),
        networks: () => network,
        traceId: "bench",
        until,
        lookaheadMs,
        onSettled: ({ postId }, lateMs) => {
          if (lightPosts.has(idToUuid("post", postId))) late.push(lateMs);
        },
      });
    }
    if (late.length < count) throw new Error(`${count - late.length} light posts were not sent`);
    return late;
  },
});

/** One queue for all, as others have it: what is light stands behind what came before. */
async function oneQueue(stage: Stage, light: number): Promise<Quantiles> {
  const boss = await openBoss(stage, "fairness");
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);
  for (let from = 0; from < noisyPosts; from += 5_000)
    await boss.insert(
      "fairness",
      many(5_000).map(() => ({ data: {} })),
    );
  const count = postsOf(light);
  const start = Date.now() + 1_000;
  const dueOf = (index: number) => new Date(start + (index * windowMs) / count);
  await boss.insert(
    "fairness",
    many(count).map((index) => ({ data: { due: dueOf(index).getTime() }, startAfter: dueOf(index) })),
  );
  await stage.pool.query("analyze pgboss.job");
  await systemClock.sleepUntil(new Date(start));
  const late: number[] = [];
  while (late.length < count) {
    const jobs = await boss.fetch<{ due?: number }>("fairness", { batchSize: 100 });
    for (const { data } of jobs) if (data.due !== undefined) late.push(Date.now() - data.due);
    if (jobs.length > 0)
      await boss.complete(
        "fairness",
        jobs.map(({ id }) => id),
      );
  }
  await boss.stop({ graceful: false });
  return quantilesOf(late);
}

/** The physical limit: a timer a post, and nothing else. */
async function bareTimer(light: number): Promise<Quantiles> {
  const start = Date.now() + 1_000;
  const count = postsOf(light);
  const late = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const due = start + (index * windowMs) / count;
      await systemClock.sleepUntil(new Date(due));
      return Date.now() - due;
    }),
  );
  return quantilesOf(late);
}

/** Whether light tenants notice a tenant with a hundred thousand due posts. */
export async function measureFairness(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const curve = [];
    for (const light of tenantCounts) {
      const arms = [ours(stage, light, true), ours(stage, light, false)] as const;
      const report = await compareWaits(arms, { rounds: 1, floorMs });
      curve.push({ light, ...report });
      say(`  ${light} light tenants: ${sayWaits(report)}`);
    }
    const peers = { "one queue": await oneQueue(stage, 100), "bare timer": await bareTimer(100) };
    say(
      `  100 light tenants of one queue p99 ${peers["one queue"].p99} ms, a bare timer ${peers["bare timer"].p99} ms`,
    );
    return {
      id: "p5",
      title: "Light tenants beside a noisy one",
      noisyPosts,
      windowMs,
      curve,
      peers,
      targets: { ratioP99: 1.5 },
    };
  } finally {
    await stage.close();
  }
}
