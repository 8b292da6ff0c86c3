import type { ExecutorStats } from "@/platform/inngest";
import type { Unit } from "./transactions";

/** Read the state of the queue in one query. */
export async function readStats(query: Unit["query"], now: Date): Promise<ExecutorStats> {
  const rows = await query<ExecutorStats>(
    `select
       coalesce(max(extract(epoch from $1 - ready_at) * 1000)
         filter (where lease_owner is null and parked_on is null and ready_at <= $1), 0)::float8 as "lagMs",
       (count(*) filter (where lease_owner is not null and ready_at > $1))::int as running,
       (count(*) filter (where lease_owner is null and parked_on is null and ready_at <= $1))::int as ready,
       (count(*) filter (where parked_on is not null))::int as parked,
       (select count(*)::int from inngest_local.run where ended_at is null and cardinality(pending) > 0) as waiting,
       (select count(*)::int from inngest_local.run
        where status = 'failed' and ended_at > $1::timestamptz - interval '1 day') as "failedLastDay"
     from inngest_local.job`,
    [now],
  );
  return rows[0] ?? { lagMs: 0, running: 0, ready: 0, parked: 0, waiting: 0, failedLastDay: 0 };
}
