import { PgBoss } from "pg-boss";
import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { createHttpClient } from "@/platform/http";
import { type Arm, comparePaired } from "./pair";
import { benchNetwork, openStage, type Stage, seedDeliveries, seedTenants } from "./stage";

const jobs = 3_000;
const batch = 100;
const rounds = 7;

const rateOf = async (work: () => Promise<void>): Promise<number> => {
  const started = performance.now();
  await work();
  return (jobs * 1000) / (performance.now() - started);
};

async function ours(stage: Stage): Promise<Arm> {
  const tenants = await seedTenants(stage, 10, 10);
  const network = benchNetwork();
  const http = createHttpClient();
  return {
    name: "publify",
    async measure() {
      await seedDeliveries(stage, tenants, jobs, () => new Date(Date.now() - 1000));
      return rateOf(async () => {
        const until = new Date(Date.now() + 60_000);
        const options = {
          clock: systemClock,
          http,
          networks: () => network,
          traceId: "bench",
          until,
          batchSize: batch,
        };
        const { settled } = await dispatch({ ...options, lookaheadMs: 0, concurrency: 200 });
        if (settled !== jobs) throw new Error(`Only ${settled} of ${jobs} were published`);
      });
    },
  };
}

async function pgBoss(stage: Stage): Promise<Arm & { stop(): Promise<void> }> {
  const boss = new PgBoss({ connectionString: stage.url, supervise: false, schedule: false });
  // Its own pool complains when the cluster goes away at the end.
  boss.on("error", () => undefined);
  await boss.start();
  const queue = "bench";
  await boss.createQueue(queue);
  return {
    name: "pg-boss",
    stop: () => boss.stop({ graceful: false }),
    async measure() {
      for (let from = 0; from < jobs; from += 1_000)
        await boss.insert(
          queue,
          Array.from({ length: 1_000 }, (_, index) => ({ data: { post: from + index } })),
        );
      await stage.pool.query("analyze");
      return rateOf(async () => {
        for (let done = 0; done < jobs; ) {
          const fetched = await boss.fetch(queue, { batchSize: batch });
          await boss.complete(
            queue,
            fetched.map((job) => job.id),
          );
          done += fetched.length;
        }
      });
    },
  };
}

async function raw({ pool }: Stage): Promise<Arm> {
  await pool.query(
    "create table raw_jobs (id bigint generated always as identity primary key, state text not null, due_at timestamptz not null, result jsonb)",
  );
  await pool.query("create index raw_jobs_due on raw_jobs (due_at) where state = 'due'");
  return {
    name: "raw SKIP LOCKED",
    async measure() {
      await pool.query(
        "insert into raw_jobs (state, due_at) select 'due', now() from generate_series(1, $1)",
        [jobs],
      );
      await pool.query("analyze raw_jobs");
      return rateOf(async () => {
        for (let done = 0; done < jobs; ) {
          const { rows } = await pool.query(
            `with due as materialized (select id from raw_jobs where state = 'due' order by due_at limit $1 for update skip locked)
             update raw_jobs r set state = 'active' from due where r.id = due.id returning r.id`,
            [batch],
          );
          await pool.query("update raw_jobs set state = 'done', result = '{}' where id = any($1)", [
            rows.map(({ id }) => id),
          ]);
          done += rows.length;
        }
      });
    },
  };
}

/** Dispatch throughput: the whole engine against pg-boss and against a bare claim loop, in the same run. */
export async function measureDispatch(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const boss = await pgBoss(stage);
    const report = await comparePaired([await ours(stage), boss, await raw(stage)], rounds, say);
    await boss.stop();
    return {
      id: "p1",
      title: "Dispatch throughput",
      jobs,
      batch,
      targets: { "pg-boss": 1, "raw SKIP LOCKED": 0.6 },
      ...report,
    };
  } finally {
    await stage.close();
  }
}
