import type { Recurrence, RuleDay, Weekday } from "../schemas.rule";
import { WEEKDAYS } from "../schemas.rule";

/** Which day of the month a monthly or yearly rule means. */
export type MonthChoice = "day" | "last_day" | "nth" | "last_nth";

/** A rule as the builder shows it; everything that it offers can be written as a `Recurrence`. */
export interface Choice {
  frequency: Recurrence["frequency"];
  interval: number;
  weekdays: Weekday[];
  month: MonthChoice;
  end: "never" | "count" | "until";
  count: number;
  /** `YYYY-MM-DD`. */
  until: string;
}

const dateOf = (startsAt: string) => new Date(`${startsAt.slice(0, 10)}T12:00Z`);
const weekdayAt = (index: number): Weekday => WEEKDAYS[index] ?? "MO";

/** The weekday of a wall time. */
export const weekdayOf = (startsAt: string): Weekday => weekdayAt((dateOf(startsAt).getUTCDay() + 6) % 7);

/** The day of the month of a wall time. */
export const monthDayOf = (startsAt: string): number => dateOf(startsAt).getUTCDate();

const monthOf = (startsAt: string): number => dateOf(startsAt).getUTCMonth() + 1;
const nthOf = (startsAt: string): number => Math.ceil(monthDayOf(startsAt) / 7);
const isLastDay = (startsAt: string): boolean =>
  new Date(dateOf(startsAt).getTime() + 86_400_000).getUTCDate() === 1;
const isLastWeek = (startsAt: string): boolean =>
  new Date(dateOf(startsAt).getTime() + 7 * 86_400_000).getUTCMonth() + 1 !== monthOf(startsAt);

/** What can be chosen for the day of the month, given the first day. */
export const monthChoicesOf = (startsAt: string): MonthChoice[] => [
  "day",
  ...(isLastDay(startsAt) ? (["last_day"] as const) : []),
  ...(nthOf(startsAt) <= 4 ? (["nth"] as const) : []),
  ...(isLastWeek(startsAt) ? (["last_nth"] as const) : []),
];

/** The weekday of the month that a choice means: "the third Monday", "the last Friday". */
export const nthDayOf = (choice: "nth" | "last_nth", startsAt: string): RuleDay => ({
  weekday: weekdayOf(startsAt),
  nth: choice === "last_nth" ? -1 : nthOf(startsAt),
});

/** A new builder: every week on the day of its start, for ever. */
export const freshChoice = (startsAt: string): Choice => ({
  frequency: "WEEKLY",
  interval: 1,
  weekdays: [weekdayOf(startsAt)],
  month: "day",
  end: "never",
  count: 10,
  until: "",
});

function monthParts({ frequency, month }: Choice, startsAt: string): Partial<Recurrence> {
  const byMonth = frequency === "YEARLY" ? [monthOf(startsAt)] : [];
  if (month === "last_day") return { byMonth, byMonthDay: [-1] };
  if (month === "nth" || month === "last_nth") return { byMonth, byDay: [nthDayOf(month, startsAt)] };
  return {};
}

/** The rule that the builder shows. */
export function recurrenceOfChoice(choice: Choice, startsAt: string): Recurrence {
  const { frequency, interval, weekdays, end, count, until } = choice;
  const plain = { byDay: [], byMonthDay: [], byMonth: [], bySetPos: [] };
  const days = WEEKDAYS.filter((day) => weekdays.includes(day)).map((weekday) => ({ weekday, nth: null }));
  return {
    ...plain,
    frequency,
    interval,
    ...(frequency === "WEEKLY" ? { byDay: days } : {}),
    ...(frequency === "MONTHLY" || frequency === "YEARLY" ? monthParts(choice, startsAt) : {}),
    count: end === "count" ? count : null,
    until: end === "until" && until ? `${until}T23:59` : null,
  };
}

const sameDays = (a: readonly RuleDay[], b: readonly RuleDay[]) =>
  a.map(({ nth, weekday }) => `${nth}${weekday}`).join() ===
  b.map(({ nth, weekday }) => `${nth}${weekday}`).join();

function monthOfRule(rule: Recurrence, startsAt: string): MonthChoice | null {
  const { byDay, byMonthDay, byMonth, bySetPos, frequency } = rule;
  if (bySetPos.length > 0 || (frequency === "MONTHLY" && byMonth.length > 0)) return null;
  if (byDay.length === 0 && byMonthDay.length === 0 && byMonth.length === 0) return "day";
  if (frequency === "YEARLY" && byMonth.join() !== String(monthOf(startsAt))) return null;
  const options = monthChoicesOf(startsAt);
  if (byDay.length === 0 && byMonthDay.join() === "-1" && options.includes("last_day")) return "last_day";
  const found = (["nth", "last_nth"] as const).find(
    (choice) =>
      byMonthDay.length === 0 && options.includes(choice) && sameDays(byDay, [nthDayOf(choice, startsAt)]),
  );
  return found ?? null;
}

/** The builder that shows a rule; null for one that says more than the builder can show. */
export function choiceOf(rule: Recurrence, startsAt: string): Choice | null {
  const { frequency, interval, byDay, count, until } = rule;
  const base: Choice = {
    ...freshChoice(startsAt),
    frequency,
    interval,
    end: count !== null ? "count" : until !== null ? "until" : "never",
    count: count ?? 10,
    until: until?.slice(0, 10) ?? "",
  };
  if (frequency === "DAILY") return byDay.length > 0 ? null : base;
  if (frequency === "WEEKLY")
    return byDay.length > 0 ? { ...base, weekdays: byDay.map(({ weekday }) => weekday) } : base;
  const month = monthOfRule(rule, startsAt);
  return month && { ...base, month };
}
