import type { Definition } from "./definitions";
import { durationMs } from "./durations";
import { keyOf } from "./expressions";
import type { ExecutorEvent } from "./protocol";
import { startRuns } from "./starting";
import type { Unit } from "./transactions";

const flushJobId = (bufferId: string): string => `flush:${bufferId}`;

async function append(
  unit: Unit,
  bufferId: string,
  functionId: string,
  event: ExecutorEvent,
  keep: "all" | "last",
): Promise<{ size: number; openedAt: Date }> {
  const events = keep === "all" ? "b.events || excluded.events" : "excluded.events";
  const rows = await unit.query<{ size: number; openedAt: Date }>(
    `insert into inngest_local.buffer as b (id, function_id, events, opened_at)
     values ($1, $2, array[$3::json], $4)
     on conflict (id) do update set events = ${events}
     returning cardinality(events) as size, opened_at as "openedAt"`,
    [bufferId, functionId, JSON.stringify(event), unit.now],
  );
  return rows[0] ?? { size: 1, openedAt: unit.now };
}

async function flushAt(unit: Unit, bufferId: string, functionId: string, at: Date): Promise<void> {
  await unit.query(
    `insert into inngest_local.job (id, function_id, task, ready_at) values ($1, $2, $3, $4)
     on conflict (id) do update set ready_at = excluded.ready_at where job.lease_owner is null`,
    [flushJobId(bufferId), functionId, JSON.stringify({ type: "flush", bufferId }), at],
  );
  unit.enqueued = true;
}

/** Add an event to its batch; the run starts when the batch is full or old enough. */
export async function addToBatch(
  unit: Unit,
  definition: Definition,
  batch: NonNullable<Definition["batchEvents"]>,
  event: ExecutorEvent,
): Promise<void> {
  const bufferId = `batch|${definition.id}|${keyOf(batch.key, event)}`;
  const { size, openedAt } = await append(unit, bufferId, definition.id, event, "all");
  if (size >= batch.maxSize) return flushBuffer(unit, bufferId);
  if (size === 1)
    await flushAt(unit, bufferId, definition.id, new Date(openedAt.getTime() + durationMs(batch.timeout)));
}

/** Keep the last event only; the run starts once none has come for the period, or at the timeout. */
export async function debounce(
  unit: Unit,
  definition: Definition,
  options: NonNullable<Definition["debounce"]>,
  event: ExecutorEvent,
): Promise<void> {
  const bufferId = `debounce|${definition.id}|${keyOf(options.key, event)}`;
  const { openedAt } = await append(unit, bufferId, definition.id, event, "last");
  const quietAt = unit.now.getTime() + durationMs(options.period);
  const latestAt = options.timeout ? openedAt.getTime() + durationMs(options.timeout) : Infinity;
  await flushAt(unit, bufferId, definition.id, new Date(Math.min(quietAt, latestAt)));
}

/** Start the run on what a buffer holds, and empty it. */
export async function flushBuffer(unit: Unit, bufferId: string): Promise<void> {
  const rows = await unit.query<{ functionId: string; events: ExecutorEvent[] }>(
    `with job as (delete from inngest_local.job where id = $2)
     delete from inngest_local.buffer where id = $1
     returning function_id as "functionId", array_to_json(events) as events`,
    [bufferId, flushJobId(bufferId)],
  );
  const buffer = rows[0];
  const definition = buffer && unit.definitions.find(buffer.functionId);
  if (definition) await startRuns(unit, [{ definition, events: buffer.events }]);
}
