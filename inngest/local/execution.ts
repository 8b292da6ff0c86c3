import type { Clock } from "@/kernel/context";
import { type AnswerOptions, applyAnswer } from "./answers";
import { flushBuffer } from "./buffers";
import type { Answer, Caller, CallState } from "./caller";
import { releaseKeys } from "./concurrency";
import type { Definitions } from "./definitions";
import { cancelRun, finishQuietly, finishRun } from "./finishing";
import { discardJob, type Job, takeOverCall } from "./jobs";
import { INTERNAL_EVENT, type StepOutcome } from "./protocol";
import { advance, lockLeased } from "./runs";
import type { Transact, Unit } from "./transactions";

export interface ExecutionOptions {
  transact: Transact;
  query: Unit["query"];
  definitions: Definitions;
  clock: Clock;
  caller: Caller;
  lease: { owner: string; leaseMs: number };
  /** How long one call may take before it counts as failed. */
  callTimeoutMs: number;
  backoffMs: AnswerOptions["backoffMs"];
  /** Tell the worker that a job was exchanged for another one, whose lease it must keep instead. */
  onTakeOver(job: Job): void;
}

const lossesMax = 5;

/** Carry one leased job out, from its task to the recorded answer. */
export async function execute(options: ExecutionOptions, job: Job): Promise<void> {
  if (job.task?.type === "flush") return flush(options, job, job.task.bufferId);
  if (job.task?.type === "expire") return expire(options, job);
  if (job.losses >= lossesMax) return giveUp(options, job);
  const call = job.task ? await settleTask(options, job) : job;
  if (!call) return;
  if (call !== job) options.onTakeOver(call);
  await callFunction(options, call);
}

const flush = ({ transact }: ExecutionOptions, job: Job, bufferId: string): Promise<void> =>
  transact(async (unit) => {
    const held = await unit.query(
      `select id from inngest_local.job where id = $1 and generation = $2 for update`,
      [job.id, job.generation],
    );
    if (held.length > 0) await flushBuffer(unit, bufferId);
  });

const expire = ({ transact }: ExecutionOptions, job: Job): Promise<void> =>
  transact(async (unit) => {
    await cancelRun(unit, job.runId ?? "");
    await discardJob(unit, job);
  });

/** A call that ends its process each time would do so for ever: after some losses the run fails instead. */
const giveUp = ({ transact }: ExecutionOptions, job: Job): Promise<void> =>
  transact(async (unit) => {
    const run = await lockLeased(unit, job);
    const message = `The process that ran this step vanished ${job.losses} times without an answer`;
    if (run) await finishRun(unit, run, { status: "failed", error: { name: "Error", message } });
    else await discardJob(unit, job);
  });

/** End the step of a timer. Returns the call that must follow, leased by this process; null when none, or not by us. */
const settleTask = ({ transact, lease }: ExecutionOptions, job: Job): Promise<Job | null> =>
  transact(async (unit) => {
    const run = await lockLeased(unit, job);
    if (!run || job.task?.type !== "settle") {
      await discardJob(unit, job);
      return null;
    }
    const { stepId, outcome } = job.task;
    const mustCall = await advance(unit, run, { settled: [{ stepId, outcome }] });
    // A wait that timed out hears no event any more.
    await unit.query(
      `with wait as (delete from inngest_local.pause where run_id = $1 and step_id = $2)
       delete from inngest_local.job where id = $3`,
      [run.id, stepId, job.id],
    );
    if (!mustCall) {
      await releaseKeys(unit, job.keys);
      return null;
    }
    // Otherwise the slots that the timer took pass to the call.
    return takeOverCall(unit, run, {
      owner: lease.owner,
      until: new Date(unit.now.getTime() + lease.leaseMs),
    });
  });

async function callFunction(options: ExecutionOptions, job: Job): Promise<void> {
  const { transact, backoffMs } = options;
  const loaded = await load(options, job);
  if (!loaded) return transact((unit) => discardJob(unit, job));
  const answer = await timeLimited(options.caller.call(job, loaded), options.callTimeoutMs);
  if (await endQuietly(options, job, answer)) return;
  await transact((unit) => applyAnswer(unit, job, answer, { maxAttempts: loaded.maxAttempts, backoffMs }));
}

/** Most runs end without anybody listening: those take one statement instead of a transaction. */
async function endQuietly(options: ExecutionOptions, job: Job, answer: Answer): Promise<boolean> {
  if (options.definitions.startedBy(INTERNAL_EVENT.finished).length > 0) return false;
  const result = resultOf(answer);
  return result !== null && finishQuietly(options.query, job, result.data, options.clock.now());
}

function resultOf(answer: Answer): { data: unknown } | null {
  if (answer.kind === "result") return answer;
  const [only, ...others] = answer.kind === "operations" ? answer.operations : [];
  return only?.op === "RunComplete" && others.length === 0 ? { data: only.data } : null;
}

async function load({ query, definitions }: ExecutionOptions, job: Job): Promise<CallState | null> {
  const rows = await query<{
    events: CallState["events"];
    pending: string[];
    steps: { id: string; outcome: StepOutcome }[] | null;
  }>(
    `select r.events, r.pending,
       (select json_agg(json_build_object('id', s.id, 'outcome', s.outcome) order by s.sequence)
        from inngest_local.step s where s.run_id = r.id) as steps
     from inngest_local.run r where r.id = $1 and r.ended_at is null`,
    [job.runId],
  );
  const definition = definitions.find(job.functionId);
  const run = rows[0];
  if (!run || !definition) return null;
  return {
    runId: job.runId ?? "",
    events: run.events,
    steps: run.steps ?? [],
    maxAttempts: definition.maxAttempts,
    planOnly: run.pending.length > 0,
  };
}

async function timeLimited(call: Promise<Answer>, limitMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Answer>((resolve) => {
    const message = `The call did not end within ${Math.round(limitMs / 1000)} s`;
    timer = setTimeout(
      () => resolve({ kind: "error", error: { name: "Error", message }, retriable: true, retryAt: null }),
      limitMs,
    );
  });
  try {
    return await Promise.race([call, limit]);
  } finally {
    clearTimeout(timer);
  }
}
