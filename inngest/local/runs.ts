import type { ExecutorEvent, StepOutcome } from "./protocol";
import type { Unit } from "./transactions";

/** A run whose row this transaction has locked. Locks are always taken in the order run, job, concurrency key. */
export interface LockedRun {
  id: string;
  functionId: string;
  events: ExecutorEvent[];
  pending: string[];
  race: boolean;
  keys: string[];
  limits: number[];
  headStartS: number;
  parentRun: string | null;
  parentStep: string | null;
}

export const RUN_COLUMNS = `r.id, r.function_id as "functionId", r.events, r.pending, r.race, r.keys, r.limits,
  r.head_start_s as "headStartS", r.parent_run as "parentRun", r.parent_step as "parentStep"`;

/** Lock a run that has not ended; null when it has. */
export async function lockRun(unit: Unit, runId: string): Promise<LockedRun | null> {
  const text = `select ${RUN_COLUMNS} from inngest_local.run r where r.id = $1 and r.ended_at is null for update`;
  return (await unit.query<LockedRun>(text, [runId]))[0] ?? null;
}

/** Lock a run and the job that this process leased; null when the lease went to somebody else or the run ended. */
export async function lockLeased(
  unit: Unit,
  lease: { id: string; generation: string },
): Promise<(LockedRun & { repeat: boolean }) | null> {
  const text = `select ${RUN_COLUMNS}, j.repeat from inngest_local.run r join inngest_local.job j on j.run_id = r.id
    where j.id = $1 and j.generation = $2 and r.ended_at is null for update`;
  return (await unit.query<LockedRun & { repeat: boolean }>(text, [lease.id, lease.generation]))[0] ?? null;
}

export interface Settled {
  stepId: string;
  outcome: StepOutcome;
}

/**
 * Memoise finished steps and note planned ones.
 * Returns whether the function must be called again: parallel steps wait for one another, racing ones do not.
 */
export async function advance(
  unit: Unit,
  run: LockedRun,
  { settled = [], planned = [], race = false }: { settled?: Settled[]; planned?: string[]; race?: boolean },
): Promise<boolean> {
  const done = new Set(settled.map(({ stepId }) => stepId));
  const pending = [...new Set([...run.pending, ...planned])].filter((stepId) => !done.has(stepId));
  const racing = pending.length > 0 && (run.race || race);
  await unit.query(
    `with kept as (
       insert into inngest_local.step (run_id, id, outcome)
       select $1, s.id, s.outcome from unnest($2::text[], $3::json[]) with ordinality as s (id, outcome, position)
       order by s.position on conflict do nothing
     )
     update inngest_local.run set pending = $4, race = $5 where id = $1 and (pending, race) <> ($4, $5)`,
    [
      run.id,
      settled.map(({ stepId }) => stepId),
      settled.map(({ outcome }) => JSON.stringify(outcome)),
      pending,
      racing,
    ],
  );
  const mustCall = settled.length > 0 && (pending.length === 0 || run.race || race);
  run.pending = pending;
  run.race = racing;
  return mustCall;
}

/**
 * Memoise the steps that a call reports while it goes on, in one statement; false when its lease was lost.
 * Such a call runs its steps one after another, so nothing of its run is pending.
 */
export async function keepSteps(
  query: Unit["query"],
  lease: { id: string; generation: string },
  settled: readonly Settled[],
): Promise<boolean> {
  const rows = await query(
    `with held as (
       select r.id from inngest_local.run r join inngest_local.job j on j.run_id = r.id
       where j.id = $1 and j.generation = $2 and r.ended_at is null for update
     ), kept as (
       insert into inngest_local.step (run_id, id, outcome)
       select held.id, s.id, s.outcome
       from held, unnest($3::text[], $4::json[]) with ordinality as s (id, outcome, position)
       order by s.position on conflict do nothing
     )
     select id from held`,
    [
      lease.id,
      lease.generation,
      settled.map(({ stepId }) => stepId),
      settled.map(({ outcome }) => JSON.stringify(outcome)),
    ],
  );
  return rows.length > 0;
}
