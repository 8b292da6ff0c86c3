import { leaseOf } from "./caller";
import { seededIdentifier } from "./identifiers";
import { signalName } from "./operations";
import { checkpoint, type ExecutorEvent, sentEvents, signal } from "./protocol";
import { recordEvents, resumeRun } from "./routing";
import { keepSteps } from "./runs";
import type { Transact, Unit } from "./transactions";

type Respond = (body: unknown, headers: Headers) => Promise<Response>;

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** Take the SDK's outgoing requests, which are calls inside this process, to the executor's tables. */
export function createTransport(transact: Transact, query: Unit["query"]): typeof fetch {
  const routes: [pattern: RegExp, respond: Respond][] = [
    [/^\/e\/[^/]+$/, (body, headers) => receiveEvents(transact, body, headers)],
    [/^\/v1\/checkpoint\/[^/]+\/async$/, (body) => receiveCheckpoint(query, body)],
    [/^\/v1\/signals$/, (body) => receiveSignal(transact, body)],
  ];
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const route = request.method === "POST" && routes.find(([pattern]) => pattern.test(pathname));
    if (!route) return json({ error: "The local executor does not offer this", status: 501 }, 501);
    return route[1](await request.json(), request.headers);
  };
}

async function receiveEvents(transact: Transact, body: unknown, headers: Headers): Promise<Response> {
  const parsed = sentEvents.safeParse(body);
  if (!parsed.success) return json({ error: parsed.error.message, status: 400 }, 400);
  // The seed comes back when the SDK repeats a request whose answer it did not get.
  const seed = headers.get("x-inngest-event-id-seed") ?? crypto.randomUUID();
  const ids = await transact(async (unit) => {
    const events = parsed.data.map((sent, index): ExecutorEvent => {
      const ts = sent.ts ?? unit.now.getTime();
      const id = sent.id ?? seededIdentifier(new Date(ts), `${seed}:${index}`);
      const { name, data, v, user } = sent;
      return { id, name, data: data ?? {}, ts, ...(v ? { v } : {}), ...(user ? { user } : {}) };
    });
    await recordEvents(unit, events);
    return events.map(({ id }) => id);
  });
  return json({ ids, status: 200 });
}

async function receiveCheckpoint(query: Unit["query"], body: unknown): Promise<Response> {
  const parsed = checkpoint.safeParse(body);
  const lease = parsed.success && leaseOf(parsed.data.qi_id);
  if (!parsed.success || !lease) return json({ error: "Malformed checkpoint", status: 400 }, 400);
  const settled = parsed.data.steps
    .filter(({ op }) => op === "StepRun" || op === "Step")
    .map(({ id, data }) => ({ stepId: id, outcome: { type: "data" as const, data: data ?? null } }));
  const held = await keepSteps(query, lease, settled);
  return held ? json({}) : json({ error: "The lease went to somebody else", status: 409 }, 409);
}

async function receiveSignal(transact: Transact, body: unknown): Promise<Response> {
  const parsed = signal.safeParse(body);
  if (!parsed.success) return json({ error: parsed.error.message, status: 400 }, 400);
  const runId = await transact((unit) => deliverSignal(unit, parsed.data.signal, parsed.data.data ?? null));
  return runId ? json({ data: { run_id: runId } }) : json({ error: "Nobody waits for it", status: 404 }, 404);
}

async function deliverSignal(unit: Unit, name: string, data: unknown): Promise<string | null> {
  const waiting = await unit.query<{ runId: string; stepId: string }>(
    `select run_id as "runId", step_id as "stepId" from inngest_local.pause where event_name = $1 order by run_id`,
    [signalName(name)],
  );
  for (const pause of waiting) if (await resumeRun(unit, pause, { signal: name, data })) return pause.runId;
  return null;
}
