import type { Connection } from "@/db/client";
import type { Clock } from "@/kernel/context";
import type { Definitions } from "./definitions";
import type { ExecutorEvent } from "./protocol";

export type Connect = () => Promise<Connection>;

/** One transaction of the executor, and what it learned along the way. */
export interface Unit {
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  readonly now: Date;
  readonly definitions: Definitions;
  /** Events of the executor itself, routed before the commit. */
  readonly outgoing: ExecutorEvent[];
  /** Set when a job became ready, so that the worker looks at once. */
  enqueued: boolean;
}

export type Transact = <T>(work: (unit: Unit) => Promise<T>) => Promise<T>;

export interface TransactOptions {
  connect: Connect;
  clock: Clock;
  definitions: Definitions;
  route(unit: Unit, events: ExecutorEvent[]): Promise<void>;
  onEnqueued(): void;
}

const attemptsMax = 5;
// Two transactions may lock the runs of a parent and its child in opposite order; Postgres then picks one to repeat.
const isContention = (error: unknown): boolean =>
  ["40P01", "40001"].includes((error as { code?: string }).code ?? "");

async function drain(unit: Unit, route: TransactOptions["route"]): Promise<void> {
  while (unit.outgoing.length > 0) await route(unit, unit.outgoing.splice(0));
}

async function attempt<T>(options: TransactOptions, work: (unit: Unit) => Promise<T>): Promise<T> {
  const connection = await options.connect();
  const unit: Unit = {
    query: async <Row>(text: string, values?: unknown[]) =>
      (await connection.query(text, values)).rows as Row[],
    now: options.clock.now(),
    definitions: options.definitions,
    outgoing: [],
    enqueued: false,
  };
  let broken = false;
  try {
    await connection.query("begin");
    const result = await work(unit);
    await drain(unit, options.route);
    await connection.query("commit");
    if (unit.enqueued) options.onEnqueued();
    return result;
  } catch (error) {
    await connection.query("rollback").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** Build the only way in which the executor writes: one transaction, repeated when Postgres breaks a deadlock. */
export function createTransact(options: TransactOptions): Transact {
  return async (work) => {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(options, work);
      } catch (error) {
        if (tries >= attemptsMax || !isContention(error)) throw error;
      }
    }
  };
}
