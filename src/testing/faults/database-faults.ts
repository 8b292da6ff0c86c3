import type { Connection, Database } from "@/db/client";
import type { DatabaseFault } from "./points";

/** The database, or the way to it, failed: a worker must survive this, not hide it. */
export class DatabaseFailure extends Error {
  constructor(readonly code: string) {
    super(`database fault ${code}`);
  }
}

/** As long as the product's pool has somebody wait. */
const acquireMs = 10_000;

/** Every connection of the pool is lent out, and none came back in time: what node-postgres says then carries no code. */
const poolExhausted = (): Error => new Error("timeout exceeded when trying to connect");

/** Tell of an error whether this file threw it. */
export const isDatabaseFailure = (error: Error): boolean =>
  error instanceof DatabaseFailure || error.message === poolExhausted().message;

/** Lets one through at a time, in the order in which they came, unless it stands open; each is told how to leave. */
class Gate {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly open: boolean) {}

  async enter(): Promise<() => void> {
    if (this.open) return () => undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.last;
    this.last = promise;
    await before;
    return resolve;
  }
}

const endsTransaction = (query: unknown): boolean => query === "commit" || query === "rollback";
const isCommit = (query: unknown): boolean => query === "commit";
const storesCredentials = (query: unknown): boolean =>
  /update "channel_secrets" set "sealed"/.test((query as { text?: string }).text ?? "");

export interface FaultyDatabaseOptions {
  /** Told when renewed credentials are there for good. */
  stored: () => Promise<void>;
  /** Told when a pool had nothing to lend for so long. */
  waited: (ms: number) => Promise<void>;
  /** Transactions run beside each other, as processes' do. One after the other, the same story is played twice alike. */
  sideBySide: boolean;
}

type NextFault = (at: "connect" | "query" | "commit") => DatabaseFault | "dead" | null;
interface Lent {
  connection: Connection;
  next: NextFault;
  leave: () => void;
  stored: () => Promise<void>;
}

/** What a lent connection does with a statement: carry it out, fail, or lose itself. */
function faultyQuery({ connection, next, leave, stored }: Lent) {
  let lost = false;
  let renews = false;
  return async (text: unknown, values?: unknown[]): Promise<unknown> => {
    if (lost) throw new DatabaseFailure("08006");
    const fault = next(isCommit(text) ? "commit" : "query");
    if (fault === "disk_full") throw new DatabaseFailure("53100");
    if (fault === "lost_before" || fault === "dead") {
      lost = true;
      await connection.query("rollback");
      throw new DatabaseFailure("08006");
    }
    const result = await (connection.query as (...args: unknown[]) => Promise<unknown>)(text, values);
    if (endsTransaction(text)) leave();
    if (fault === "lost_after_commit") {
      lost = true;
      throw new DatabaseFailure("08006");
    }
    renews ||= storesCredentials(text);
    if (renews && isCommit(text)) await stored();
    return result;
  };
}

/**
 * A database that fails now and then: no connection to be had, none free for a while, a connection lost in
 * mid-transaction, a disk that is full, and the worst, a commit that worked and whose answer never came. For a worker
 * that is dead it does nothing.
 */
export function faultyDatabase(
  database: Database,
  next: NextFault,
  { stored, waited, sideBySide }: FaultyDatabaseOptions,
): Database {
  const gate = new Gate(sideBySide);
  return {
    ...database,
    connect: async () => {
      const refused = next("connect");
      if (refused === "pool_exhausted") {
        await waited(acquireMs);
        throw poolExhausted();
      }
      if (refused) throw new DatabaseFailure("53300");
      const leave = await gate.enter();
      const connection = await database.connect().catch((error: unknown) => {
        leave();
        throw error;
      });
      const query = faultyQuery({ connection, next, leave, stored });
      return new Proxy(connection, {
        get: (target, key) => {
          if (key === "query") return query;
          if (key === "release")
            return (destroy?: boolean) => {
              leave();
              connection.release(destroy);
            };
          const value = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }) as Connection;
    },
  };
}
