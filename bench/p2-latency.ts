import { PgBoss } from "pg-boss";
import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { benchHttp, httpNetwork, quantilesOf, startNetwork } from "./http-stage";
import { openStage, type Stage, seedDeliveries, seedTenants } from "./stage";

const posts = 400;
/** Of each queue, before what counts: connections are opened, code is compiled. */
const warmUp = 64;
const concurrencies = [1, 8, 64];

type Quantiles = ReturnType<typeof quantilesOf>;

/** Ask for a post now; the time until its bytes arrive is what a person waits for. */
async function ours(stage: Stage, concurrency: number): Promise<Quantiles> {
  const tenants = await seedTenants(stage, 10, 10);
  const late: number[] = [];
  let asked = 0;
  const server = await startNetwork(0, () => late.push(performance.now() - asked));
  const options = {
    clock: systemClock,
    http: benchHttp(),
    networks: () => httpNetwork(server),
    traceId: "bench",
  };
  for (let done = -warmUp; done < posts; done += concurrency) {
    if (done === 0) late.length = 0;
    await seedDeliveries(stage, tenants, concurrency, () => new Date(Date.now() - 1));
    asked = performance.now();
    await dispatch({ ...options, until: new Date(Date.now() + 30_000), lookaheadMs: 0 });
  }
  await server.close();
  return quantilesOf(late);
}

/** The same with a job queue: fetch, call, complete, by as many workers. */
async function pgBoss(boss: PgBoss, concurrency: number): Promise<Quantiles> {
  const late: number[] = [];
  let asked = 0;
  const server = await startNetwork(0, () => late.push(performance.now() - asked));
  const http = benchHttp();
  const worker = async () => {
    const [job] = await boss.fetch("latency");
    if (!job) return;
    await http.send({ url: `${server.url}/${job.id}`, method: "PUT" });
    await boss.complete("latency", job.id);
  };
  for (let done = -warmUp; done < posts; done += concurrency) {
    if (done === 0) late.length = 0;
    await boss.insert(
      "latency",
      Array.from({ length: concurrency }, () => ({ data: {} })),
    );
    asked = performance.now();
    await Promise.all(Array.from({ length: concurrency }, worker));
  }
  await server.close();
  return quantilesOf(late);
}

/** "Publish now" until the network hears it, by how many ask at once, beside a plain job queue. */
export async function measureLatency(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const boss = new PgBoss({ connectionString: stage.url, supervise: false, schedule: false });
    boss.on("error", () => undefined);
    await boss.start();
    await boss.createQueue("latency");
    const curve = [];
    for (const concurrency of concurrencies) {
      const point = {
        concurrency,
        publify: await ours(stage, concurrency),
        "pg-boss": await pgBoss(boss, concurrency),
      };
      curve.push({ ...point, ratioP99: point.publify.p99 / point["pg-boss"].p99 });
      say(
        `  ${concurrency} at once: publify p50 ${point.publify.p50.toFixed(1)} p99 ${point.publify.p99.toFixed(1)} ms, pg-boss p50 ${point["pg-boss"].p50.toFixed(1)} p99 ${point["pg-boss"].p99.toFixed(1)} ms`,
      );
    }
    await boss.stop({ graceful: false });
    return { id: "p2", title: "Publish now until the network hears it", posts, curve };
  } finally {
    await stage.close();
  }
}
