import { describe, expect, test } from "vitest";
import { assertExpression, evaluate, keyOf, leavesOf, matches, matchValueOf } from "./expressions";

const anEvent = (data: Record<string, unknown>) => ({ id: "id", name: "name", ts: 0, data });
const event = anEvent({ id: "x", count: 3, price: 1.5, nested: { on: true }, tags: ["a"], none: null });

describe("a condition", () => {
  test.each([
    ["event.data.id == 'x'", true],
    ["event.data.count > 2 && event.data.price < 2.0", true],
    ["event.data.nested.on", true],
    ["'a' in event.data.tags", true],
    ["event.data.none == null", true],
    ["event.name == 'other'", false],
    ["event.data.missing == 'x'", false],
    ["event.data.id", false],
  ])("%s is %s", (condition, expected) => {
    expect(matches(condition, { event })).toBe(expected);
  });

  test("that is absent holds", () => {
    expect(matches(undefined, { event })).toBe(true);
  });

  test("compares the event that arrives with the one that started the run", () => {
    const condition = "event.data.id == async.data.id";
    expect(matches(condition, { event, async: anEvent({ id: "x" }) })).toBe(true);
    expect(matches(condition, { event, async: anEvent({ id: "y" }) })).toBe(false);
    expect(matches(condition, { event: anEvent({}), async: anEvent({}) })).toBe(false);
  });

  test("that does not parse is refused by name", () => {
    expect(() => assertExpression("event.data ==")).toThrow("event.data ==");
  });
});

describe("a key", () => {
  test("is the same for equal values and another for values of another type", () => {
    expect(keyOf("event.data.id", event)).toBe(keyOf("event.data.id", anEvent({ id: "x" })));
    expect(keyOf("event.data.v", anEvent({ v: 1 }))).not.toBe(keyOf("event.data.v", anEvent({ v: "1" })));
  });

  test("stays short", () => {
    expect(keyOf("event.data.v", anEvent({ v: "long".repeat(100) })).length).toBeLessThanOrEqual(64);
  });

  test("without the field it speaks of is one shared key", () => {
    expect(keyOf("event.data.missing", event)).toBe(keyOf("event.data.missing", anEvent({})));
  });

  test("may be computed", () => {
    expect(evaluate("event.data.id + '-' + string(event.data.count)", { event })).toBe("x-3");
  });
});

describe("the index of waits", () => {
  test("knows the value that a plain match demands, and that every matching event carries it", () => {
    const value = matchValueOf("event.data.nested.on == async.data.nested.on", event);
    expect(value).not.toBeNull();
    expect(leavesOf(anEvent({ nested: { on: true } }))).toContain(value);
    expect(leavesOf(anEvent({ nested: { on: "true" } }))).not.toContain(value);
  });

  test("leaves other conditions and absent values to evaluation", () => {
    expect(matchValueOf("event.data.id == async.data.other", event)).toBeNull();
    expect(matchValueOf("event.data.missing == async.data.missing", event)).toBeNull();
    expect(matchValueOf(undefined, event)).toBeNull();
  });

  test("gives up on events with very many values", () => {
    expect(leavesOf(anEvent({ list: Array.from({ length: 500 }, (_, index) => index) }))).toBeNull();
  });
});
