import { Temporal } from "temporal-polyfill";

/** How finely a calendar is cut: a month into days, a week into hours. */
export type CellSize = "day" | "hour";

/** A place of the calendar: `2026-11-21`, or `2026-11-21T09` for an hour, with the instants between which it lies. */
export interface Cell {
  key: string;
  from: Date;
  to: Date;
}

const hoursOfDay = 24;

/**
 * The cells of some days by the clocks of a zone. An hour that the clocks skip is there, and empty;
 * one that happens twice holds both.
 */
export function cellsOf(firstDay: string, days: number, size: CellSize, zone: string): Cell[] {
  const perDay = size === "day" ? 1 : hoursOfDay;
  const first = Temporal.PlainDate.from(firstDay);
  const edges = Array.from({ length: days * perDay + 1 }, (_, index) => {
    const hour = size === "day" ? 0 : index % hoursOfDay;
    const plain = first.add({ days: Math.floor(index / perDay) }).toPlainDateTime({ hour });
    return {
      key: size === "day" ? plain.toPlainDate().toString() : plain.toString().slice(0, 13),
      // A skipped hour begins where the next one does.
      at: new Date(plain.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds),
    };
  });
  return edges.slice(0, -1).map(({ key, at }, index) => ({ key, from: at, to: edges[index + 1]?.at ?? at }));
}

/**
 * Posts drawn in a cell that holds more than fit: one line is left for the way to the others. An hour with more than
 * `pile` is told by their number alone, since one of them says nothing of the rest.
 */
const DRAWN = {
  day: { all: 4, some: 3, pile: Number.POSITIVE_INFINITY },
  hour: { all: 2, some: 1, pile: 10 },
} as const satisfies Record<CellSize, { all: number; some: number; pile: number }>;

/** How many of the posts of a cell are drawn. */
export function drawnOf(count: number, size: CellSize): number {
  const { all, some, pile } = DRAWN[size];
  if (count > pile) return 0;
  return count <= all ? count : some;
}

/** What a window asks for of each cell: never more than could be drawn. */
export const drawnMax = (size: CellSize): number => DRAWN[size].all;

/** ISO weekday of a day: 1 is Monday. */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;

/** From this share on, what is used of an allowance is told. */
const notableShare = 0.25;

/** Tell whether so much of an allowance is used that a planner should know. */
export const isNotable = (used: number, limit: number): boolean => used >= limit * notableShare;
