import "server-only";
import { neonConfig, Pool as NeonPool, type PoolClient as NeonClient } from "@neondatabase/serverless";
import { drizzle as drizzleNeon } from "drizzle-orm/neon-serverless";
import { drizzle as drizzlePg } from "drizzle-orm/node-postgres";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import pg from "pg";

/** A Drizzle handle, whatever the driver: both give rows of the same shape. */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>;

export const DATABASE_DRIVERS = ["pg", "neon"] as const;
export type DatabaseDriver = (typeof DATABASE_DRIVERS)[number];

export interface DatabaseOptions {
  url: string;
  driver: DatabaseDriver;
  /** Connections held at most by this process. */
  poolMax?: number;
  /** How long somebody waits for one while all are lent out, before that is an error. */
  acquireTimeoutMs?: number;
  /** `host:port/path` of a local WebSocket proxy, for the Neon driver without Neon. */
  neonProxy?: string;
}

/** The part of a pooled connection that transactions need; both drivers have it. */
export interface Connection {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
  release(destroy?: boolean): void;
}

export interface Database {
  /** Outside any tenant: identity, the executor and migrations. */
  db: Db;
  connect(): Promise<Connection>;
  /** A Drizzle handle on one connection. */
  handleOf(connection: Connection): Db;
  close(): Promise<void>;
}

const statementTimeoutMs = 30_000;
const acquireDefaultMs = 10_000;

/**
 * A connection that the server drops must not take the process down, idle or lent out between two queries:
 * whoever holds it learns by its next query, and the one after that opens another.
 */
function surviveLosses(pool: { on(event: "error" | "connect", told: (client: unknown) => void): unknown }) {
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    (client as { on(event: "error", told: () => void): void }).on("error", () => undefined);
  });
}

function openPg({ url, poolMax = 20, acquireTimeoutMs = acquireDefaultMs }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    // Statements that need nothing of each other's answers are sent together, and answered in one round trip.
    pipeline: true,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    connectionTimeoutMillis: acquireTimeoutMs,
  });
  surviveLosses(pool);
  return {
    db: drizzlePg(pool) as unknown as Db,
    connect: () => pool.connect() as Promise<Connection>,
    handleOf: (connection) => drizzlePg(connection as unknown as pg.PoolClient) as unknown as Db,
    close: () => pool.end(),
  };
}

function openNeon({
  url,
  poolMax = 20,
  acquireTimeoutMs = acquireDefaultMs,
  neonProxy,
}: DatabaseOptions): Database {
  if (neonProxy) {
    neonConfig.wsProxy = () => neonProxy;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineTLS = false;
    neonConfig.pipelineConnect = false;
  }
  // Measured: the default write coalescing adds about a millisecond to every query.
  (neonConfig as { coalesceWrites?: boolean }).coalesceWrites = false;
  const pool = new NeonPool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: acquireTimeoutMs,
  });
  surviveLosses(pool);
  return {
    db: drizzleNeon(pool) as unknown as Db,
    connect: () => pool.connect() as unknown as Promise<Connection>,
    handleOf: (connection) => drizzleNeon(connection as unknown as NeonClient) as unknown as Db,
    close: () => pool.end(),
  };
}

/** Open a pool on any `postgres://` with `pg`, or on Neon with its own driver. */
export const openDatabase = (options: DatabaseOptions): Database =>
  options.driver === "neon" ? openNeon(options) : openPg(options);

const slot = globalThis as unknown as { publifyDatabase?: Database };

/** Install the database of this process; bundles are separate module instances, so it sits on `globalThis`. */
export function setDatabase(database: Database): void {
  slot.publifyDatabase = database;
}

/** The database of this process. */
export function getDatabase(): Database {
  if (!slot.publifyDatabase) throw new Error("The database is used before the platform has booted");
  return slot.publifyDatabase;
}
