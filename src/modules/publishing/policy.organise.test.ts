import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs, instantOf, meantTimeOf, minuteMs, wallTimeOf } from "@/kernel/time";
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
    const timeZone = "Europe/Paris";
    const publishAt = instantOf(expected, timeZone);
    expect(retimed(planned(from), change, "UTC")).toEqual({ wallTime: expected, timeZone, publishAt });
  });

  test("leaves the second of two hours the second, whatever is asked of its face", () => {
    const second = new Date("2026-10-25T01:30:00Z");
    const post = { ...planned("2026-10-25T02:30"), publishAt: second };
    const same = { wallTime: "2026-10-25T02:30+01:00", timeZone: "Europe/Paris", publishAt: second };
    expect(retimed(post, { by: "time", time: "02:30" }, "UTC")).toEqual(same);
    expect(retimed(post, { by: "date", date: "2026-10-25" }, "UTC")).toEqual(same);
    expect(retimed(planned("2026-10-25T02:30"), shift(0, 60), "UTC")).toEqual(same);
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
      publishAt: new Date("2026-11-22T09:00:00Z"),
    });
  });

  test("refuses a post without a time, and one that follows another", () => {
    const draft = { timing: "time" as const, publishAt: null, wallTime: null, timeZone: null };
    expect(() => retimed(draft, shift(1), "UTC")).toThrow(/not scheduled/);
    expect(() => retimed({ ...draft, timing: "after" }, shift(1), "UTC")).toThrow(/after another/);
  });
});

/** The clocks of a zone change at these instants of 2026; in Casablanca for Ramadan, on Lord Howe by half an hour. */
const CHANGES = [
  ["Europe/Paris", "2026-03-29T01:00Z", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z", "2026-11-01T06:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00Z", "2026-03-22T02:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z", "2026-10-03T15:30Z"],
] as const;

describe.each(CHANGES)("in %s, close to a change of clocks above all, moving a post", (zone, ...changes) => {
  const year = fc.integer({ min: 0, max: 2 * 365 * 1_440 }).map((n) => Date.UTC(2026, 0) + n * minuteMs);
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -240, max: 240 }))
    .map(([change, minutes]) => Date.parse(change) + minutes * minuteMs);
  const aPost = fc.oneof(year, near).map((at) => {
    const publishAt = new Date(at);
    return { timing: "time" as const, wallTime: wallTimeOf(publishAt, zone), timeZone: zone, publishAt };
  });
  const someMinutes = fc.integer({ min: -1_440, max: 1_440 }).filter(Boolean);
  const someDays = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -366, max: 366 }));
  /** By days; null where the clocks skip that time. */
  const byDays = (post: PlannedTime, days: number, minutes = 0) => {
    try {
      return retimed(post, shift(days, minutes), "UTC");
    } catch (error) {
      expect(error).toMatchObject({ reason: "time.skipped" });
      return null;
    }
  };

  test("by minutes counts them as they pass, and back again finds where it was", () => {
    fc.assert(
      fc.property(aPost, someMinutes, (post, minutes) => {
        const moved = retimed(post, shift(0, minutes), "UTC");
        expect(moved.publishAt.getTime() - post.publishAt.getTime()).toBe(minutes * minuteMs);
        expect(moved.wallTime).toBe(meantTimeOf(moved.publishAt, zone));
        const back = retimed({ ...moved, timing: "time" }, shift(0, -minutes), "UTC");
        expect(back.publishAt).toEqual(post.publishAt);
      }),
      { numRuns: 300 },
    );
  });

  test("by days keeps the clock's face, and minutes count from there", () => {
    fc.assert(
      fc.property(aPost, someDays, someMinutes, (post, days, minutes) => {
        const moved = byDays(post, days);
        if (!moved) return;
        const face = wallTimeOf(moved.publishAt, zone);
        expect(face.slice(11)).toBe(post.wallTime.slice(11));
        expect((Date.parse(`${face}Z`) - Date.parse(`${post.wallTime}Z`)) / dayMs).toBe(days);
        expect(moved.wallTime).toBe(meantTimeOf(moved.publishAt, zone));
        const further = byDays(post, days, minutes);
        expect(further?.publishAt.getTime()).toBe(moved.publishAt.getTime() + minutes * minuteMs);
      }),
      { numRuns: 300 },
    );
  });
});
