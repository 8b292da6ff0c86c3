import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  dayOf,
  isDetached,
  makes,
  moveExcluded,
  nextOccurrences,
  occurrencesBetween,
  type Occurrence,
  pairUp,
  type Plan,
  resolve,
  splitPlan,
} from "./policy";
import { writeRule } from "./schemas.rule";

const ZONES = ["Europe/Paris", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"] as const;
const far = new Date("2045-01-01T00:00:00Z");
const start = new Date("2020-01-01T00:00:00Z");
const aPlan = (rule: string, startsAt: string, timeZone = "Europe/Paris", excluded: string[] = []): Plan => ({
  rule,
  startsAt,
  timeZone,
  excluded,
});
const names = (list: readonly Occurrence[]) => list.map(({ occurrence }) => occurrence);

const anEnd = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 60 }), until: fc.constant(null) }),
  fc.record({ count: fc.constant(null), until: fc.constantFrom("2026-12-31T23:59", "2027-11-01T01:30") }),
);
const days = (nths: readonly (number | null)[]) =>
  fc.uniqueArray(
    fc.record({
      weekday: fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU" as const),
      nth: fc.constantFrom(...nths),
    }),
    { maxLength: 4, selector: ({ weekday, nth }) => `${nth}${weekday}` },
  );
const plain = { byDay: [], byMonthDay: [], byMonth: [], bySetPos: [] };
const aRule = fc
  .tuple(
    fc.oneof(
      fc.record({
        frequency: fc.constantFrom("DAILY", "WEEKLY" as const),
        interval: fc.integer({ min: 1, max: 5 }),
        byDay: days([null]),
      }),
      fc.record({
        frequency: fc.constant("MONTHLY" as const),
        interval: fc.integer({ min: 1, max: 3 }),
        byMonthDay: fc.uniqueArray(fc.constantFrom(1, 15, 28, 31, -1), { maxLength: 3 }),
      }),
      fc.record({
        frequency: fc.constant("MONTHLY" as const),
        interval: fc.integer({ min: 1, max: 3 }),
        byDay: days([1, 2, -1]),
      }),
      fc.record({
        frequency: fc.constant("MONTHLY" as const),
        interval: fc.constant(1),
        byDay: fc.constant(["MO", "TU", "WE", "TH", "FR"].map((weekday) => ({ weekday, nth: null }))),
        bySetPos: fc.uniqueArray(fc.constantFrom(1, 3, -1), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({ frequency: fc.constant("YEARLY" as const), interval: fc.integer({ min: 1, max: 2 }) }),
    ),
    anEnd,
  )
  .map(([rule, end]) => writeRule({ ...plain, ...rule, ...end } as Parameters<typeof writeRule>[0]));
const aStart = fc
  .tuple(
    fc.integer({ min: 0, max: 700 }),
    fc.constantFrom("00:15", "01:30", "01:45", "02:00", "02:15", "02:30", "09:00", "23:45"),
  )
  .map(
    ([offset, time]) => `${Temporal.PlainDate.from("2025-01-01").add({ days: offset }).toString()}T${time}`,
  );
const anyPlan = fc
  .record({ rule: aRule, startsAt: aStart, timeZone: fc.constantFrom(...ZONES) })
  .map((plan): Plan => ({ ...plan, excluded: [] }));

describe("a recurrence in any zone", () => {
  test("keeps its wall time over both changes of the clocks, and moves only where clocks skip it", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        for (const { occurrence, wallTime, at, clock } of occurrencesBetween(plan, start, far)) {
          expect(occurrence.slice(11)).toBe(plan.startsAt.slice(11));
          const shown = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(
            plan.timeZone,
          );
          expect(shown.toPlainDateTime().toString({ smallestUnit: "minute" })).toBe(wallTime);
          expect(wallTime === occurrence).toBe(clock !== "skipped");
          if (clock === "skipped") expect(wallTime > occurrence).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("happens at most once a day, in order, never before its start nor after its end", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const all = occurrencesBetween(plan, start, far);
        expect(new Set(names(all).map(dayOf)).size).toBe(all.length);
        expect(all.map(({ at }) => at.getTime())).toEqual(
          all.map(({ at }) => at.getTime()).sort((a, b) => a - b),
        );
        const [, until] = /UNTIL=(\d{8})/.exec(plan.rule) ?? [];
        for (const { occurrence } of all) {
          expect(occurrence >= plan.startsAt).toBe(true);
          if (until) expect(dayOf(occurrence).replaceAll("-", "") <= until).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("respects its count to the last one", () => {
    const counted = anyPlan.filter(({ rule }) => rule.includes("COUNT=") && !rule.includes("YEARLY"));
    fc.assert(
      fc.property(counted, (plan) => {
        const count = Number(/COUNT=(\d+)/.exec(plan.rule)?.[1]);
        expect(occurrencesBetween(plan, start, new Date("2200-01-01T00:00:00Z"))).toHaveLength(count);
      }),
      { numRuns: 200 },
    );
  });

  test("cut anywhere, its two halves make exactly the whole", () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), (plan, where, holes) => {
        const bare = occurrencesBetween(plan, start, far);
        fc.pre(bare.length > 0);
        const pick = (index: number) => bare[index % bare.length]?.occurrence ?? "";
        const cut = pick(where);
        const excluded = [...new Set(holes.map(pick))].filter((name) => name !== cut);
        const whole: Plan = { ...plan, excluded };
        const { before, after } = splitPlan(whole, cut);
        const halves = [...(before ? occurrencesBetween(before, start, far) : [])].concat(
          occurrencesBetween(after, start, far),
        );
        expect(halves).toEqual(occurrencesBetween(whole, start, far));
        expect(before === null).toBe(bare[0]?.occurrence === cut);
      }),
      { numRuns: 400 },
    );
  });

  test("never shows what was taken out, yet still knows that the rule makes it", () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (plan, where) => {
        const bare = occurrencesBetween(plan, start, far);
        fc.pre(bare.length > 0);
        const gone = bare[where % bare.length]?.occurrence ?? "";
        const left = { ...plan, excluded: [gone] };
        expect(names(occurrencesBetween(left, start, far))).not.toContain(gone);
        expect(occurrencesBetween(left, start, far)).toHaveLength(bare.length - 1);
        expect(makes(left, gone)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a time that clocks treat strangely", () => {
  test("moves on by the length of the gap where clocks go forward", () => {
    expect(resolve("2026-03-29T02:30", "Europe/Paris")).toMatchObject({
      wallTime: "2026-03-29T03:30",
      clock: "skipped",
      at: new Date("2026-03-29T01:30:00Z"),
    });
    // Lord Howe moves by half an hour.
    expect(resolve("2026-10-04T02:15", "Australia/Lord_Howe")).toMatchObject({
      wallTime: "2026-10-04T02:45",
    });
  });

  test("means the first of the two where clocks go back", () => {
    expect(resolve("2026-10-25T02:30", "Europe/Paris")).toMatchObject({
      clock: "repeated",
      offset: "+02:00",
      at: new Date("2026-10-25T00:30:00Z"),
    });
  });

  test("is plain the day before and after, at another distance from UTC", () => {
    const week = nextOccurrences(aPlan("FREQ=DAILY", "2026-03-28T09:00"), start, 3);
    expect(week.map(({ wallTime, offset }) => `${wallTime} ${offset}`)).toEqual([
      "2026-03-28T09:00 +01:00",
      "2026-03-29T09:00 +02:00",
      "2026-03-30T09:00 +02:00",
    ]);
  });
});

describe("looking ahead", () => {
  test("finds a leap day years away, and nothing where there is nothing", () => {
    const leap = aPlan("FREQ=YEARLY;INTERVAL=3", "2028-02-29T09:00");
    expect(names(nextOccurrences(leap, new Date("2029-01-01T00:00:00Z"), 1))).toEqual(["2040-02-29T09:00"]);
    const never = aPlan("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "2026-02-01T09:00");
    expect(nextOccurrences(never, start, 1)).toEqual([]);
  });

  test("stops at the end of the rule", () => {
    expect(nextOccurrences(aPlan("FREQ=DAILY;COUNT=3", "2026-01-01T09:00"), start, 10)).toHaveLength(3);
  });
});

describe("after a change of rule", () => {
  const target = (occurrence: string) => resolve(occurrence, "UTC");

  test("a post keeps its own place first, then its day, then the next free one", () => {
    const posts = ["2026-12-07T09:00", "2026-12-08T09:00", "2026-12-10T09:00", "2026-12-20T09:00"].map(
      (occurrence) => ({ occurrence }),
    );
    const { pairs, left } = pairUp(posts, [
      target("2026-12-06T09:00"),
      target("2026-12-07T09:00"),
      target("2026-12-10T18:00"),
    ]);
    expect(Object.fromEntries(pairs.map(({ post, target: t }) => [post.occurrence, t.occurrence]))).toEqual({
      "2026-12-07T09:00": "2026-12-07T09:00",
      "2026-12-10T09:00": "2026-12-10T18:00",
      "2026-12-08T09:00": "2026-12-06T09:00",
    });
    expect(left).toEqual([{ occurrence: "2026-12-20T09:00" }]);
  });

  test("a day that was skipped stays skipped at another hour", () => {
    expect(moveExcluded(["2026-12-07T09:00"], "2026-11-30T18:30")).toEqual(["2026-12-07T18:30"]);
  });
});

describe("an occurrence", () => {
  const plan = { timeZone: "Europe/Paris" };
  const untouched = {
    occurrence: "2026-03-29T02:30",
    wallTime: "2026-03-29T03:30",
    timeZone: "Europe/Paris",
    revision: 1,
  };
  test("is attached while its text and time are what the series gave it", () => {
    expect(isDetached(plan, {}, untouched)).toBe(false);
    expect(isDetached(plan, { "2026-03-29T02:30": 4 }, { ...untouched, revision: 4 })).toBe(false);
  });
  test("goes its own way once a person edits, moves or unschedules it", () => {
    expect(isDetached(plan, {}, { ...untouched, revision: 2 })).toBe(true);
    expect(isDetached(plan, {}, { ...untouched, wallTime: "2026-03-29T04:00" })).toBe(true);
    expect(isDetached(plan, {}, { ...untouched, wallTime: null, timeZone: null })).toBe(true);
  });
});
