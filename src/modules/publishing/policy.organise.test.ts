import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs, instantOf, minuteMs, wallTimeOf } from "@/kernel/time";
import { type PlannedTime, retimed } from "./policy.organise";

const planned = (wallTime: string, timeZone = "Europe/Paris"): PlannedTime => ({
  ...{ timing: "time", wallTime, timeZone, publishAt: instantOf(wallTime, timeZone) },
});
const shift = (days: number, minutes = 0) => ({ by: "shift" as const, days, minutes });

describe("moving many posts at once", () => {
  test.each([
    ["over the night when clocks go forward", "2026-03-28T09:00", shift(1), "2026-03-29T09:00"],
    ["over the night when clocks go back", "2026-10-24T09:00", shift(1), "2026-10-25T09:00"],
    ["by minutes, across midnight", "2026-11-21T23:50", shift(0, 20), "2026-11-22T00:10"],
    ["by minutes, across the lost hour", "2026-03-29T01:50", shift(0, 20), "2026-03-29T03:10"],
    ["by days and minutes", "2026-03-28T09:00", shift(1, -30), "2026-03-29T08:30"],
    [
      "to another time of its day",
      "2026-11-21T09:00",
      { by: "time" as const, time: "18:45" },
      "2026-11-21T18:45",
    ],
    ["to another day", "2026-11-21T09:00", { by: "date" as const, date: "2027-02-28" }, "2027-02-28T09:00"],
  ])("moves a post %s", (_, from, change, expected) => {
    expect(retimed(planned(from), change, "UTC")).toEqual({ wallTime: expected, timeZone: "Europe/Paris" });
  });

  test.each(["Europe/Paris", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"])(
    "keeps the wall time in %s, whatever the days",
    (zone) => {
      const at = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
      fc.assert(
        fc.property(at, fc.integer({ min: -366, max: 366 }), (instant, days) => {
          const from = wallTimeOf(instant, zone);
          const post = { timing: "time" as const, wallTime: from, timeZone: zone, publishAt: instant };
          const { wallTime } = retimed(post, shift(days), zone);
          expect(wallTime.slice(11)).toBe(from.slice(11));
          expect((Date.parse(`${wallTime}Z`) - Date.parse(`${from}Z`)) / dayMs).toBe(days);
        }),
      );
    },
  );

  test("counts minutes as they pass in every zone", () => {
    const at = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(at, fc.integer({ min: -1440, max: 1440 }).filter(Boolean), (instant, minutes) => {
        const zone = "Australia/Lord_Howe";
        const post = {
          timing: "time" as const,
          wallTime: wallTimeOf(instant, zone),
          timeZone: zone,
          publishAt: instant,
        };
        const { wallTime } = retimed(post, shift(0, minutes), zone);
        expect(wallTime).toBe(wallTimeOf(new Date(instant.getTime() + minutes * minuteMs), zone));
      }),
    );
  });

  test("takes a post of a queue by its slot's time, in the workspace's zone", () => {
    const post = {
      ...planned("2026-11-21T09:00", "UTC"),
      timing: "queue" as const,
      wallTime: null,
      timeZone: null,
    };
    expect(retimed(post, shift(1), "Europe/Paris")).toEqual({
      ...{ wallTime: "2026-11-22T10:00", timeZone: "Europe/Paris" },
    });
  });

  test("refuses a post without a time, and one that follows another", () => {
    const draft = { timing: "time" as const, publishAt: null, wallTime: null, timeZone: null };
    expect(() => retimed(draft, shift(1), "UTC")).toThrow(/not scheduled/);
    expect(() => retimed({ ...draft, timing: "after" }, shift(1), "UTC")).toThrow(/after another/);
  });
});
