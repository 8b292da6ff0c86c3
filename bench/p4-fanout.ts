import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { benchHttp, httpNetwork, startNetwork } from "./http-stage";
import { spreadOf } from "./pair";
import { openStage, type Stage, seedFanOut, seedTenants } from "./stage";

const sizes = [1, 10, 100, 1_000];
const latencyMs = 50;
const slowMs = 3_000;
const rounds = 5;

async function ours(stage: Stage, channels: number, slow = false): Promise<{ all: number; others: number }> {
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

/** The physical limit: the same calls from one process, and nothing written down. */
async function bare(channels: number): Promise<number> {
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
  return took;
}

/** One post to many channels against the bare calls, and whether one slow network keeps the others. */
export async function measureFanOut(say: (line: string) => void) {
  const stage = await openStage();
  try {
    await ours(stage, 10);
    const curve = [];
    for (const channels of sizes) {
      const pairs: { ours: number; bare: number }[] = [];
      for (let round = 0; round < rounds; round++)
        pairs.push({ bare: await bare(channels), ours: (await ours(stage, channels)).all });
      const ratio = spreadOf(pairs.map((pair) => pair.ours / pair.bare));
      const ms = {
        publify: spreadOf(pairs.map((pair) => pair.ours)),
        bare: spreadOf(pairs.map((pair) => pair.bare)),
      };
      curve.push({ channels, ratio, ms });
      say(
        `  ${channels} channels: ${ms.publify.median.toFixed(0)} ms, bare ${ms.bare.median.toFixed(0)} ms, ${ratio.median.toFixed(2)}x`,
      );
    }
    const quick = await ours(stage, 100);
    const hindered = await ours(stage, 100, true);
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
