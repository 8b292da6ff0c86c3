import { afterEach, describe, expect, test } from "vitest";
import { type Connection, type Database, getDatabase, setDatabase } from "@/db/client";
import { useDatabase } from "@/testing/database";
import { playCampaign } from "./campaign";

/** A campaign that needs more stories than this to notice a broken engine is worth nothing. */
const mutantRuns = 200;

useDatabase();

/** Rewrite the engine's own statements on their way to Postgres, to see that the campaign notices. */
function withMutation(database: Database, rewrite: (sql: string) => string): Database {
  const change = (query: unknown): unknown =>
    typeof query === "string"
      ? rewrite(query)
      : { ...(query as object), text: rewrite((query as { text: string }).text) };
  return {
    ...database,
    connect: async () => {
      const connection = await database.connect();
      return new Proxy(connection, {
        get: (target, key) => {
          if (key === "query")
            return (query: unknown, values?: unknown[]) =>
              (target.query as (...args: unknown[]) => unknown)(change(query), values);
          const value = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }) as Connection;
    },
  };
}

describe("the campaign notices an engine", () => {
  const real: { database?: Database } = {};
  const mutate = (rewrite: (sql: string) => string) => {
    real.database = getDatabase();
    setDatabase(withMutation(real.database, rewrite));
  };
  afterEach(() => {
    if (real.database) setDatabase(real.database);
  });

  test("without its fence", { timeout: 300_000 }, async () => {
    mutate((sql) =>
      sql
        .replace("and d.fence = wanted.fence and coalesce(d.state, '') in ('leased', 'unconfirmed')", "")
        .replace("(d.fence = v.fence and d.state in ('leased', 'sending', 'unconfirmed'))", "true"),
    );
    expect((await playCampaign(mutantRuns, { stopAt: 1 })).broken).not.toEqual([]);
  });

  test("that forgets the key of its delivery", { timeout: 300_000 }, async () => {
    expect((await playCampaign(mutantRuns, { stopAt: 1, forgetsKeys: true })).broken).not.toEqual([]);
  });

  test("that calls before its attempt is committed", { timeout: 300_000 }, async () => {
    mutate((sql) =>
      sql.includes("insert into attempts") && sql.includes("'publish'")
        ? "select x.id as delivery_id from jsonb_to_recordset($1::jsonb) as x(id uuid)"
        : sql,
    );
    expect((await playCampaign(mutantRuns, { stopAt: 1 })).broken).not.toEqual([]);
  });
});
