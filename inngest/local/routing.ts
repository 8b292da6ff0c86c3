import { admit } from "./admission";
import { leavesOf, matches } from "./expressions";
import { cancelRun } from "./finishing";
import { dropStepJob, enqueueCall } from "./jobs";
import type { ExecutorEvent } from "./protocol";
import { advance, lockRun } from "./runs";
import { type Start, startRuns } from "./starting";
import type { Unit } from "./transactions";

const dedupeHours = 24;

/** Store events and do what they set off. An id seen within 24 hours counts once. */
export async function recordEvents(unit: Unit, events: readonly ExecutorEvent[]): Promise<void> {
  const unique = [...new Map(events.map((event) => [event.id, event])).values()];
  const rows = await unit.query<{ id: string }>(
    `insert into inngest_local.event as e (id, name, payload, received_at)
     select s.id, s.name, s.payload, $4 from unnest($1::text[], $2::text[], $3::json[]) as s (id, name, payload)
     on conflict (id) do update
       set name = excluded.name, payload = excluded.payload, received_at = excluded.received_at
       where e.received_at <= excluded.received_at - $5 * interval '1 hour'
     returning id`,
    [
      unique.map(({ id }) => id),
      unique.map(({ name }) => name),
      unique.map((event) => JSON.stringify(event)),
      unit.now,
      dedupeHours,
    ],
  );
  const fresh = new Set(rows.map(({ id }) => id));
  await routeEvents(
    unit,
    unique.filter(({ id }) => fresh.has(id)),
  );
}

/** Resume, cancel and start what the events ask for, in their order. */
export async function routeEvents(unit: Unit, events: readonly ExecutorEvent[]): Promise<void> {
  // One by one only when an event may cancel a run that an earlier one of the same call starts.
  const ordered = events.length > 1 && events.some(({ name }) => unit.definitions.cancelledBy(name));
  for (const group of ordered ? events.map((event) => [event]) : [events]) {
    if (group.length === 0) continue;
    await settlePauses(unit, group);
    await startRuns(unit, await startsOf(unit, group));
  }
}

async function startsOf(unit: Unit, events: readonly ExecutorEvent[]): Promise<Start[]> {
  const starts: Start[] = [];
  for (const event of events)
    for (const { definition, condition } of unit.definitions.startedBy(event.name))
      if (matches(condition, { event }) && (await admit(unit, definition, event)))
        starts.push({ definition, events: [event] });
  return starts;
}

interface Pause {
  runId: string;
  stepId: string;
  kind: "wait" | "cancel";
  eventName: string;
  condition: string | null;
  trigger: ExecutorEvent;
}

async function findPauses(unit: Unit, events: readonly ExecutorEvent[]): Promise<Pause[]> {
  const leaves = events.map(leavesOf);
  const values = leaves.includes(null) ? null : leaves.flatMap((list) => list ?? []);
  return unit.query<Pause>(
    `select p.run_id as "runId", p.step_id as "stepId", p.kind, p.event_name as "eventName", p.condition,
       r.events -> 0 as trigger
     from inngest_local.pause p join inngest_local.run r on r.id = p.run_id
     where p.event_name = any($1) and (p.expires_at is null or p.expires_at > $2)
       and ($3::text[] is null or p.match_value is null or p.match_value = any($3))
     order by p.run_id, p.kind desc`,
    [[...new Set(events.map(({ name }) => name))], unit.now, values],
  );
}

async function settlePauses(unit: Unit, events: readonly ExecutorEvent[]): Promise<void> {
  for (const pause of await findPauses(unit, events)) {
    const event = events.find(
      (candidate) =>
        candidate.name === pause.eventName &&
        matches(pause.condition, { event: pause.trigger, async: candidate }),
    );
    if (!event) continue;
    if (pause.kind === "cancel") await cancelRun(unit, pause.runId);
    else await resumeRun(unit, pause, event);
  }
}

/** End a wait with what arrived, unless it already ended. */
export async function resumeRun(
  unit: Unit,
  { runId, stepId }: { runId: string; stepId: string },
  data: unknown,
): Promise<boolean> {
  const run = await lockRun(unit, runId);
  if (!run) return false;
  const taken = await unit.query(
    `delete from inngest_local.pause where run_id = $1 and step_id = $2 returning run_id`,
    [runId, stepId],
  );
  if (taken.length === 0) return false;
  await dropStepJob(unit, run, stepId);
  const settled = [{ stepId, outcome: { type: "data" as const, data } }];
  if (await advance(unit, run, { settled })) await enqueueCall(unit, run);
  return true;
}
