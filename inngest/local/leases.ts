import { admitByKeys } from "./concurrency";
import type { Job } from "./jobs";
import type { Unit } from "./transactions";

export interface LeaseOptions {
  owner: string;
  leaseMs: number;
}

const untilOf = (unit: Unit, { leaseMs }: LeaseOptions): Date => new Date(unit.now.getTime() + leaseMs);

type Candidate = Job & { limits: number[] };

export interface Claimed {
  jobs: Job[];
  /** Jobs set aside until their concurrency keys have room. */
  parked: number;
}

/**
 * Lease up to `room` ready jobs. Leased jobs are ready again when their lease ends, which is how the work of a
 * process that died comes back; each such loss is counted.
 */
export async function claimJobs(unit: Unit, options: LeaseOptions, room: number): Promise<Claimed> {
  const candidates = await unit.query<Candidate>(
    `select id, run_id as "runId", function_id as "functionId", step_id as "stepId", task, attempt,
       losses + (lease_owner is not null)::int as losses, keys, limits
     from inngest_local.job
     where parked_on is null and ready_at <= $1 and function_id = any($2)
     order by ready_at limit $3 for update skip locked`,
    [unit.now, unit.definitions.ids, room],
  );
  const admitted = candidates.length > 0 ? await admitByKeys(unit, candidates) : [];
  const parked = candidates.length - admitted.length;
  if (admitted.length === 0) return { jobs: [], parked };
  const leased = await unit.query<{ id: string; generation: string }>(
    `update inngest_local.job set lease_owner = $2, ready_at = $3,
       losses = losses + (lease_owner is not null)::int, generation = nextval('inngest_local.generation')
     where id = any($1) returning id, generation::text as generation`,
    [admitted.map(({ id }) => id), options.owner, untilOf(unit, options)],
  );
  const generations = new Map(leased.map(({ id, generation }) => [id, generation]));
  const jobs = admitted.flatMap(({ limits: _limits, ...job }) => {
    const generation = generations.get(job.id);
    return generation === undefined ? [] : [{ ...job, generation }];
  });
  return { jobs, parked };
}

/** Keep what this process holds for another lease. */
export async function renewLeases(unit: Unit, options: LeaseOptions, held: readonly Job[]): Promise<void> {
  await unit.query(
    `update inngest_local.job j set ready_at = $3
     from unnest($1::text[], $2::bigint[]) as h (id, generation)
     where j.id = h.id and j.generation = h.generation and j.lease_owner is not null`,
    [held.map(({ id }) => id), held.map(({ generation }) => generation), untilOf(unit, options)],
  );
}

/** Give back what this process holds, so that another one need not wait for the leases to end. */
export async function releaseLeases(unit: Unit, held: readonly Job[]): Promise<void> {
  await unit.query(
    `update inngest_local.job j set lease_owner = null, ready_at = $3
     from unnest($1::text[], $2::bigint[]) as h (id, generation)
     where j.id = h.id and j.generation = h.generation`,
    [held.map(({ id }) => id), held.map(({ generation }) => generation), unit.now],
  );
}

/** When the next job and the next schedule are due; null when there is none. */
export interface NextInstants {
  job: Date | null;
  cron: Date | null;
}

/** Read what the loop sleeps towards, in one query. */
export async function nextInstants(
  query: Unit["query"],
  functionIds: readonly string[],
): Promise<NextInstants> {
  const rows = await query<NextInstants>(
    `select
       (select ready_at from inngest_local.job
        where parked_on is null and function_id = any($1) order by ready_at limit 1) as job,
       (select min(next_at) from inngest_local.cron where function_id = any($1)) as cron`,
    [functionIds],
  );
  return rows[0] ?? { job: null, cron: null };
}
