import { expect, test } from "vitest";
import type { SlotInput } from "../schemas";
import { countWeek, isSameWeek, withChanged, withoutSlot, withTimes } from "./week-draft";

const slot = (weekday: number, time: string, label: string | null = null): SlotInput => ({
  weekday,
  time,
  label,
  evergreen: true,
});

test("a time is added to several days at once, and a day that has it keeps its own", () => {
  const week = withTimes([slot(2, "09:00", "news")], [3, 2, 1], { time: "09:00", label: "x" });
  expect(week).toEqual([slot(1, "09:00", "x"), slot(2, "09:00", "news"), slot(3, "09:00", "x")]);
  expect(countWeek(week)).toEqual({ times: 3, days: 3 });
});

test("a slot is changed, and refused where its day has that time already", () => {
  const week = [slot(1, "09:00"), slot(1, "17:00")];
  expect(withChanged(week, slot(1, "17:00"), slot(1, "08:00", "early"))).toEqual([
    slot(1, "08:00", "early"),
    slot(1, "09:00"),
  ]);
  expect(withChanged(week, slot(1, "17:00"), slot(1, "09:00"))).toBeNull();
  expect(withoutSlot(week, slot(1, "09:00"))).toEqual([slot(1, "17:00")]);
});

test("two weeks are compared by what they say, not by their order or their ids", () => {
  const known = { ...slot(1, "09:00"), id: "slot_1" };
  expect(isSameWeek([slot(2, "09:00"), known], [slot(1, "09:00"), slot(2, "09:00")])).toBe(true);
  expect(isSameWeek([known], [slot(1, "09:00", "label")])).toBe(false);
});
