import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRule, writeRule } from "./schemas.rule";

const read = (text: string, zone = "Europe/Paris") => {
  const parsed = parseRule(text, zone);
  return parsed.ok ? writeRule(parsed.recurrence) : parsed.problem;
};

describe("a rule", () => {
  test.each([
    ["RRULE:FREQ=WEEKLY;BYDAY=TH,MO;INTERVAL=1", "FREQ=WEEKLY;BYDAY=MO,TH"],
    ["freq=monthly;byday=-1fr;count=6;", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=6"],
    ["FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231T235900"],
    // 23:30 in UTC is half past midnight in Paris.
    ["FREQ=DAILY;UNTIL=20261231T233000Z", "FREQ=DAILY;UNTIL=20270101T003000"],
    ["FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;WKST=MO", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"],
  ])("%s is kept as %s", (text, canonical) => {
    expect(read(text)).toBe(canonical);
    expect(read(canonical)).toBe(canonical);
  });

  test.each([
    ["FREQ=SECONDLY", "series.rule_frequency", "FREQ"],
    ["FREQ=MINUTELY;INTERVAL=5", "series.rule_frequency", "FREQ"],
    ["FREQ=HOURLY", "series.rule_frequency", "FREQ"],
    ["BYDAY=MO", "series.rule_frequency", "FREQ"],
    ["FREQ=DAILY;BYHOUR=9,10", "series.rule_part", "BYHOUR"],
    ["FREQ=DAILY;FREQ=WEEKLY", "series.rule_malformed", "FREQ"],
    ["every monday", "series.rule_malformed", "EVERY MONDAY"],
    ["FREQ=DAILY;INTERVAL=0", "series.rule_value", "INTERVAL"],
    ["FREQ=DAILY;INTERVAL=9999", "series.rule_value", "INTERVAL"],
    ["FREQ=DAILY;COUNT=100000", "series.rule_value", "COUNT"],
    ["FREQ=WEEKLY;BYDAY=XX", "series.rule_value", "BYDAY"],
    ["FREQ=DAILY;UNTIL=20260231", "series.rule_value", "UNTIL"],
    ["FREQ=WEEKLY;BYDAY=2MO", "series.rule_combination", "BYDAY"],
    ["FREQ=WEEKLY;BYMONTHDAY=3", "series.rule_combination", "BYMONTHDAY"],
    ["FREQ=YEARLY;BYDAY=MO", "series.rule_combination", "BYMONTH"],
    ["FREQ=DAILY;BYSETPOS=1", "series.rule_combination", "BYSETPOS"],
    ["FREQ=DAILY;COUNT=3;UNTIL=20261231", "series.rule_two_ends", "COUNT"],
  ])("%s is refused as %s for %s", (text, reason, part) => {
    expect(read(text)).toEqual({ reason, part });
  });

  test("never brings the reader down, whatever is written", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseRule(text, "UTC");
        expect(typeof parsed.ok).toBe("boolean");
      }),
    );
  });
});
