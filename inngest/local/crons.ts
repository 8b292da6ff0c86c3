import { Cron } from "croner";
import { admit } from "./admission";
import type { Definitions } from "./definitions";
import { newIdentifier } from "./identifiers";
import { INTERNAL_EVENT } from "./protocol";
import { startRuns } from "./starting";
import type { Unit } from "./transactions";

/** The first instant after `from` that an expression, optionally led by `TZ=Zone`, names. @throws Error when malformed. */
export function nextOccurrence(expression: string, from: Date): Date | null {
  const [, zone, pattern] = /^(?:TZ=(\S+)\s+)?(.+)$/.exec(expression.trim()) ?? [];
  return new Cron(pattern ?? expression, { timezone: zone ?? "UTC", paused: true }).nextRun(from);
}

/** Make the schedule rows match what the functions declare; known ones keep their next instant. */
export async function registerCrons(unit: Unit, definitions: Definitions): Promise<void> {
  const { crons, ids } = definitions;
  const next = crons.map(({ expression }) => nextOccurrence(expression, unit.now));
  const live = crons.flatMap((cron, index) => {
    const at = next[index];
    return at ? [{ ...cron, at }] : [];
  });
  await unit.query(
    `delete from inngest_local.cron c where function_id = any($1) and not exists (
       select 1 from unnest($2::text[], $3::text[]) as d (function_id, expression)
       where d.function_id = c.function_id and d.expression = c.expression)`,
    [ids, live.map(({ functionId }) => functionId), live.map(({ expression }) => expression)],
  );
  await unit.query(
    `insert into inngest_local.cron (function_id, expression, next_at)
     select * from unnest($1::text[], $2::text[], $3::timestamptz[]) on conflict do nothing`,
    [
      live.map(({ functionId }) => functionId),
      live.map(({ expression }) => expression),
      live.map(({ at }) => at),
    ],
  );
}

/** Start what is due, and tell how much that was. Occurrences missed while nothing ran count as one. */
export async function fireCrons(unit: Unit): Promise<number> {
  const due = await unit.query<{ functionId: string; expression: string }>(
    `select function_id as "functionId", expression from inngest_local.cron
     where next_at <= $1 and function_id = any($2) for update skip locked`,
    [unit.now, unit.definitions.ids],
  );
  for (const { functionId, expression } of due) {
    const definition = unit.definitions.find(functionId);
    const next = nextOccurrence(expression, unit.now);
    if (!definition) continue;
    const [text, values] = next
      ? ["update inngest_local.cron set next_at = $3 where function_id = $1 and expression = $2", [next]]
      : ["delete from inngest_local.cron where function_id = $1 and expression = $2", []];
    await unit.query(text, [functionId, expression, ...values]);
    const event = {
      id: newIdentifier(unit.now),
      name: INTERNAL_EVENT.cron,
      ts: unit.now.getTime(),
      data: { cron: expression },
    };
    if (await admit(unit, definition, event)) await startRuns(unit, [{ definition, events: [event] }]);
  }
  return due.length;
}
