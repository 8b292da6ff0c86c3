import { systemClock } from "@/kernel/context";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { createHttpClient } from "@/platform/http";
import { openBoss } from "./boss";
import { benchNetwork, type Stage, seedDeliveries, type Tenants } from "./stage";

export const batch = 100;

/** A queue under measurement: what is put in is taken out, in batches of `batch`. */
export interface Queue {
  name: string;
  /** Put `count` jobs in that are due already. */
  fill(count: number): Promise<void>;
  /** Take jobs out until none is left or `ms` have passed; tells how many. */
  drain(ms: number): Promise<number>;
  /** Forget every job, done or not. */
  clear(): Promise<void>;
  stop?(): Promise<void>;
}

/** Jobs a second of one drain. */
export async function rateOf(queue: Queue, ms: number): Promise<number> {
  const started = performance.now();
  const done = await queue.drain(ms);
  return (done * 1000) / (performance.now() - started);
}

/** The product: the whole engine, with its attempts, its audit log and its outbox. */
export function publify(stage: Stage, tenants: Tenants): Queue {
  const network = benchNetwork();
  const http = createHttpClient();
  return {
    name: "publify",
    fill: (count) => seedDeliveries(stage, tenants, count, () => new Date(Date.now() - 1_000)),
    async drain(ms) {
      const until = new Date(Date.now() + ms);
      const options = { clock: systemClock, http, networks: () => network, traceId: "bench", until };
      const { settled } = await dispatch({ ...options, batchSize: batch, lookaheadMs: 0, concurrency: 200 });
      return settled;
    },
    clear: async () => {
      await stage.pool.query("truncate deliveries, posts, variants, attempts, outbox, audit_log cascade");
    },
  };
}

/** The queue that others would use, by its own batches. */
export async function pgBoss(stage: Stage): Promise<Queue> {
  const queue = "bench";
  const boss = await openBoss(stage, queue);
  return {
    name: "pg-boss",
    stop: () => boss.stop({ graceful: false }),
    async fill(count) {
      for (let from = 0; from < count; from += 1_000)
        await boss.insert(
          queue,
          Array.from({ length: Math.min(1_000, count - from) }, (_, index) => ({
            data: { post: from + index },
          })),
        );
      await stage.pool.query("analyze pgboss.job");
    },
    async drain(ms) {
      let done = 0;
      for (const end = performance.now() + ms; performance.now() < end; ) {
        const fetched = await boss.fetch(queue, { batchSize: batch });
        if (fetched.length === 0) break;
        await boss.complete(
          queue,
          fetched.map((job) => job.id),
        );
        done += fetched.length;
      }
      return done;
    },
    clear: () => boss.deleteAllJobs(queue),
  };
}

const claimed = (table: string) => `
  with due as materialized (
    select id from ${table} where state = 'due' order by due_at limit $1 for update skip locked)
  update ${table} r set state = 'active' from due where r.id = due.id returning r.id`;

async function drainBy(
  pool: Stage["pool"],
  ms: number,
  finish: (ids: string[]) => Promise<unknown>,
  claim: string,
) {
  let done = 0;
  for (const end = performance.now() + ms; performance.now() < end; ) {
    const { rows } = await pool.query<{ id: string }>(claim, [batch]);
    if (rows.length === 0) break;
    await finish(rows.map(({ id }) => id));
    done += rows.length;
  }
  return done;
}

/** The physical limit of a queue: claim and finish, two small updates a job and nothing else. */
export async function raw({ pool }: Stage): Promise<Queue> {
  await pool.query(`
    create table raw_jobs (id bigint generated always as identity primary key, state text not null,
      due_at timestamptz not null, result jsonb);
    create index raw_jobs_due on raw_jobs (due_at) where state = 'due'`);
  const finish = (ids: string[]) =>
    pool.query("update raw_jobs set state = 'done', result = '{}' where id = any($1)", [ids]);
  return {
    name: "raw SKIP LOCKED",
    async fill(count) {
      await pool.query(
        "insert into raw_jobs (state, due_at) select 'due', now() from generate_series(1, $1)",
        [count],
      );
      await pool.query("analyze raw_jobs");
    },
    drain: (ms) => drainBy(pool, ms, finish, claimed("raw_jobs")),
    clear: async () => {
      await pool.query("truncate raw_jobs");
    },
  };
}

/**
 * The physical limit of a queue that keeps our records: claim, commit the attempt before the call, then the verdict with
 * its attempt, its post, an audit row and an event, by the fewest statements and with no code between.
 */
export async function rawRecords({ pool }: Stage): Promise<Queue> {
  await pool.query(`
    create table record_posts (id bigint primary key, state text not null, body text not null);
    create table record_jobs (id bigint generated always as identity primary key, post_id bigint not null,
      state text not null, due_at timestamptz not null, fence int not null default 0, content jsonb, result jsonb);
    create index record_jobs_due on record_jobs (due_at) where state = 'due';
    create table record_attempts (id bigint generated always as identity primary key, job_id bigint not null,
      started_at timestamptz not null, finished_at timestamptz, outcome text, answer jsonb);
    create index record_attempts_job on record_attempts (job_id);
    create table record_audit (id bigint generated always as identity primary key, action text not null,
      target_id bigint not null, data jsonb not null, created_at timestamptz not null default now());
    create table record_outbox (like record_audit including all)`);
  const finish = async (ids: string[]) => {
    await pool.query(
      `with begun as (update record_jobs set state = 'sending', fence = fence + 1, content = '{"body": "A post"}'
         where id = any($1) returning id)
       insert into record_attempts (job_id, started_at) select id, now() from begun`,
      [ids],
    );
    await pool.query(
      `with done as (update record_jobs set state = 'done', result = '{}' where id = any($1) returning id, post_id),
       closed as (update record_attempts set finished_at = now(), outcome = 'published', answer = '{}'
         where job_id = any($1)),
       told as (update record_posts p set state = 'published' from done where p.id = done.post_id),
       audited as (insert into record_audit (action, target_id, data) select 'delivery.published', id, '{}' from done)
       insert into record_outbox (action, target_id, data)
       select 'post.published', id, jsonb_build_object('postId', post_id) from done`,
      [ids],
    );
  };
  const tables = "record_posts, record_jobs, record_attempts, record_audit, record_outbox";
  return {
    name: "raw, same records",
    async fill(count) {
      await pool.query(
        `with p as (insert into record_posts (id, state, body)
           select coalesce((select max(id) from record_posts), 0) + n, 'scheduled',
             'A post of the bench, about as long as posts are.' from generate_series(1, $1) n returning id)
         insert into record_jobs (post_id, state, due_at) select id, 'due', now() from p`,
        [count],
      );
      await pool.query(`analyze ${tables}`);
    },
    drain: (ms) => drainBy(pool, ms, finish, claimed("record_jobs")),
    clear: async () => {
      await pool.query(`truncate ${tables}`);
    },
  };
}
