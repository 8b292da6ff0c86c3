import { Temporal } from "temporal-polyfill";

export const CALENDAR_VIEWS = ["month", "week", "list"] as const;
export type CalendarView = (typeof CALENDAR_VIEWS)[number];

/** Weeks start on Monday; a month is drawn in six of them, so that its height never jumps. */
const weekDays = 7;
const monthWeeks = 6;

export interface CalendarWindow {
  /** Instants between which posts are asked for: the second is not part of it. */
  from: Date;
  to: Date;
  /** First and last day that the view is about, `YYYY-MM-DD`. */
  firstDay: string;
  lastDay: string;
  /** What is drawn: from which day, how many of them, cut how finely. */
  grid: { firstDay: string; days: number; by: "day" | "hour" };
}

/** Read a day of the address; null when it is none. */
export function parseDay(text: string | null | undefined): string | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {
    return null;
  }
}

const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 });

const startOf = (day: Temporal.PlainDate, zone: string): Date =>
  new Date(day.toZonedDateTime({ timeZone: zone }).epochMilliseconds);

/** What a view shows around a day, in a zone. A month is drawn with the days around it; a list has its own only. */
export function windowOf(view: CalendarView, day: string, zone: string): CalendarWindow {
  const chosen = Temporal.PlainDate.from(day);
  if (view === "week") {
    const first = mondayOf(chosen);
    return {
      from: startOf(first, zone),
      to: startOf(first.add({ days: weekDays }), zone),
      firstDay: first.toString(),
      lastDay: first.add({ days: weekDays - 1 }).toString(),
      grid: { firstDay: first.toString(), days: weekDays, by: "hour" },
    };
  }
  const first = chosen.with({ day: 1 });
  const grid = mondayOf(first);
  const [from, to] =
    view === "list" ? [first, first.add({ months: 1 })] : [grid, grid.add({ days: monthWeeks * weekDays })];
  return {
    from: startOf(from, zone),
    to: startOf(to, zone),
    firstDay: first.toString(),
    lastDay: chosen.with({ day: chosen.daysInMonth }).toString(),
    grid: { firstDay: grid.toString(), days: monthWeeks * weekDays, by: "day" },
  };
}

/** The days of a grid, week by week. */
export const daysFrom = (firstDay: string, days: number): string[] =>
  Array.from({ length: days }, (_, index) =>
    Temporal.PlainDate.from(firstDay).add({ days: index }).toString(),
  );

/** The day to go to, one screen earlier (-1) or later (1). */
export function stepDay(view: CalendarView, day: string, direction: -1 | 1): string {
  const chosen = Temporal.PlainDate.from(day);
  const next =
    view === "week"
      ? chosen.add({ days: direction * weekDays })
      : chosen.with({ day: 1 }).add({ months: direction });
  return next.toString();
}

/** Noon of a day as an instant of UTC, for writing the day itself in words. */
export const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);

const openingHour = 9;

/**
 * The wall time that a click on a day of the month means: nine in the morning, on today the next full hour.
 * Null when no time of that day is left.
 */
export function timeOnDay(day: string, zone: string, now: Date): string | null {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const order = Temporal.PlainDate.compare(Temporal.PlainDate.from(day), here.toPlainDate());
  if (order < 0) return null;
  const hour = order > 0 ? openingHour : Math.max(openingHour, here.hour + 1);
  return hour > 23 ? null : `${day}T${String(hour).padStart(2, "0")}:00`;
}
