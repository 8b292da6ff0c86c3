import { afterEach, describe, expect, test } from "vitest";
import { type Connection, type Database, getDatabase, setDatabase } from "@/db/client";
import { useDatabase } from "@/testing/database";
import { playCampaign } from "./campaign";

/** `npm run test:faults` plays thousands; every ordinary run plays enough to catch a plain mistake. */
const runs = Number(process.env.FAULT_RUNS ?? 120);
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

describe("the fault campaign", () => {
  test(`finds no duplicate, no loss and no wrong state in ${runs} seeded stories`, {
    timeout: 900_000,
  }, async () => {
    const report = await playCampaign(runs);
    const { broken, ...figures } = report;
    process.stdout.write(`fault campaign: ${JSON.stringify(figures)}\n`);
    expect(broken).toEqual([]);
    expect(report.kills).toBeGreaterThan(runs / 4);
    const solved = 1 - report.asked / Math.max(1, report.ambiguous);
    expect(solved).toBeGreaterThanOrEqual(0.95);
  });
});

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

  test("that calls before its attempt is committed", { timeout: 300_000 }, async () => {
    mutate((sql) =>
      sql.includes("insert into attempts") && sql.includes("'publish'")
        ? "select x.id as delivery_id from jsonb_to_recordset($1::jsonb) as x(id uuid)"
        : sql,
    );
    expect((await playCampaign(mutantRuns, { stopAt: 1 })).broken).not.toEqual([]);
  });
});
