import type { PgBoss } from "pg-boss";
import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { openBoss } from "./boss";
import { benchHttp, httpNetwork, startNetwork } from "./http-stage";
import { openStage, type Stage, seedFanOut, seedTenants } from "./stage";
import { compareWaits, sayWaits, type Waiter } from "./waits";

const sizes = [1, 10, 100, 1_000];
const latencyMs = 50;
const slowMs = 3_000;
const rounds = 6;

async function publish(
  stage: Stage,
  channels: number,
  slow = false,
): Promise<{ all: number; others: number }> {
  const tenants = await seedTenants(stage, 1, channels);
  const [first] = await seedFanOut(stage, tenants);
  const ends: number[] = [];
  const server = await startNetwork(
    latencyMs,
    () => undefined,
    new Map(slow && first ? [[`/${first}`, slowMs]] : []),
  );
  const started = performance.now();
  const { settled } = await dispatch({
    clock: systemClock,
    http: benchHttp(),
    networks: () => httpNetwork(server),
    traceId: "bench",
    until: new Date(Date.now() + 60_000),
    lookaheadMs: 0,
    onSettled: () => ends.push(performance.now() - started),
  });
  const all = performance.now() - started;
  await server.close();
  if (settled !== channels) throw new Error(`Only ${settled} of ${channels} went out`);
  return { all, others: ends.toSorted((a, b) => a - b)[Math.max(0, channels - 2)] ?? all };
}

const ours = (stage: Stage, channels: number): Waiter => ({
  name: "publify",
  measure: async () => [(await publish(stage, channels)).all],
});

/** The physical limit: the same calls from one process, and nothing written down. */
const bare = (channels: number): Waiter => ({
  name: "bare calls",
  async measure() {
    const server = await startNetwork(latencyMs);
    const http = benchHttp();
    const started = performance.now();
    await Promise.all(
      Array.from({ length: channels }, (_, index) =>
        http.send({ url: `${server.url}/${index}`, method: "PUT" }),
      ),
    );
    const took = performance.now() - started;
    await server.close();
    return [took];
  },
});

/** The same with a job queue: fetch all that goes out, call, complete each. */
const pgBoss = (boss: PgBoss, channels: number): Waiter => ({
  name: "pg-boss",
  async measure() {
    await boss.insert(
      "fan-out",
      Array.from({ length: channels }, () => ({ data: {} })),
    );
    const server = await startNetwork(latencyMs);
    const http = benchHttp();
    const started = performance.now();
    const jobs = await boss.fetch("fan-out", { batchSize: channels });
    await Promise.all(
      jobs.map(async ({ id }) => {
        await http.send({ url: `${server.url}/${id}`, method: "PUT" });
        await boss.complete("fan-out", id);
      }),
    );
    const took = performance.now() - started;
    await server.close();
    if (jobs.length !== channels) throw new Error(`Only ${jobs.length} of ${channels} jobs were there`);
    return [took];
  },
});

/** One post to many channels beside the bare calls and a job queue, and whether one slow network keeps the others. */
export async function measureFanOut(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const boss = await openBoss(stage, "fan-out");
    const curve = [];
    for (const channels of sizes) {
      const arms = [ours(stage, channels), bare(channels), pgBoss(boss, channels)] as const;
      const report = await compareWaits(arms, { rounds, warm: true });
      curve.push({ channels, ...report });
      say(`  ${channels} channels: ${sayWaits(report)}`);
    }
    await boss.stop({ graceful: false });
    const quick = await publish(stage, 100);
    const hindered = await publish(stage, 100, true);
    const slowNetwork = { channels: 100, slowMs, othersRatio: hindered.others / quick.others };
    say(`  one slow channel of 100: the others take ${slowNetwork.othersRatio.toFixed(2)}x`);
    return {
      id: "p4",
      title: "One post to many channels",
      latencyMs,
      rounds,
      curve,
      slowNetwork,
      targets: { ratio: 1.5, others: 1.1 },
    };
  } finally {
    await stage.close();
  }
}
