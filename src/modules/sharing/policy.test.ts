import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { feedOf } from "./policy";
import { monthWindowOf, postsByDay } from "./policy.month";

const now = new Date("2026-11-30T23:30:00Z");

describe("the month of a shared plan", () => {
  test("is the one of the address, else that of the workspace's clocks", () => {
    expect(monthWindowOf("2026-02", "UTC", now).month).toBe("2026-02");
    expect(monthWindowOf(undefined, "UTC", now).month).toBe("2026-11");
    expect(monthWindowOf("nonsense", "Europe/Paris", now).month).toBe("2026-12");
    expect(monthWindowOf("2026-13", "UTC", now).month).toBe("2026-11");
  });

  test("has whole weeks from Monday on, across a change of clocks", () => {
    const { weeks, from, to, previous, next } = monthWindowOf("2026-03", "Europe/Paris", now);
    expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.at(-1)]).toEqual([6, "2026-02-23", "2026-04-05"]);
    expect([from.toISOString(), to.toISOString()]).toEqual([
      "2026-02-22T23:00:00.000Z",
      "2026-04-05T22:00:00.000Z",
    ]);
    expect([previous, next]).toEqual(["2026-02", "2026-04"]);
  });

  test("sorts posts by the day of their wall time", () => {
    const late = { publishAt: new Date("2026-11-30T23:30:00Z") };
    expect([...postsByDay([late], "Europe/Paris").keys()]).toEqual(["2026-12-01"]);
  });
});

test("a control character in a post leaves the calendar readable", () => {
  const post = {
    ...{ id: newId("post"), title: null, body: "bell \u0007, next \u0085\tline", tags: [], language: "en" },
    ...{ state: "scheduled" as const, publishAt: now, revision: 0, createdAt: now, updatedAt: now },
    ...{ campaign: null, variants: [] },
  };
  const say = (text: string) => text;
  const words = { name: "Plan", untitled: "Untitled", channels: say, campaign: say, state: say };
  const text = feedOf([post], words);
  expect(text).toContain("SUMMARY:bell \\, next \tline\r\n");
  expect(text).not.toMatch(/[^\P{Cc}\t\r\n]/u);
});
