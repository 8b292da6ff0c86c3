import { releaseKeys } from "./concurrency";
import { newIdentifier } from "./identifiers";
import { dropStepJob, enqueueCall } from "./jobs";
import { type ExecutorEvent, INTERNAL_EVENT, type StepOutcome } from "./protocol";
import { advance, type LockedRun, lockRun } from "./runs";
import type { Unit } from "./transactions";

/** How a run ended. */
export type Ending =
  | { status: "completed"; result: unknown }
  | { status: "failed"; error: unknown }
  | { status: "cancelled" };

const cancelledError = { name: "Error", message: "The invoked function was cancelled" };

function outcomeOf(ending: Ending): StepOutcome {
  if (ending.status === "completed") return { type: "data", data: ending.result ?? null };
  return { type: "error", error: ending.status === "failed" ? ending.error : cancelledError };
}

/** End a locked run: nothing of it stays queued, its slots are given back, and whoever invoked it learns the outcome. */
export async function finishRun(unit: Unit, run: LockedRun, ending: Ending): Promise<void> {
  const outcome = outcomeOf(ending);
  const rows = await unit.query<{ keys: string[] | null; watched: boolean }>(
    `with ended as (update inngest_local.run set status = $2, output = $3, ended_at = $4 where id = $1),
       jobs as (delete from inngest_local.job where run_id = $1 returning keys, lease_owner),
       pauses as (delete from inngest_local.pause where run_id = $1)
     select (select json_agg(k.key) from jobs, unnest(jobs.keys) as k (key) where jobs.lease_owner is not null) as keys,
       exists (select 1 from inngest_local.pause where event_name = $5 and run_id <> $1) as watched`,
    [run.id, ending.status, JSON.stringify(outcome), unit.now, INTERNAL_EVENT.finished],
  );
  await releaseKeys(unit, rows[0]?.keys ?? []);
  if (run.parentRun && run.parentStep) await settleParent(unit, run.parentRun, run.parentStep, outcome);
  announce(unit, run, ending, rows[0]?.watched ?? false);
}

/**
 * Complete a leased run in one statement, when no other run, limit or wait is concerned.
 * False when nothing was done: the lease was lost, or the run has to end the long way. A job queued by a transaction
 * that commits during this statement is not seen here; whoever claims it discards it.
 */
export async function finishQuietly(
  query: Unit["query"],
  lease: { id: string; generation: string },
  result: unknown,
  now: Date,
): Promise<boolean> {
  const rows = await query(
    `with held as (
       select r.id from inngest_local.run r join inngest_local.job j on j.run_id = r.id
       where j.id = $1 and j.generation = $2 and r.ended_at is null and r.parent_run is null
         and cardinality(r.keys) = 0
         and not exists (select 1 from inngest_local.pause where event_name = $5)
       for update of r, j
     ), ended as (
       update inngest_local.run r set status = 'completed', output = $3, ended_at = $4 from held where r.id = held.id
     ), jobs as (delete from inngest_local.job j using held where j.run_id = held.id),
       pauses as (delete from inngest_local.pause p using held where p.run_id = held.id)
     select id from held`,
    [
      lease.id,
      lease.generation,
      JSON.stringify(outcomeOf({ status: "completed", result })),
      now,
      INTERNAL_EVENT.finished,
    ],
  );
  return rows.length > 0;
}

async function settleParent(unit: Unit, runId: string, stepId: string, outcome: StepOutcome): Promise<void> {
  const parent = await lockRun(unit, runId);
  if (!parent?.pending.includes(stepId)) return;
  await dropStepJob(unit, parent, stepId);
  if (await advance(unit, parent, { settled: [{ stepId, outcome }] })) await enqueueCall(unit, parent);
}

function announce(unit: Unit, run: LockedRun, ending: Ending, watched: boolean): void {
  const push = (name: string, extra: Record<string, unknown>) =>
    unit.outgoing.push(endEvent(unit, run, name, extra));
  const error = ending.status === "failed" ? { error: ending.error } : {};
  if (ending.status === "failed") push(INTERNAL_EVENT.failed, error);
  if (ending.status === "cancelled") push(INTERNAL_EVENT.cancelled, { error: cancelledError });
  if (watched || unit.definitions.startedBy(INTERNAL_EVENT.finished).length > 0)
    push(INTERNAL_EVENT.finished, ending.status === "completed" ? { result: ending.result ?? null } : error);
}

function endEvent(unit: Unit, run: LockedRun, name: string, extra: Record<string, unknown>): ExecutorEvent {
  return {
    id: newIdentifier(unit.now),
    name,
    ts: unit.now.getTime(),
    data: { function_id: run.functionId, run_id: run.id, event: run.events[0], events: run.events, ...extra },
  };
}

/** Cancel a run that has not ended. A step in flight runs on, but its result is dropped. */
export async function cancelRun(unit: Unit, runId: string): Promise<void> {
  const run = await lockRun(unit, runId);
  if (run) await finishRun(unit, run, { status: "cancelled" });
}
