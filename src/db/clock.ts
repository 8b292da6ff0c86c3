import "server-only";
import { sql } from "drizzle-orm";
import { systemClock, type WaitingClock } from "@/kernel/context";
import { getDatabase } from "./client";

/** Machines whose clocks are kept differ by less. */
const toleratedMs = 250;

/** A clock that differs from this machine's by `offsetMs`. */
export const shiftedClock = (offsetMs: number): WaitingClock => ({
  now: () => new Date(systemClock.now().getTime() + offsetMs),
  elapsedMs: systemClock.elapsedMs,
  sleepUntil: (at) => systemClock.sleepUntil(new Date(at.getTime() - offsetMs)),
});

/**
 * How far the database's clock is ahead of this machine's, in milliseconds: the least that explains an answer `told`
 * somewhere between `asked` and `heard`. A slow way there or back is no proof of anything, and must make nothing early.
 */
export const offsetBetween = (asked: number, told: number, heard: number): number =>
  told > heard ? told - heard : Math.min(0, told - asked);

/**
 * The clock by which every process publishes: the database's, so that two machines that disagree about the time agree
 * about what is due and whose lease has ended.
 */
export async function databaseClock(): Promise<WaitingClock> {
  const asked = Date.now();
  const { rows } = (await getDatabase().db.execute(
    sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
  )) as unknown as { rows: { ms: string }[] };
  const offsetMs = Math.round(offsetBetween(asked, Number(rows[0]?.ms), Date.now()));
  return Math.abs(offsetMs) > toleratedMs ? shiftedClock(offsetMs) : systemClock;
}
