import { randomUUID } from "node:crypto";
import { serve } from "inngest/edge";
import { systemClock } from "@/kernel/context";
import type { ExecutorStats } from "@/platform/inngest";
import { Caller } from "./caller";
import { registerCrons } from "./crons";
import { Definitions } from "./definitions";
import { createNotifier, Listener } from "./listener";
import { defaultBackoffMs, type ExecutorOptions } from "./options";
import { sweep } from "./retention";
import { routeEvents } from "./routing";
import { prepareSchema } from "./schema";
import { readStats } from "./stats";
import { type Connect, createTransact, type Unit } from "./transactions";
import { createTransport } from "./transport";
import { Wakeup } from "./wakeup";
import { Worker } from "./worker";

export interface LocalExecutor {
  /** Stop taking work, wait for what runs, give the rest back to other processes. */
  stop(): Promise<void>;
  stats(): Promise<ExecutorStats>;
  /** Delete what retention no longer keeps; runs by itself every hour. Returns the rows deleted. */
  sweep(): Promise<number>;
}

const sweepEveryMs = 3_600_000;
const defaults = {
  concurrency: 16,
  leaseMs: 15_000,
  pollMs: 1_000,
  callTimeoutMs: 2 * 3_600_000,
  retentionDays: 7,
  graceMs: 10_000,
};

/** Outside a transaction, for single reads. */
const queryWith =
  (connect: Connect): Unit["query"] =>
  async <Row>(text: string, values?: unknown[]) => {
    const connection = await connect();
    try {
      return (await connection.query(text, values)).rows as Row[];
    } finally {
      connection.release();
    }
  };

/** Run the functions of this process durably on Postgres, in place of an Inngest server. */
export async function startLocalExecutor(options: ExecutorOptions): Promise<LocalExecutor> {
  const { connect, clock = systemClock, logger, client, functions } = options;
  const settings = { ...defaults, ...withoutUndefined(options) };
  await prepareSchema(connect);

  const definitions = new Definitions();
  const wakeup = new Wakeup();
  const query = queryWith(connect);
  const onEnqueued = () => wakeup.poke();
  const transact = createTransact({ connect, clock, definitions, route: routeEvents, onEnqueued });
  const caller = new Caller(serve({ client, functions: [...functions] }), options.signingKey, clock);
  definitions.load(await caller.register());
  await transact((unit) => registerCrons(unit, definitions));

  const stats = () => readStats(query, clock.now());
  // Before the first job: what it calls may send events.
  options.attach({ transport: createTransport(transact, query), stats });
  const { callTimeoutMs, leaseMs, concurrency, pollMs } = settings;
  const backoffMs = options.backoffMs ?? defaultBackoffMs;
  const lease = { owner: randomUUID(), leaseMs };
  const execution = { transact, query, definitions, clock, caller, lease, callTimeoutMs, backoffMs };
  const onFull = options.listenUrl ? createNotifier(query, logger) : () => undefined;
  const worker = new Worker({ execution, clock, logger, wakeup, concurrency, pollMs, onFull });
  const listener = options.listenUrl
    ? new Listener(options.listenUrl, () => wakeup.poke(), logger)
    : undefined;
  await listener?.open();
  const runSweep = () => sweep(transact, settings.retentionDays);
  const sweeper = startSweeper(runSweep, logger);
  worker.start();
  const stop = async () => {
    clearInterval(sweeper);
    await worker.stop(settings.graceMs);
    await listener?.close();
  };
  return { stop, stats, sweep: runSweep };
}

function startSweeper(run: () => Promise<number>, logger: ExecutorOptions["logger"]) {
  return setInterval(
    () => run().catch((error) => logger.warn({ err: error }, "The executor could not delete old runs")),
    sweepEveryMs,
  ).unref();
}

const withoutUndefined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
