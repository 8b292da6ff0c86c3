import type { PgBoss } from "pg-boss";
import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { openBoss } from "./boss";
import { benchHttp, httpNetwork, startNetwork } from "./http-stage";
import { openStage, type Stage, seedDeliveries, seedTenants, type Tenants } from "./stage";
import { compareWaits, sayWaits, type Waiter } from "./waits";

const postsPerRound = 128;
const rounds = 4;
const concurrencies = [1, 8, 64];

/** A contender: `publish` is told how many are asked for at once, and where they go. */
function waiter(
  name: string,
  concurrency: number,
  { prepare, publish }: { prepare?: () => Promise<unknown>; publish: (url: string) => Promise<unknown> },
): Waiter {
  return {
    name,
    async measure() {
      const waits: number[] = [];
      let asked = 0;
      const server = await startNetwork(0, () => waits.push(performance.now() - asked));
      for (let done = 0; done < postsPerRound; done += concurrency) {
        await prepare?.();
        asked = performance.now();
        await publish(server.url);
      }
      await server.close();
      return waits;
    },
  };
}

/** Ask for a post now; the time until its bytes arrive is what a person waits for. */
const ours = (stage: Stage, tenants: Tenants, concurrency: number) =>
  waiter("publify", concurrency, {
    prepare: () => seedDeliveries(stage, tenants, concurrency, () => new Date(Date.now() - 1)),
    publish: (url) =>
      dispatch({
        clock: systemClock,
        http: benchHttp(),
        networks: () => httpNetwork({ url }),
        traceId: "bench",
        until: new Date(Date.now() + 30_000),
        lookaheadMs: 0,
      }),
  });

const times = (count: number, run: (index: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

/** The same with a job queue: fetch, call, complete, by as many workers. */
function pgBoss(boss: PgBoss, concurrency: number): Waiter {
  const http = benchHttp();
  return waiter("pg-boss", concurrency, {
    prepare: () =>
      boss.insert(
        "latency",
        Array.from({ length: concurrency }, () => ({ data: {} })),
      ),
    publish: (url) =>
      times(concurrency, async () => {
        const [job] = await boss.fetch("latency");
        if (!job) return;
        await http.send({ url: `${url}/${job.id}`, method: "PUT" });
        await boss.complete("latency", job.id);
      }),
  });
}

/** The physical limit: the call alone, and nothing written down. */
function bare(concurrency: number): Waiter {
  const http = benchHttp();
  return waiter("bare call", concurrency, {
    publish: (url) => times(concurrency, (index) => http.send({ url: `${url}/${index}`, method: "PUT" })),
  });
}

/** "Publish now" until the network hears it, by how many ask at once, beside a plain job queue and the bare call. */
export async function measureLatency(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const boss = await openBoss(stage, "latency");
    const tenants = await seedTenants(stage, 10, 10);
    const curve = [];
    for (const concurrency of concurrencies) {
      const arms = [ours(stage, tenants, concurrency), pgBoss(boss, concurrency), bare(concurrency)] as const;
      const report = await compareWaits(arms, { rounds, warm: true });
      curve.push({ concurrency, ...report });
      say(`  ${concurrency} at once: ${sayWaits(report)}`);
    }
    await boss.stop({ graceful: false });
    return {
      id: "p2",
      title: "Publish now until the network hears it",
      postsPerRound,
      rounds,
      curve,
      targets: { ratioP99: 2 },
    };
  } finally {
    await stage.close();
  }
}
