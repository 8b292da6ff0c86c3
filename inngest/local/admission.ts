import { addToBatch, debounce } from "./buffers";
import type { Definition } from "./definitions";
import { keyOf, matches } from "./expressions";
import { cancelRun } from "./finishing";
import type { ExecutorEvent } from "./protocol";
import { allowWithin, claimOnce } from "./quotas";
import { singletonKey } from "./starting";
import type { Unit } from "./transactions";

const dayMs = 86_400_000;

/** Decide whether an event starts a run of the function now; otherwise it was dropped, or kept for later. */
export async function admit(unit: Unit, definition: Definition, event: ExecutorEvent): Promise<boolean> {
  const { rateLimit, idempotency, batchEvents } = definition;
  if (rateLimit) {
    const key = `rate|${definition.id}|${keyOf(rateLimit.key, event)}`;
    if (!(await allowWithin(unit, key, rateLimit))) return false;
  }
  if (idempotency) {
    const key = `once|${definition.id}|${keyOf(idempotency, event)}`;
    if (!(await claimOnce(unit, key, dayMs))) return false;
  }
  if (definition.debounce) {
    await debounce(unit, definition, definition.debounce, event);
    return false;
  }
  if (batchEvents && matches(batchEvents.if, { event })) {
    await addToBatch(unit, definition, batchEvents, event);
    return false;
  }
  return definition.singleton ? admitSingleton(unit, definition, event) : true;
}

async function admitSingleton(unit: Unit, definition: Definition, event: ExecutorEvent): Promise<boolean> {
  const key = singletonKey(definition, event);
  await unit.query(`select pg_advisory_xact_lock(hashtextextended($1, 4018))`, [key]);
  const active = await unit.query<{ id: string }>(
    `select id from inngest_local.run where singleton = $1 and ended_at is null order by id`,
    [key],
  );
  if (active.length === 0) return true;
  if (definition.singleton?.mode === "skip") return false;
  for (const { id } of active) await cancelRun(unit, id);
  return true;
}
