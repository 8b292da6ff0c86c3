import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recurrenceOf, splitPlan } from "../policy";
import { WEEKDAYS, writeRule } from "../schemas.rule";
import { choiceOf, freshChoice, monthChoicesOf, recurrenceOfChoice, weekdayOf } from "./recurrence-choice";

describe("the builder of a rule", () => {
  test("offers what the first day can mean in its month", () => {
    expect(monthChoicesOf("2026-11-30T09:00")).toEqual(["day", "last_day", "last_nth"]);
    expect(monthChoicesOf("2026-11-23T09:00")).toEqual(["day", "nth"]);
    expect(monthChoicesOf("2026-11-26T09:00")).toEqual(["day", "nth", "last_nth"]);
    expect(weekdayOf("2026-11-22T23:59")).toBe("SU");
  });

  test("shows again every rule that it can write", () => {
    const aChoice = fc.record({
      frequency: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY" as const),
      interval: fc.integer({ min: 1, max: 10 }),
      weekdays: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
      month: fc.nat(3),
      end: fc.constantFrom("never", "count", "until" as const),
      count: fc.integer({ min: 1, max: 99 }),
      day: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(aChoice, ({ month, day, ...rest }) => {
        const startsAt = `2026-11-${String(day).padStart(2, "0")}T09:00`;
        const options = monthChoicesOf(startsAt);
        const choice = {
          ...rest,
          month: options[month % options.length] ?? "day",
          until: "2027-03-01",
        };
        const rule = recurrenceOfChoice(choice, startsAt);
        const shown = choiceOf(rule, startsAt);
        expect(shown && recurrenceOfChoice(shown, startsAt)).toEqual(rule);
      }),
    );
  });

  test("says so when a rule says more than it can show", () => {
    const startsAt = "2026-11-23T09:00";
    const rule = recurrenceOfChoice({ ...freshChoice(startsAt), frequency: "MONTHLY" }, startsAt);
    expect(choiceOf({ ...rule, byMonthDay: [1, 15] }, startsAt)).toBeNull();
    expect(choiceOf({ ...rule, byDay: [{ weekday: "MO", nth: null }], bySetPos: [-1] }, startsAt)).toBeNull();
  });

  test("shows the end of a series that was cut as the day before, and writes it again as it is", () => {
    const whole = {
      rule: "FREQ=WEEKLY;BYDAY=SU",
      startsAt: "2026-11-29T09:00",
      timeZone: "UTC",
      excluded: [],
    };
    const { before } = splitPlan(whole, "2027-01-03T09:00");
    if (!before) throw new Error("Nothing came before");
    const choice = choiceOf(recurrenceOf(before), before.startsAt);
    expect(choice?.until).toBe("2027-01-02");
    expect(choice && writeRule(recurrenceOfChoice(choice, before.startsAt))).toBe(before.rule);
  });
});
