import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hourMs } from "@/kernel/time";
import { cellsOf, drawnOf } from "./policy";

const zones = ["Europe/Paris", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "UTC"];
const aDay = fc
  .date({ min: new Date("2024-01-01"), max: new Date("2030-12-31"), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));

describe("the cells of a calendar", () => {
  test("touch each other without a hole, in every zone and on both changes of the clocks", () => {
    fc.assert(
      fc.property(aDay, fc.constantFrom(...zones), fc.constantFrom("day", "hour"), (day, zone, size) => {
        const cells = cellsOf(day, 9, size as "day" | "hour", zone);
        expect(new Set(cells.map(({ key }) => key)).size).toBe(cells.length);
        cells.slice(1).forEach((cell, index) => expect(cell.from).toEqual(cells[index]?.to));
        for (const { from, to } of cells) expect(to.getTime()).toBeGreaterThanOrEqual(from.getTime());
      }),
      { numRuns: 100 },
    );
  });

  test("begin at midnight of the zone", () => {
    const [first, second] = cellsOf("2026-11-21", 2, "day", "Europe/Paris");
    expect(first).toEqual({
      key: "2026-11-21",
      from: new Date("2026-11-20T23:00:00Z"),
      to: new Date("2026-11-21T23:00:00Z"),
    });
    expect(second?.key).toBe("2026-11-22");
  });

  test("hold nothing in the hour that the clocks skip, and both of the one that happens twice", () => {
    const lengthOf = (day: string, hour: string) => {
      const cell = cellsOf(day, 1, "hour", "Europe/Paris").find(({ key }) => key === `${day}T${hour}`);
      return cell && (cell.to.getTime() - cell.from.getTime()) / hourMs;
    };
    expect(lengthOf("2026-03-29", "02")).toBe(0);
    expect(lengthOf("2026-03-29", "03")).toBe(1);
    expect(lengthOf("2026-10-25", "02")).toBe(2);
    expect(lengthOf("2026-10-26", "02")).toBe(1);
  });
});

test("a full cell keeps a line for the way to the rest, and a crowded hour is a number", () => {
  expect([0, 1, 4, 5, 316].map((count) => drawnOf(count, "day"))).toEqual([0, 1, 4, 3, 3]);
  expect([2, 3, 10, 11].map((count) => drawnOf(count, "hour"))).toEqual([2, 1, 1, 0]);
});
