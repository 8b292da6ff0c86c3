import type { Answer } from "./caller";
import { finishRun } from "./finishing";
import { enqueueCall, type Job, readyFrom, removeJob, requeueJob } from "./jobs";
import { isPending, perform } from "./operations";
import type { Operation } from "./protocol";
import { advance, type LockedRun, lockLeased, type Settled } from "./runs";
import type { Unit } from "./transactions";

export interface AnswerOptions {
  maxAttempts: number;
  /** Milliseconds before the try after attempt number `attempt`, counted from 0. */
  backoffMs(attempt: number): number;
}

type Leased = LockedRun & { repeat: boolean };

/** Record what a call answered. Nothing happens when the lease was lost meanwhile: its next holder decides. */
export async function applyAnswer(
  unit: Unit,
  job: Job,
  answer: Answer,
  options: AnswerOptions,
): Promise<void> {
  const run = await lockLeased(unit, job);
  if (!run) return;
  if (answer.kind === "result") return finishRun(unit, run, { status: "completed", result: answer.data });
  const mayRetry = answer.retriable && job.attempt + 1 < options.maxAttempts;
  const retry = () =>
    requeueJob(unit, job, {
      attempt: job.attempt + 1,
      readyAt: answer.retryAt ?? new Date(unit.now.getTime() + options.backoffMs(job.attempt)),
    });
  if (answer.kind === "error") {
    if (mayRetry) return retry();
    return finishRun(unit, run, { status: "failed", error: answer.error });
  }
  const complete = answer.operations.find(({ op }) => op === "RunComplete");
  if (complete) {
    // The steps that ran in the same call are kept for whoever looks at the run later.
    await advance(unit, run, { settled: ranSteps(answer.operations) });
    return finishRun(unit, run, { status: "completed", result: complete.data });
  }
  if (mayRetry && answer.operations.some(({ op }) => op === "StepError")) {
    await advance(unit, run, { settled: ranSteps(answer.operations) });
    return retry();
  }
  await applyOperations(unit, job, run, answer);
}

const ranSteps = (operations: readonly Operation[]): Settled[] =>
  operations
    .filter(({ op }) => op === "StepRun" || op === "Step")
    .map(({ id, data }) => ({ stepId: id, outcome: { type: "data", data: data ?? null } }));

async function applyOperations(
  unit: Unit,
  job: Job,
  run: Leased,
  { operations, race }: Extract<Answer, { kind: "operations" }>,
): Promise<void> {
  const settled: Settled[] = [];
  const planned: string[] = [];
  for (const operation of await withoutKnown(unit, run, operations)) {
    const effect = await perform(unit, run, operation);
    if (effect === "pending") planned.push(operation.id);
    else settled.push({ stepId: operation.id, outcome: effect.outcome });
  }
  const rediscover = operations.some(({ op }) => op === "DiscoveryRequest");
  const mustCall = (await advance(unit, run, { settled, planned, race })) || rediscover;
  if (job.stepId !== null) {
    await removeJob(unit, job);
    if (mustCall) await enqueueCall(unit, run);
  } else if (mustCall || run.repeat)
    await requeueJob(unit, job, { attempt: 0, readyAt: readyFrom(unit.now, run.headStartS) });
  else await removeJob(unit, job);
}

/** A call made while siblings were in flight reports their steps again: leave those that are known. */
async function withoutKnown(unit: Unit, run: Leased, operations: readonly Operation[]): Promise<Operation[]> {
  const candidates = operations.filter(({ op }) => op !== "DiscoveryRequest");
  if (run.pending.length === 0 && !run.repeat) return candidates;
  const rows = await unit.query<{ id: string }>(
    `select id from inngest_local.step where run_id = $1 and id = any($2)`,
    [run.id, candidates.map(({ id }) => id)],
  );
  const known = new Set([...rows.map(({ id }) => id), ...run.pending]);
  return candidates.filter((operation) => !isPending(operation) || !known.has(operation.id));
}
