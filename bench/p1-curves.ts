import { pgBoss, publify, type Queue, raw, rateOf, rawRecords } from "./p1-arms";
import { openStage, type Stage, seedTenants } from "./stage";

const backlogs = [1_000, 10_000, 100_000, 1_000_000];
const tenantCounts = [1, 10, 100, 1_000];
const finishedCounts = [0, 250_000, 500_000, 1_000_000];
const windowMs = 4_000;
/** What one drain of a tenant or bloat point takes out. */
const portion = 10_000;
const drainMaxMs = 600_000;

type Rates = Record<string, number>;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rates of all queues there and back, each with `size` jobs waiting. */
async function ratesAt(queues: readonly Queue[], size: number): Promise<Rates> {
  const rates = new Map<string, number[]>(queues.map(({ name }) => [name, []]));
  for (const queue of queues) {
    await queue.clear();
    await queue.fill(size);
  }
  for (const queue of [...queues, ...queues.toReversed()]) {
    // A short queue is empty after one window.
    if (size * 10 <= portion) await queue.fill(size);
    rates.get(queue.name)?.push(await rateOf(queue, windowMs));
  }
  return Object.fromEntries([...rates].map(([name, list]) => [name, mean(list.filter(Number.isFinite))]));
}

async function byTenants(stage: Stage, count: number): Promise<number> {
  const queue = publify(stage, await seedTenants(stage, count, Math.max(1, 100 / count)));
  await queue.clear();
  await queue.fill(portion);
  return rateOf(queue, drainMaxMs);
}

/** Rates after so many jobs were finished, with nothing but what Postgres cleans up by itself. */
async function afterFinished(queues: readonly Queue[], say: (line: string) => void) {
  const done = new Map(queues.map(({ name }) => [name, 0]));
  for (const queue of queues) await queue.clear();
  const points: { finished: number; rates: Rates }[] = [];
  for (const finished of finishedCounts) {
    const rates: Rates = {};
    for (const queue of queues) {
      for (let left = finished - (done.get(queue.name) ?? 0); left > 0; left -= 50_000) {
        await queue.fill(Math.min(50_000, left));
        await queue.drain(drainMaxMs);
      }
      await queue.fill(portion);
      rates[queue.name] = await rateOf(queue, drainMaxMs);
      done.set(queue.name, finished + portion);
    }
    points.push({ finished, rates });
    say(`  after ${finished} finished: ${told(rates)}`);
  }
  return points;
}

const told = (rates: Rates) =>
  Object.entries(rates)
    .map(([name, rate]) => `${name} ${rate.toFixed(0)}/s`)
    .join(", ");

/** How dispatch throughput changes with what waits, with the tenants that share it and with what is finished already. */
export async function measureDispatchCurves(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const ours = publify(stage, await seedTenants(stage, 10, 10));
    const boss = await pgBoss(stage);
    const queues = [ours, boss, await raw(stage), await rawRecords(stage)];
    const backlog = [];
    for (const waiting of backlogs) {
      backlog.push({ waiting, rates: await ratesAt(queues, waiting) });
      say(`  ${waiting} waiting: ${told(backlog.at(-1)?.rates ?? {})}`);
    }
    const tenants = [];
    for (const count of tenantCounts) {
      tenants.push({ tenants: count, rates: { publify: await byTenants(stage, count) } });
      say(`  ${count} tenants: ${told(tenants.at(-1)?.rates ?? {})}`);
    }
    const finished = await afterFinished([ours, boss], say);
    await boss.stop?.();
    const [fresh, full] = [finished.at(0), finished.at(-1)];
    const bloatRatio = (full?.rates.publify ?? 0) / (fresh?.rates.publify ?? 1);
    return {
      id: "p1-curves",
      title: "Dispatch throughput by backlog, tenants and bloat",
      backlog,
      tenants,
      finished,
      bloatRatio,
      targets: { bloatRatio: 0.8 },
    };
  } finally {
    await stage.close();
  }
}
