import { releaseKeys } from "./concurrency";
import type { StepOutcome } from "./protocol";
import type { LockedRun } from "./runs";
import type { Unit } from "./transactions";

/** What a job does before, or instead of, calling the function. No task: call it. */
export type Task =
  | { type: "settle"; stepId: string; outcome: StepOutcome }
  | { type: "flush"; bufferId: string }
  | { type: "expire" };

/** A job that this process holds; `generation` fences out whoever held it before. */
export interface Job {
  id: string;
  runId: string | null;
  functionId: string;
  stepId: string | null;
  task: Task | null;
  attempt: number;
  /** How often in a row its holder vanished without an answer. */
  losses: number;
  generation: string;
  keys: string[];
}

/** The job of one step of a run: its planned execution, or the timer that ends it. */
export const stepJobId = (runId: string, stepId: string): string => `${runId}:${stepId}`;

export interface StepJob {
  stepId: string;
  task?: Task;
  readyAt: Date;
  /** A planned step is executed by the function; a timer only ends the step. */
  execute: boolean;
}

/** Queue the job of one step. A step has one job at most, so repeating this changes nothing. */
export async function enqueueStep(unit: Unit, run: LockedRun, job: StepJob): Promise<void> {
  await unit.query(
    `insert into inngest_local.job (id, run_id, function_id, step_id, task, ready_at, keys, limits)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
    [
      stepJobId(run.id, job.stepId),
      run.id,
      run.functionId,
      job.execute ? job.stepId : null,
      job.task ? JSON.stringify(job.task) : null,
      job.readyAt,
      run.keys,
      run.limits,
    ],
  );
  unit.enqueued = true;
}

/** The moment that a continuation counts from: runs with a head start go before others of the same moment. */
export const readyFrom = (now: Date, headStartS: number): Date => new Date(now.getTime() - headStartS * 1000);

/**
 * Queue the one job that calls the function from its start. While such a call is in flight it may have missed
 * what just happened, so it is marked to be repeated instead: calls of one run never overlap.
 */
export async function enqueueCall(unit: Unit, run: LockedRun): Promise<void> {
  await unit.query(
    `insert into inngest_local.job as j (id, run_id, function_id, ready_at, keys, limits)
     values ($1, $1, $2, $3, $4, $5)
     on conflict (id) do update set repeat = true where j.lease_owner is not null`,
    [run.id, run.functionId, readyFrom(unit.now, run.headStartS), run.keys, run.limits],
  );
  unit.enqueued = true;
}

/** Like `enqueueCall`, but keep the lease of the timer that ended: its worker calls at once. */
export async function takeOverCall(
  unit: Unit,
  run: LockedRun,
  lease: { owner: string; until: Date },
): Promise<Job | null> {
  const rows = await unit.query<{ generation: string; repeat: boolean }>(
    `insert into inngest_local.job as j (id, run_id, function_id, ready_at, keys, limits, lease_owner, generation)
     values ($1, $1, $2, $3, $4, $5, $6, nextval('inngest_local.generation'))
     on conflict (id) do update set repeat = true where j.lease_owner is not null
     returning generation::text as generation, repeat`,
    [run.id, run.functionId, lease.until, run.keys, run.limits, lease.owner],
  );
  const taken = rows[0];
  if (!taken || taken.repeat) return null;
  const { id, functionId, keys } = run;
  return {
    id,
    runId: id,
    functionId,
    stepId: null,
    task: null,
    attempt: 0,
    losses: 0,
    generation: taken.generation,
    keys,
  };
}

/** Drop the job of a step that ended another way; if somebody holds it, what they do with it no longer counts. */
export async function dropStepJob(unit: Unit, run: LockedRun, stepId: string): Promise<void> {
  const rows = await unit.query<{ held: boolean }>(
    `delete from inngest_local.job where id = $1 returning lease_owner is not null as held`,
    [stepJobId(run.id, stepId)],
  );
  if (rows[0]?.held) await releaseKeys(unit, run.keys);
}

/** Remove a leased job whose run has ended; without effect when the lease went to somebody else. */
export async function discardJob(unit: Unit, job: Job): Promise<void> {
  const rows = await unit.query(
    `delete from inngest_local.job where id = $1 and generation = $2 returning id`,
    [job.id, job.generation],
  );
  if (rows.length > 0) await releaseKeys(unit, job.keys);
}

/** Remove a job that is done, and hand its concurrency slots on. */
export async function removeJob(unit: Unit, job: Pick<Job, "id" | "keys">): Promise<void> {
  await unit.query(`delete from inngest_local.job where id = $1`, [job.id]);
  await releaseKeys(unit, job.keys);
}

/** Put a leased job back: to be retried later, or to call the function again with what is now known. */
export async function requeueJob(
  unit: Unit,
  job: Pick<Job, "id" | "keys">,
  { readyAt, attempt }: { readyAt: Date; attempt: number },
): Promise<void> {
  await unit.query(
    `update inngest_local.job set ready_at = $2, attempt = $3, losses = 0, lease_owner = null, repeat = false
     where id = $1`,
    [job.id, readyAt, attempt],
  );
  await releaseKeys(unit, job.keys);
  unit.enqueued = true;
}
