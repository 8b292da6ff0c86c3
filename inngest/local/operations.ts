import { instantOf } from "./durations";
import { matchValueOf } from "./expressions";
import { newIdentifier } from "./identifiers";
import { enqueueStep } from "./jobs";
import { INTERNAL_EVENT, type Operation, type StepOutcome } from "./protocol";
import type { LockedRun } from "./runs";
import { startRuns } from "./starting";
import type { Unit } from "./transactions";

/** What an operation did: it ended its step at once, or left it pending. */
type Effect = { outcome: StepOutcome } | "pending";

type Handle = (unit: Unit, run: LockedRun, operation: Operation) => Promise<Effect>;

const failed = (message: string, name = "Error"): Effect => ({
  outcome: { type: "error", error: { name, message } },
});

const succeed: Handle = async (_unit, _run, { data }) => ({ outcome: { type: "data", data: data ?? null } });

const fail: Handle = async (_unit, _run, { error, data }) => ({
  outcome: { type: "error", error: error ?? data ?? { name: "Error", message: "The step failed" } },
});

const plan: Handle = async (unit, run, { id }) => {
  await enqueueStep(unit, run, { stepId: id, readyAt: unit.now, execute: true });
  return "pending";
};

const endAt = (unit: Unit, run: LockedRun, stepId: string, at: Date, outcome: StepOutcome) =>
  enqueueStep(unit, run, {
    stepId,
    readyAt: at,
    execute: false,
    task: { type: "settle", stepId, outcome },
  });

const sleep: Handle = async (unit, run, { id, name }) => {
  await endAt(unit, run, id, instantOf(name ?? "", unit.now), { type: "data", data: null });
  return "pending";
};

async function wait(unit: Unit, run: LockedRun, operation: Operation, eventName: string): Promise<Effect> {
  const { id, opts } = operation;
  const trigger = run.events[0];
  await unit.query(
    `insert into inngest_local.pause (run_id, step_id, kind, event_name, condition, match_value)
     values ($1, $2, 'wait', $3, $4, $5) on conflict do nothing`,
    [run.id, id, eventName, opts?.if ?? null, trigger ? matchValueOf(opts?.if, trigger) : null],
  );
  if (opts?.timeout)
    await endAt(unit, run, id, instantOf(opts.timeout, unit.now), { type: "data", data: null });
  return "pending";
}

const invokeTimeout: StepOutcome = {
  type: "error",
  error: { name: "InngestInvokeTimeoutError", message: "The invoked function did not end in time" },
};

const invoke: Handle = async (unit, run, { id, opts }) => {
  const definition = unit.definitions.find(opts?.function_id ?? "");
  if (!definition) return failed(`There is no function "${opts?.function_id}" to invoke`);
  const event = {
    id: newIdentifier(unit.now),
    name: INTERNAL_EVENT.invoked,
    ts: unit.now.getTime(),
    data: opts?.payload?.data ?? {},
  };
  await startRuns(unit, [{ definition, events: [event], parent: { runId: run.id, stepId: id } }]);
  if (opts?.timeout) await endAt(unit, run, id, instantOf(opts.timeout, unit.now), invokeTimeout);
  return "pending";
};

/** The pause name under which a run waits for a signal. */
export const signalName = (signal: string): string => `signal:${signal}`;

const HANDLERS: Readonly<Record<string, Handle>> = {
  StepRun: succeed,
  Step: succeed,
  StepFailed: fail,
  StepError: fail,
  StepPlanned: plan,
  Sleep: sleep,
  WaitForEvent: (unit, run, operation) => wait(unit, run, operation, operation.name ?? ""),
  WaitForSignal: (unit, run, operation) => wait(unit, run, operation, signalName(operation.name ?? "")),
  InvokeFunction: invoke,
};

/** Operations that leave their step pending, so that a racing call may report them twice. */
const PENDING = new Set(["StepPlanned", "Sleep", "WaitForEvent", "WaitForSignal", "InvokeFunction"]);

export const isPending = ({ op }: Operation): boolean => PENDING.has(op);

/** Carry one operation out. One that the executor does not know fails its step, which the function may catch. */
export const perform: Handle = (unit, run, operation) => {
  const handle = HANDLERS[operation.op];
  return handle
    ? handle(unit, run, operation)
    : Promise.resolve(failed(`The local executor does not support "${operation.op}"`, "NonRetriableError"));
};
