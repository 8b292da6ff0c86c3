import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bothInstantsOf, dayMs, instantOf, isAmbiguous, meantTimeOf, minuteMs, wallTimeOf } from "./time";

/** Clocks go back at these instants of 2026; on Lord Howe by half an hour, in Casablanca for Ramadan. */
const BACK = [
  ["Europe/Paris", "2026-10-25T01:00Z", "2026-10-25T02:30", "+02:00", "+01:00"],
  ["America/New_York", "2026-11-01T06:00Z", "2026-11-01T01:30", "-04:00", "-05:00"],
  ["Africa/Casablanca", "2026-02-15T02:00Z", "2026-02-15T02:30", "+01:00", "+00:00"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z", "2026-04-05T01:45", "+11:00", "+10:30"],
] as const;

describe.each(BACK)("in %s, where clocks go back at %s", (zone, change, face, first, second) => {
  const [earlier, later] = [first, second].map((offset) => new Date(`${face}:00${offset}`));

  test("a time that happens twice means the first, unless its offset is told", () => {
    expect(instantOf(face, zone)).toEqual(earlier);
    expect(instantOf(`${face}${first}`, zone)).toEqual(earlier);
    expect(instantOf(`${face}${second}`, zone)).toEqual(later);
    expect(bothInstantsOf(face, zone)).toEqual([earlier, later]);
    expect(bothInstantsOf(`${face}${second}`, zone)).toEqual([earlier, later]);
  });

  test("every minute has a wall time that means it alone", () =>
    fc.assert(
      fc.property(fc.integer({ min: -dayMs / minuteMs, max: dayMs / minuteMs }), (minutes) => {
        const at = new Date(Date.parse(change) + minutes * minuteMs);
        const meant = meantTimeOf(at, zone);
        expect(instantOf(meant, zone)).toEqual(at);
        expect(meant.slice(0, 16)).toBe(wallTimeOf(at, zone));
        const both = bothInstantsOf(meant, zone);
        expect(isAmbiguous(at, zone)).toBe(both !== null);
        expect(meant.length > 16).toBe(both?.[1].getTime() === at.getTime());
      }),
    ));
});

test("an offset that a zone does not have then is refused, and so is one inside a gap", () => {
  const refusal = (reason: string) =>
    expect.objectContaining({ code: "INVALID", reason, field: "publishAt" });
  expect(() => instantOf("2026-10-25T02:30+03:00", "Europe/Paris")).toThrow(refusal("time.offset"));
  expect(() => instantOf("2026-07-01T09:00+01:00", "Europe/Paris")).toThrow(refusal("time.offset"));
  expect(() => instantOf("2026-03-29T02:30+01:00", "Europe/Paris")).toThrow(refusal("time.skipped"));
  expect(bothInstantsOf("2026-03-29T02:30", "Europe/Paris")).toBeNull();
  expect(isAmbiguous(new Date("2026-10-25T00:30Z"), "UTC")).toBe(false);
});
