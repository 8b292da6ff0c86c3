import { afterEach, describe, expect, inject, test } from "vitest";
import { type Connection, type Database, getDatabase, setDatabase } from "@/db/client";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { playCampaign } from "./campaign";

/** A campaign that needs more stories than this to notice a broken engine is worth nothing. */
const mutantRuns = 200;

useEnvironment();
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

type Change = readonly [said: string | RegExp, instead: string];

// It is the campaign that is tried here, not the way to the database: one driver is enough.
describe.skipIf(inject("databaseDriver") === "neon")("the campaign notices an engine", () => {
  const real: { database?: Database } = {};
  const unseen = new Set<Change>();
  /** Play until the campaign notices what the engine now says instead; every change must have met a statement. */
  const brokenBy = async (...changes: Change[]) => {
    real.database = getDatabase();
    for (const change of changes) unseen.add(change);
    const rewrite = (sql: string) =>
      changes.reduce((text, change) => {
        const changed = text.replace(...(change as [string, string]));
        if (changed !== text) unseen.delete(change);
        return changed;
      }, sql);
    setDatabase(withMutation(real.database, rewrite));
    const { broken } = await playCampaign(mutantRuns, { stopAt: 1 });
    expect([...unseen]).toEqual([]);
    return broken;
  };
  afterEach(() => {
    unseen.clear();
    if (real.database) setDatabase(real.database);
  });

  test("without its fence", { timeout: 300_000 }, async () => {
    const held = "d.fence = wanted.fence and coalesce(d.state, '') in ('leased', 'sending', 'unconfirmed')";
    const ours = "(d.fence = v.fence and d.state in ('leased', 'sending', 'unconfirmed'))";
    expect(await brokenBy([held, "true"], [ours, "true"])).not.toEqual([]);
  });

  test("that forgets the key of its delivery", { timeout: 300_000 }, async () => {
    expect((await playCampaign(mutantRuns, { stopAt: 1, forgetsKeys: true })).broken).not.toEqual([]);
  });

  test("that does not keep the credentials that it renewed", { timeout: 300_000 }, async () => {
    const keep = 'update "channel_secrets" set "sealed" = $1';
    const keepNot = 'update "channel_secrets" set "sealed" = coalesce("sealed", $1)';
    expect(await brokenBy([keep, keepNot])).not.toEqual([]);
  });

  test("that calls before its attempt is committed", { timeout: 300_000 }, async () => {
    const commit = /^[^]*insert into attempts[^]*'publish'[^]*$/;
    const nothing = "select x.id as delivery_id from jsonb_to_recordset($1::jsonb) as x(id uuid)";
    expect(await brokenBy([commit, nothing])).not.toEqual([]);
  });
});
