import { expect, test } from "vitest";
import { calendarDaysMax } from "../schemas";
import { daysFrom, parseDay, stepDay, timeOnDay, windowOf } from "./calendar-window";

const paris = "Europe/Paris";

test("a month asks for six whole weeks, by the workspace's clocks on both sides of a change", () => {
  const march = windowOf("month", "2026-03-15", paris);
  expect(march.from.toISOString()).toBe("2026-02-22T23:00:00.000Z");
  expect(march.to.toISOString()).toBe("2026-04-05T22:00:00.000Z");
  expect([march.firstDay, march.lastDay]).toEqual(["2026-03-01", "2026-03-31"]);
});

test("a month is drawn from the Monday before it, a week by its hours", () => {
  expect(windowOf("month", "2026-03-15", paris).grid).toEqual({
    firstDay: "2026-02-23",
    days: 42,
    by: "day",
  });
  expect(windowOf("week", "2026-03-29", paris).grid).toEqual({ firstDay: "2026-03-23", days: 7, by: "hour" });
  expect(daysFrom("2026-02-27", 3)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
});

test("a week begins on Monday, the week of a Sunday too", () => {
  const week = windowOf("week", "2026-03-29", paris);
  expect([week.firstDay, week.lastDay]).toEqual(["2026-03-23", "2026-03-29"]);
  expect((week.to.getTime() - week.from.getTime()) / 3_600_000).toBe(7 * 24 - 1);
});

test("a list is about its month alone, and no window is longer than the server allows", () => {
  const list = windowOf("list", "2026-11-21", paris);
  expect([list.from, list.to]).toEqual([
    ...[new Date("2026-10-31T23:00:00Z"), new Date("2026-11-30T23:00:00Z")],
  ]);
  const { from, to } = windowOf("month", "2026-10-01", paris);
  expect((to.getTime() - from.getTime()) / 86_400_000).toBeLessThan(calendarDaysMax);
});

test("a step from the end of a long month does not skip a short one", () => {
  expect(stepDay("month", "2026-01-31", 1)).toBe("2026-02-01");
  expect(stepDay("list", "2026-03-31", -1)).toBe("2026-02-01");
  expect(stepDay("week", "2026-12-30", 1)).toBe("2027-01-06");
});

test("only a day that exists is read from the address", () => {
  expect(parseDay("2026-02-28")).toBe("2026-02-28");
  for (const text of ["2026-02-30", "tomorrow", "", null, "2026-2-3"]) expect(parseDay(text)).toBeNull();
});

test("a click on a day means a time that is still ahead", () => {
  const now = new Date("2026-11-21T13:20:00Z");
  expect(timeOnDay("2026-11-25", paris, now)).toBe("2026-11-25T09:00");
  expect(timeOnDay("2026-11-21", paris, now)).toBe("2026-11-21T15:00");
  expect(timeOnDay("2026-11-20", paris, now)).toBeNull();
  expect(timeOnDay("2026-11-21", paris, new Date("2026-11-21T22:30:00Z"))).toBeNull();
});
