import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import type { QueueRow } from "../schemas";
import { neighbourOf, queueDaysOf, withMovedEntry } from "./queue-days";

const ids = new Map<string, ReturnType<typeof newId<"delivery">>>();
const idOf = (name: string) => {
  const id = ids.get(name) ?? newId("delivery");
  ids.set(name, id);
  return id;
};

/** A row an hour; `.` is free, a capital letter cannot move, `!` before it stands beside the slots. */
const queue = (pattern: string): QueueRow[] =>
  pattern.split(" ").map((cell, hour) => {
    const name = cell.replace("!", "");
    return {
      at: new Date(Date.UTC(2026, 10, 23, hour)),
      slotId: cell.startsWith("!") ? null : newId("slot"),
      label: null,
      entry:
        name === "."
          ? null
          : {
              ...{ deliveryId: idOf(name), postId: newId("post"), title: name, excerpt: name },
              ...{ mediaCount: 0, partCount: 0, state: "scheduled" as const, reason: null },
              movable: name === name.toLowerCase(),
            },
    };
  });
const drawn = (rows: readonly QueueRow[] | null) => rows?.map(({ entry }) => entry?.title ?? ".").join(" ");
const hour = (value: number) => new Date(Date.UTC(2026, 10, 23, value));

describe("a post that is moved", () => {
  test.each([
    ["a b . c", "a", 2, ". b a c"],
    ["a b . c", "a", 3, "b c . a"],
    ["a b . c", "c", 0, "c a . b"],
    ["a F b c", "c", 0, "c F a b"],
    ["!a b .", "a", 2, "b a"],
  ])("%s: %s to %i gives %s", (before, name, to, after) => {
    expect(drawn(withMovedEntry(queue(before), idOf(name), hour(to)))).toBe(after);
  });

  test("goes nowhere where it stands, where nothing moves, or where there is no slot", () => {
    const rows = queue("a F b");
    expect(withMovedEntry(rows, idOf("a"), hour(0))).toBeNull();
    expect(withMovedEntry(rows, idOf("a"), hour(1))).toBeNull();
    expect(withMovedEntry(rows, idOf("a"), hour(9))).toBeNull();
    expect(withMovedEntry(rows, idOf("F"), hour(2))).toBeNull();
  });
});

test("the neighbour of a post is the nearest slot that takes posts", () => {
  const rows = queue("a F . b");
  expect(neighbourOf(rows, idOf("a"), "down")?.at).toEqual(hour(2));
  expect(neighbourOf(rows, idOf("b"), "up")?.at).toEqual(hour(2));
  expect(neighbourOf(rows, idOf("a"), "up")).toBeNull();
  expect(neighbourOf(rows, idOf("b"), "down")).toBeNull();
});

test("days are those of the queue's own zone, and what is late stands before them", () => {
  const rows = queue("a b c");
  const days = queueDaysOf(rows, "America/New_York", hour(0));
  expect(days.map(({ day, rows }) => [day, drawn(rows)])).toEqual([
    [null, "a"],
    ["2026-11-22", "b c"],
  ]);
});
