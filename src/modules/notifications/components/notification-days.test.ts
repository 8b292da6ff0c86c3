import { expect, test } from "vitest";
import { byDay, nearnessOf } from "./notification-days";

const at = (iso: string) => ({ createdAt: new Date(iso) });

test("news is put together by the calendar day of the zone", () => {
  const items = [at("2026-11-21T23:30:00Z"), at("2026-11-21T22:30:00Z"), at("2026-11-21T01:00:00Z")];
  expect(byDay(items, "Europe/Paris").map(({ day, items }) => [day, items.length])).toEqual([
    ["2026-11-22", 1],
    ["2026-11-21", 2],
  ]);
  expect(byDay(items, "UTC")).toHaveLength(1);
  expect(byDay([], "UTC")).toEqual([]);
});

test("today and yesterday are the zone's, also where a day has 23 hours", () => {
  const now = new Date("2026-03-29T22:30:00Z");
  expect(nearnessOf("2026-03-30", now, "Europe/Paris")).toBe("today");
  expect(nearnessOf("2026-03-29", now, "Europe/Paris")).toBe("yesterday");
  expect(nearnessOf("2026-03-29", now, "UTC")).toBe("today");
  expect(nearnessOf("2026-03-01", now, "UTC")).toBeNull();
});
