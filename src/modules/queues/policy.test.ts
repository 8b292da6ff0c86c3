import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { dayMs, minuteMs } from "@/kernel/time";
import {
  freeOf,
  haveRulesChanged,
  keptWallTime,
  movedTo,
  type Occurrence,
  occurrencesOf,
  reflow,
  rulesOf,
  type SlotRule,
  shuffle,
  type ZoneRules,
} from "./policy";

const ZONES = ["Europe/Paris", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"] as const;

const two = (value: number) => String(value).padStart(2, "0");
const slotRule = fc
  .record({
    weekday: fc.integer({ min: 1, max: 7 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ weekday, hour, minute }): SlotRule => ({ weekday, time: `${two(hour)}:${two(minute)}` }));
const week = fc.array(slotRule, { minLength: 1, maxLength: 12 });
const zone = fc.constantFrom(...ZONES);
const now = fc
  .date({ min: new Date("2025-01-01T00:00:00Z"), max: new Date("2028-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / minuteMs) * minuteMs));

const span = (after: Date, days: number) => ({ after, until: new Date(after.getTime() + days * dayMs) });
const all = (slots: readonly SlotRule[], inZone: string, after: Date, days: number): Occurrence[] => [
  ...occurrencesOf(slots, inZone, span(after, days)),
];
const wallOf = (at: Date, inZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(inZone);
const on = (slots: readonly SlotRule[], inZone: string, from: string, days: number) =>
  all(slots, inZone, new Date(from), days).map(({ at }) => at.toISOString());

describe("the rounds of a week's slots", () => {
  test("move on past the gap when clocks go forward", () => {
    const sunday = [{ weekday: 7, time: "02:30" }];
    expect(on(sunday, "Europe/Paris", "2026-03-28T00:00:00Z", 2)).toEqual(["2026-03-29T01:30:00.000Z"]);
    expect(on(sunday, "America/New_York", "2026-03-07T12:00:00Z", 2)).toEqual(["2026-03-08T07:30:00.000Z"]);
    // Half an hour is skipped there: 02:15 is 02:45.
    expect(on([{ weekday: 7, time: "02:15" }], "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 2)).toEqual([
      "2026-10-03T15:45:00.000Z",
    ]);
  });

  test("come at the first of two equal times when clocks go back", () => {
    const sunday = [{ weekday: 7, time: "02:30" }];
    expect(on(sunday, "Europe/Paris", "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25T00:30:00.000Z"]);
    expect(on([{ weekday: 7, time: "01:45" }], "Australia/Lord_Howe", "2026-04-04T00:00:00Z", 2)).toEqual([
      "2026-04-04T14:45:00.000Z",
    ]);
  });

  test("that meet in a gap count once, and those that it reorders come in their new order", () => {
    const sunday = ["02:30", "03:00", "03:30"].map((time) => ({ weekday: 7, time }));
    expect(on(sunday, "Europe/Paris", "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T01:30:00.000Z",
    ]);
  });

  test("of a day that a zone skipped whole happen on the next, once", () => {
    const slots = [5, 6].map((weekday) => ({ weekday, time: "10:00" }));
    expect(on(slots, "Pacific/Apia", "2011-12-29T00:00:00Z", 3)).toEqual(["2011-12-30T20:00:00.000Z"]);
  });

  test("keep their wall time over every change of the clocks, but where the clocks skip it", () => {
    fc.assert(
      fc.property(week, zone, now, (slots, inZone, from) => {
        for (const { at, slot } of all(slots, inZone, from, 60)) {
          const wall = wallOf(at, inZone);
          const exists = wall.toPlainTime().toString({ smallestUnit: "minute" }) === slot.time;
          const meant = wall.toPlainDate().toPlainDateTime(slot.time);
          const skipped = meant.toZonedDateTime(inZone).toPlainDateTime().equals(meant) === false;
          expect(exists || skipped).toBe(true);
          expect(wall.dayOfWeek).toBe(slot.weekday);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("ascend without a repeat, and none lies outside of what was asked for", () => {
    fc.assert(
      fc.property(week, zone, now, (slots, inZone, from) => {
        const times = all(slots, inZone, from, 45).map(({ at }) => at.getTime());
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        for (const ms of times) {
          expect(ms).toBeGreaterThan(from.getTime());
          expect(ms).toBeLessThanOrEqual(from.getTime() + 45 * dayMs);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("are the same whether they are asked for at once or in two parts", () => {
    fc.assert(
      fc.property(week, zone, now, fc.integer({ min: 1, max: 29 }), (slots, inZone, from, days) => {
        const middle = new Date(from.getTime() + days * dayMs);
        const parts = [...all(slots, inZone, from, days), ...all(slots, inZone, middle, 30 - days)];
        expect(parts).toEqual(all(slots, inZone, from, 30));
      }),
      { numRuns: 60 },
    );
  });

  test("of no slots are none", () => expect(on([], "UTC", "2026-01-01T00:00:00Z", 60)).toEqual([]));
});

describe("a reflow", () => {
  const taken = fc.array(fc.nat({ max: 40 }), { maxLength: 20 });

  test("never puts two posts on one slot, keeps their order, and takes nothing that is past or taken", () => {
    fc.assert(
      fc.property(week, zone, now, taken, fc.nat({ max: 15 }), (slots, inZone, from, indices, count) => {
        const rounds = all(slots, inZone, from, 60);
        const held = new Set(indices.flatMap((index) => rounds[index]?.at.getTime() ?? []));
        const items = Array.from({ length: count }, (_, index) => index);
        const { places, left } = reflow(items, freeOf(rounds, held));
        expect([...places.map(({ item }) => item), ...left]).toEqual(items);
        const times = places.map(({ at }) => at.getTime());
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        for (const ms of times) {
          expect(ms).toBeGreaterThan(from.getTime());
          expect(held.has(ms)).toBe(false);
        }
        expect(left.length === 0 || places.length === rounds.length - held.size).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a shuffle", () => {
  const items = fc.uniqueArray(fc.integer(), { maxLength: 30 });

  test("is a permutation that the seed decides, and changes something where it can", () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (list, seed) => {
        const shuffled = shuffle(list, seed);
        expect(shuffled.toSorted()).toEqual(list.toSorted());
        expect(shuffle(list, seed)).toEqual(shuffled);
        if (list.length > 1) expect(shuffled).not.toEqual(list);
      }),
    );
  });

  test("reaches every order of a few items", () => {
    const seen = new Set(Array.from({ length: 200 }, (_, seed) => shuffle(["a", "b", "c"], seed).join("")));
    expect([...seen].sort()).toEqual(["acb", "bac", "bca", "cab", "cba"]);
  });
});

test("a moved item stands in its new place, the others keep their order", () => {
  expect(movedTo(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
  expect(movedTo(["a", "b", "c", "d"], 3, 0)).toEqual(["d", "a", "b", "c"]);
});

describe("a change of zone or of its rules", () => {
  test("moves instants and no wall time", () => {
    fc.assert(
      fc.property(week, zone, zone, now, (slots, from, to, at) => {
        const former = rulesOf(from, span(at, 90));
        for (const { at: before, slot } of all(slots, from, at, 60)) {
          const wall = wallOf(before, from).toPlainDateTime();
          const after = keptWallTime(before, former, to);
          const skipped = !wall.toZonedDateTime(to).toPlainDateTime().equals(wall);
          if (!skipped) expect(wallOf(after, to).toPlainDateTime().equals(wall)).toBe(true);
          expect(wallOf(after, to).dayOfWeek).toBe(slot.weekday);
        }
      }),
      { numRuns: 40 },
    );
  });

  const april = new Date("2027-04-01T00:00:00Z");
  /** As if Paris had been expected to stay on winter time for good. */
  const noSummer: ZoneRules = {
    zone: "Europe/Paris",
    until: Date.parse("2028-01-01T00:00:00Z"),
    offsets: [{ from: 0, seconds: 3_600 }],
  };

  test("is noticed, and what was meant for nine still goes out at nine", () => {
    expect(haveRulesChanged(noSummer, "Europe/Paris", april)).toBe(true);
    const planned = new Date("2027-06-01T08:00:00Z");
    expect(keptWallTime(planned, noSummer, "Europe/Paris")).toEqual(new Date("2027-06-01T07:00:00Z"));
    const winter = new Date("2027-12-01T08:00:00Z");
    expect(keptWallTime(winter, noSummer, "Europe/Paris")).toEqual(winter);
  });

  test.each(ZONES)("is not seen in %s where there was none", (inZone) => {
    const rules = rulesOf(inZone, span(new Date("2026-01-01T00:00:00Z"), 900));
    expect(rules.offsets.length).toBeGreaterThan(2);
    expect(haveRulesChanged(rules, inZone, new Date("2026-01-01T00:00:00Z"))).toBe(false);
    expect(haveRulesChanged(rules, inZone, new Date("2026-11-21T00:00:00Z"))).toBe(false);
  });
});
