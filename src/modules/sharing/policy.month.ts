import { Temporal } from "temporal-polyfill";
import { wallTimeOf } from "@/kernel/time";

/** A month by a workspace's clocks. */
export interface SharedMonthWindow {
  /** `2026-11` */
  month: string;
  previous: string;
  next: string;
  /** The days of its weeks, Monday first; those of its neighbours are in it too. */
  weeks: string[][];
  /** Instants between which its weeks lie: the second is not part of it. */
  from: Date;
  to: Date;
}

const weekDays = 7;

/** The month of an address, `2026-11`, or the one that `now` is in. */
export function monthWindowOf(text: unknown, zone: string, now: Date): SharedMonthWindow {
  const given = typeof text === "string" && /^(19[7-9]\d|2[01]\d\d)-(0[1-9]|1[0-2])$/.test(text);
  const first = Temporal.PlainDate.from(`${given ? text : wallTimeOf(now, zone).slice(0, 7)}-01`);
  const monday = first.subtract({ days: first.dayOfWeek - 1 });
  const shown = first.dayOfWeek - 1 + first.daysInMonth;
  const weeks = Array.from({ length: Math.ceil(shown / weekDays) }, (_, week) =>
    Array.from({ length: weekDays }, (_, day) => monday.add({ days: week * weekDays + day }).toString()),
  );
  const startOf = (day: Temporal.PlainDate): Date =>
    new Date(day.toZonedDateTime({ timeZone: zone }).epochMilliseconds);
  const monthOf = (day: Temporal.PlainDate): string => day.toString().slice(0, 7);
  return {
    month: monthOf(first),
    previous: monthOf(first.subtract({ months: 1 })),
    next: monthOf(first.add({ months: 1 })),
    weeks,
    from: startOf(monday),
    to: startOf(monday.add({ days: weeks.length * weekDays })),
  };
}

/** Posts by the day of their wall time. */
export const postsByDay = <T extends { publishAt: Date }>(
  posts: readonly T[],
  zone: string,
): Map<string, T[]> => Map.groupBy(posts, ({ publishAt }) => wallTimeOf(publishAt, zone).slice(0, 10));

/** Noon of a day as an instant of UTC, for writing the day itself in words. */
export const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);
