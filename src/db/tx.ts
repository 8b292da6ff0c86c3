import "server-only";
import type { Caller } from "@/kernel/context";
import { idToUuid } from "@/kernel/ids";
import { type Connection, type Db, getDatabase } from "./client";
import { wakeOutboxAfter } from "./outbox";

/** What a command or query receives. Inside a transaction `db` is set, and nested calls join it. */
export interface Ctx extends Caller {
  readonly db?: Db;
}
/** A context inside its transaction. */
export interface TxCtx extends Caller {
  readonly db: Db;
}

/** The database roles that row-level security speaks of; neither can bypass a policy. */
export const tenantRole = "publify_app";
export const systemRole = "publify_system";

async function transact<T>(begin: string, work: (db: Db) => Promise<T>): Promise<T> {
  const database = getDatabase();
  const connection: Connection = await database.connect();
  let broken = false;
  try {
    await connection.query(begin);
    const db = database.handleOf(connection);
    const result = await work(db);
    await connection.query("commit");
    wakeOutboxAfter(db);
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

/**
 * Run `work` in one transaction that can see and write this workspace's rows only.
 * Transaction, role and tenant are set in one round trip; a nested call joins the open transaction.
 */
export async function inTransaction<T>(ctx: Ctx, work: (ctx: TxCtx) => Promise<T>): Promise<T> {
  if (ctx.db) return work(ctx as TxCtx);
  const tenant = idToUuid("workspace", ctx.tenantId);
  const begin = `begin; set local role ${tenantRole}; set local app.tenant = '${tenant}'`;
  return transact(begin, (db) => work({ ...ctx, db }));
}

/** Run `work` across workspaces, for the jobs of Publify itself (dispatch, sweeps, seals). Never for a request. */
export const inSystemTransaction = <T>(work: (db: Db) => Promise<T>): Promise<T> =>
  transact(`begin; set local role ${systemRole}`, work);

/** Tell whether `error` is Postgres refusing a duplicate, of `constraint` when it is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = (error as { cause?: unknown }).cause ?? error;
  const { code, constraint: name } = cause as { code?: string; constraint?: string };
  return code === "23505" && (constraint === undefined || name === constraint);
}
