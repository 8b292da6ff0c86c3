import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf, meantTimeOf, minuteMs, wallTimeOf } from "@/kernel/time";
import { readRow } from "./policy.rows";
import type { ReadRow, RowWorld } from "./types";

const worldIn = (timeZone: string): RowWorld => ({
  ...{ now: new Date("2026-01-01T00:00:00Z"), order: "dmy", timeZone, mayPublish: true },
  ...{ channels: [], defaults: [], assets: new Map(), campaigns: new Map(), labels: new Map() },
  issuesOf: () => [],
});
const whenOf = (cells: ReadRow["cells"], timeZone: string) => readRow(1, cells, worldIn(timeZone)).when;

/** The clocks of a zone change at these instants of 2026; in Casablanca for Ramadan, on Lord Howe by half an hour. */
const CHANGES = [
  ["Europe/Paris", "2026-03-29T01:00Z", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z", "2026-11-01T06:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00Z", "2026-03-22T02:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z", "2026-10-03T15:30Z"],
] as const;

describe.each(CHANGES)(
  "the time of a row in %s, close to a change of clocks above all",
  (zone, ...changes) => {
    const instant = fc
      .tuple(
        fc.oneof(fc.constantFrom(...changes), fc.constantFrom("2026-07-01T00:00Z")),
        fc.integer({ min: -600, max: 600 }),
      )
      .map(([change, minutes]) => new Date(Date.parse(change) + minutes * minuteMs));
    /** The same instant written at an offset, as other programs export it. */
    const writtenAt = (at: Date, hours: number) => {
      const face = new Date(at.getTime() + hours * 60 * minuteMs).toISOString().slice(0, 19);
      return `${face}${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
    };

    test("is the instant that its offset says, also in an hour that comes twice", () => {
      fc.assert(
        fc.property(instant, fc.integer({ min: -11, max: 13 }), (at, hours) => {
          const meant = { wallTime: meantTimeOf(at, zone), timeZone: zone, publishAt: at };
          expect(whenOf({ text: "A", date: at.toISOString() }, zone)).toEqual(meant);
          expect(whenOf({ text: "A", dateTime: writtenAt(at, hours) }, zone)).toEqual(meant);
        }),
        { numRuns: 200 },
      );
    });

    test("is the first such instant where only the clock's face is said", () => {
      fc.assert(
        fc.property(instant, (at) => {
          const wallTime = wallTimeOf(at, zone);
          const publishAt = instantOf(wallTime, zone);
          expect(whenOf({ text: "A", dateTime: wallTime }, zone)).toEqual({
            wallTime,
            timeZone: zone,
            publishAt,
          });
          expect(publishAt.getTime()).toBeLessThanOrEqual(at.getTime());
        }),
      );
    });
  },
);
