import "server-only";
import { sql } from "drizzle-orm";
import journal from "~/drizzle/meta/_journal.json";
import { getDatabase } from "./client";

export interface DatabaseFacts {
  /** `PostgreSQL 18.4`. */
  version: string;
  /** Of one query, there and back. */
  latencyMs: number;
  migrationsApplied: number;
  /** Migrations that this build brings. */
  migrationsKnown: number;
  /** How far the database's clock is ahead of ours; negative when it is behind. */
  clockAheadMs: number;
}

const select = async (query: ReturnType<typeof sql>): Promise<Record<string, unknown>> => {
  const { rows } = (await getDatabase().db.execute(query)) as unknown as { rows: Record<string, unknown>[] };
  return rows[0] ?? {};
};

/** What the database tells about itself. Its clock is compared with the middle of the round trip. */
export async function readDatabaseFacts(): Promise<DatabaseFacts> {
  // The first query may open a connection; the second is the one that is measured.
  const { version } = await select(sql`select split_part(version(), ' on ', 1) as version`);
  const [asked, zero] = [Date.now(), performance.now()];
  const { at } = await select(sql`select extract(epoch from clock_timestamp())::float8 * 1000 as at`);
  const latencyMs = performance.now() - zero;
  const { applied } = await select(sql`select count(*)::int as applied from drizzle.__drizzle_migrations`);
  return {
    version: String(version),
    latencyMs,
    migrationsApplied: Number(applied),
    migrationsKnown: journal.entries.length,
    clockAheadMs: Number(at) - (asked + latencyMs / 2),
  };
}
