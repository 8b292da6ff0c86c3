import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { afterOutcome, type Health, type HealthOutcome, probeAnswerMs, probeLostMs } from "./policy";
import { networkHealth } from "./tables";

const lockRows = (db: Db, keys: string[]) =>
  db
    .select()
    .from(networkHealth)
    .where(inArray(networkHealth.key, keys))
    .orderBy(asc(networkHealth.key))
    .for("update");

/**
 * Take what calls told of their servers into account, in the order in which they ended. Inside a system transaction.
 * One round trip and no write while every server is well, so that it may follow every batch of deliveries.
 */
export async function noteOutcomes(db: Db, now: Date, outcomes: readonly HealthOutcome[]): Promise<void> {
  const byKey = Map.groupBy(outcomes, ({ key }) => key);
  const keys = [...byKey.keys()].sort();
  if (keys.length === 0) return;
  const ill = keys.filter((key) => byKey.get(key)?.some(({ ok }) => ok === false));
  let rows = await lockRows(db, keys);
  const unknown = ill.filter((key) => !rows.some((row) => row.key === key));
  if (unknown.length > 0) {
    await db
      .insert(networkHealth)
      .values(unknown.map((key) => ({ key, state: "closed" as const, updatedAt: now })))
      .onConflictDoNothing();
    rows = await lockRows(db, keys);
  }
  if (rows.length === 0) return;
  const after = rows.map(({ key, ...row }) => {
    const told = byKey.get(key) ?? [];
    return { key, health: told.reduce<Health | null>((health, one) => afterOutcome(health, one, now), row) };
  });
  await write(db, after);
}

async function write(db: Db, after: readonly { key: string; health: Health | null }[]): Promise<void> {
  const well = after.flatMap(({ key, health }) => (health ? [] : [key]));
  const unwell = after.flatMap(({ key, health }) =>
    health ? [{ ...health, key, sources: [...health.sources] }] : [],
  );
  if (well.length > 0) await db.delete(networkHealth).where(inArray(networkHealth.key, well));
  if (unwell.length === 0) return;
  await db
    .insert(networkHealth)
    .values(unwell)
    .onConflictDoUpdate({
      target: networkHealth.key,
      set: {
        state: sql`excluded.state`,
        failures: sql`excluded.failures`,
        sources: sql`excluded.sources`,
        openedAt: sql`excluded.opened_at`,
        retryAt: sql`excluded.retry_at`,
        detail: sql`excluded.detail`,
        updatedAt: sql`excluded.updated_at`,
      },
    });
}

/** How many calls a server that is not well may be sent: one to find out, or none; all others ask again at `retryAt`. */
export interface Admission {
  admits: "one" | "none";
  retryAt: Date;
}

/**
 * Ask which of these servers may be called; one that is absent from the answer is well. Inside a system transaction.
 * Where the time for a probe has come it is taken by this very call: over all processes exactly one caller is let through.
 */
export async function admitCalls(
  db: Db,
  now: Date,
  keys: readonly string[],
): Promise<Map<string, Admission>> {
  if (keys.length === 0) return new Map();
  const at = now.toISOString();
  const lostAt = new Date(now.getTime() + probeLostMs).toISOString();
  const { rows } = (await db.execute(sql`
    with asked as (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as key),
    probe as (
      update network_health h set state = 'half_open', retry_at = ${lostAt}::timestamptz, updated_at = ${at}::timestamptz
      from asked
      where h.key = asked.key and h.state <> 'closed' and h.retry_at <= ${at}::timestamptz
      returning h.key
    )
    select h.key, h.retry_at as "retryAt", probe.key is not null as mine,
      probe.key is not null or h.state = 'half_open' as probing
    from network_health h join asked on asked.key = h.key left join probe on probe.key = h.key
    where h.state <> 'closed'`)) as unknown as {
    rows: { key: string; retryAt: string | Date; mine: boolean; probing: boolean }[];
  };
  // While a probe is out its answer is near: whoever waits for it need not sleep until it counts as lost.
  const soon = new Date(now.getTime() + probeAnswerMs);
  return new Map(
    rows.map(({ key, retryAt, mine, probing }) => {
      const until = new Date(retryAt);
      return [key, { admits: mine ? "one" : "none", retryAt: probing || until <= now ? soon : until }];
    }),
  );
}

/** Give back a probe that was taken and told nothing: whoever asks next may go instead. Inside a system transaction. */
export async function returnProbe(db: Db, now: Date, key: string): Promise<void> {
  await db
    .update(networkHealth)
    .set({ state: "open", retryAt: now, updatedAt: now })
    .where(and(eq(networkHealth.key, key), eq(networkHealth.state, "half_open")));
}
