import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type Database, type DatabaseDriver, openDatabase, setDatabase } from "@/db/client";
import { type NeonProxy, startNeonProxy } from "./neon-proxy";

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject("adminUrl") });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Clone the migrated template into a database of its own: about a quarter of a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject("templateUrl"));
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin((client) =>
    client.query(`create database ${name} template ${template.pathname.slice(1)} owner ${template.username}`),
  );
  const url = Object.assign(new URL(template), { pathname: `/${name}` }).href;
  return {
    url,
    drop: () => asAdmin((client) => client.query(`drop database ${name} with (force)`)).then(() => undefined),
  };
}

const driver = (): DatabaseDriver => inject("databaseDriver");

/**
 * Give a test file its own database, installed as the process's one.
 * `DB_DRIVER=neon` runs the same tests through Neon's driver and a local WebSocket proxy.
 */
export function useDatabase(): { readonly database: Database; readonly url: string } {
  const state: { test?: TestDatabase; database?: Database; proxy?: NeonProxy } = {};
  beforeAll(async () => {
    state.test = await createTestDatabase();
    state.proxy = driver() === "neon" ? await startNeonProxy(new URL(state.test.url)) : undefined;
    state.database = openDatabase({
      url: state.test.url,
      driver: driver(),
      neonProxy: state.proxy?.address,
      poolMax: 10,
    });
    setDatabase(state.database);
  });
  afterAll(async () => {
    await state.database?.close();
    await state.proxy?.close();
    await state.test?.drop();
  });
  const need = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("The test database is used outside a test");
    return value;
  };
  return {
    get database() {
      return need(state.database);
    },
    get url() {
      return need(state.test).url;
    },
  };
}
