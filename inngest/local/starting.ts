import type { Definition } from "./definitions";
import { durationMs } from "./durations";
import { evaluate, keyOf, matchValueOf } from "./expressions";
import { newIdentifier } from "./identifiers";
import { readyFrom } from "./jobs";
import type { ExecutorEvent } from "./protocol";
import { reservePlace } from "./quotas";
import type { Unit } from "./transactions";

/** A run to be: which function, on which events, on whose behalf. */
export interface Start {
  definition: Definition;
  events: ExecutorEvent[];
  parent?: { runId: string; stepId: string };
}

interface RunRow {
  id: string;
  start: Start;
  event: ExecutorEvent;
  keys: string[];
  limits: number[];
  headStartS: number;
  readyAt: Date;
}

/** Create runs and the job that first calls each, in two statements however many they are. */
export async function startRuns(unit: Unit, starts: readonly Start[]): Promise<void> {
  const rows: RunRow[] = [];
  for (const start of starts) {
    const event = start.events[0];
    if (event) rows.push(await rowOf(unit, start, event));
  }
  if (rows.length === 0) return;
  await insertRuns(unit, rows);
  await insertCancelPauses(unit, rows);
  await insertExpiries(unit, rows);
  unit.enqueued = true;
}

async function rowOf(unit: Unit, start: Start, event: ExecutorEvent): Promise<RunRow> {
  const { definition } = start;
  const { throttle } = definition;
  const concurrency = definition.concurrency.filter(({ limit }) => limit > 0);
  const headStartS = headStartOf(definition, event);
  const place =
    throttle &&
    (await reservePlace(unit, `throttle|${definition.id}|${keyOf(throttle.key, event)}`, throttle));
  return {
    id: newIdentifier(unit.now),
    start,
    event,
    keys: concurrency.map((option) => concurrencyKey(definition.id, option, event)),
    limits: concurrency.map(({ limit }) => limit),
    headStartS,
    readyAt: place && place > unit.now ? place : readyFrom(unit.now, headStartS),
  };
}

function concurrencyKey(
  functionId: string,
  { key, scope }: Definition["concurrency"][number],
  event: ExecutorEvent,
): string {
  const owner = scope === "fn" ? functionId : `*${scope}`;
  return `${owner}|${key ?? ""}|${keyOf(key, event)}`;
}

const headStartMaxS = 600;

/** Seconds by which `priority.run` puts a run before others; a negative priority counts as none. */
function headStartOf(definition: Definition, event: ExecutorEvent): number {
  if (!definition.priority?.run) return 0;
  const value = Number(evaluate(definition.priority.run, { event }) ?? 0);
  return Number.isFinite(value) ? Math.round(Math.min(headStartMaxS, Math.max(0, value))) : 0;
}

/** The text under which at most one run of a singleton function is active. */
export const singletonKey = (definition: Definition, event: ExecutorEvent): string | null =>
  definition.singleton ? `${definition.id}|${keyOf(definition.singleton.key, event)}` : null;

async function insertRuns(unit: Unit, rows: readonly RunRow[]): Promise<void> {
  await unit.query(
    `with started as (
       select s.id, s.function_id, s.events, s.head_start_s, s.singleton, s.parent_run, s.parent_step, s.ready_at,
         array(select json_array_elements_text(s.keys)) as keys,
         array(select json_array_elements_text(s.limits)::int) as limits
       from unnest($1::text[], $2::text[], $3::json[], $4::json[], $5::json[], $6::int[], $7::text[], $8::text[],
         $9::text[], $10::timestamptz[]) as s (id, function_id, events, keys, limits, head_start_s, singleton,
         parent_run, parent_step, ready_at)
     ), runs as (
       insert into inngest_local.run (id, function_id, events, keys, limits, head_start_s, singleton, parent_run,
         parent_step, created_at)
       select id, function_id, events, keys, limits, head_start_s, singleton, parent_run, parent_step, $11
       from started
     )
     insert into inngest_local.job (id, run_id, function_id, ready_at, keys, limits)
     select id, id, function_id, ready_at, keys, limits from started`,
    [
      rows.map(({ id }) => id),
      rows.map(({ start }) => start.definition.id),
      rows.map(({ start }) => JSON.stringify(start.events)),
      rows.map(({ keys }) => JSON.stringify(keys)),
      rows.map(({ limits }) => JSON.stringify(limits)),
      rows.map(({ headStartS }) => headStartS),
      rows.map(({ start, event }) => singletonKey(start.definition, event)),
      rows.map(({ start }) => start.parent?.runId ?? null),
      rows.map(({ start }) => start.parent?.stepId ?? null),
      rows.map(({ readyAt }) => readyAt),
      unit.now,
    ],
  );
}

async function insertCancelPauses(unit: Unit, rows: readonly RunRow[]): Promise<void> {
  const pauses = rows.flatMap(({ id, start, event }) =>
    start.definition.cancel.map((cancel, index) => ({
      runId: id,
      stepId: `cancel:${index}`,
      name: cancel.event,
      condition: cancel.if ?? null,
      matchValue: matchValueOf(cancel.if, event),
      expiresAt: cancel.timeout ? new Date(unit.now.getTime() + durationMs(cancel.timeout)) : null,
    })),
  );
  if (pauses.length === 0) return;
  await unit.query(
    `insert into inngest_local.pause (run_id, step_id, kind, event_name, condition, match_value, expires_at)
     select run_id, step_id, 'cancel', event_name, condition, match_value, expires_at
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
       as p (run_id, step_id, event_name, condition, match_value, expires_at)`,
    [
      pauses.map(({ runId }) => runId),
      pauses.map(({ stepId }) => stepId),
      pauses.map(({ name }) => name),
      pauses.map(({ condition }) => condition),
      pauses.map(({ matchValue }) => matchValue),
      pauses.map(({ expiresAt }) => expiresAt),
    ],
  );
}

/** `timeouts.finish`: a job that cancels the run unless it has ended by then. */
async function insertExpiries(unit: Unit, rows: readonly RunRow[]): Promise<void> {
  for (const { id, start } of rows) {
    const finish = start.definition.timeouts?.finish;
    if (!finish) continue;
    await unit.query(
      `insert into inngest_local.job (id, run_id, function_id, task, ready_at) values ($1, $2, $3, $4, $5)`,
      [
        `${id}:expire`,
        id,
        start.definition.id,
        JSON.stringify({ type: "expire" }),
        new Date(unit.now.getTime() + durationMs(finish)),
      ],
    );
  }
}
