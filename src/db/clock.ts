import "server-only";
import { sql } from "drizzle-orm";
import { systemClock, type WaitingClock } from "@/kernel/context";
import { getDatabase } from "./client";

/** Below this the difference is mostly the way to the database and back. */
const toleratedMs = 250;

/** A clock that differs from this machine's by `offsetMs`. */
export const shiftedClock = (offsetMs: number): WaitingClock => ({
  now: () => new Date(systemClock.now().getTime() + offsetMs),
  elapsedMs: systemClock.elapsedMs,
  sleepUntil: (at) => systemClock.sleepUntil(new Date(at.getTime() - offsetMs)),
});

/**
 * The clock by which every process publishes: the database's, so that two machines that disagree about the time agree
 * about what is due and whose lease has ended.
 */
export async function databaseClock(): Promise<WaitingClock> {
  const before = Date.now();
  const { rows } = (await getDatabase().db.execute(
    sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
  )) as unknown as { rows: { ms: string }[] };
  const offsetMs = Math.round(Number(rows[0]?.ms) - (before + Date.now()) / 2);
  return Math.abs(offsetMs) > toleratedMs ? shiftedClock(offsetMs) : systemClock;
}
