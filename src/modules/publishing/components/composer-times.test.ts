import { expect, test } from "vitest";
import { dayOf, judgeTime, quickPicks } from "./composer-times";

const zone = "Europe/Paris";
const at = (text: string) => new Date(text);

test("a wall time is an instant of its zone", () =>
  expect(judgeTime("2026-12-24T09:00", zone, at("2026-11-21T08:00:00Z"))).toEqual({
    status: "ready",
    at: at("2026-12-24T08:00:00Z"),
  }));

test("the minute under way still counts, the one before has passed", () => {
  const now = at("2026-11-21T08:00:59Z");
  expect(judgeTime("2026-11-21T09:00", zone, now).status).toBe("ready");
  expect(judgeTime("2026-11-21T08:59", zone, now)).toMatchObject({ reason: "post.publish_at_past" });
});

test("a time that the clocks skip is refused, with the next one", () =>
  expect(judgeTime("2027-03-28T02:30", zone, at("2026-11-21T08:00:00Z"))).toMatchObject({
    status: "refused",
    reason: "time.skipped",
    next: "2027-03-28T03:30",
  }));

test("nothing chosen is missing, not wrong", () =>
  expect(judgeTime("", zone, new Date())).toEqual({ status: "missing" }));

test("quick picks are wall times of the workspace", () =>
  expect(quickPicks(at("2026-11-21T08:02:10Z"), zone)).toEqual([
    { key: "soon", wallTime: "2026-11-21T10:05" },
    { key: "tonight", wallTime: "2026-11-21T18:00" },
    { key: "tomorrow", wallTime: "2026-11-22T09:00" },
    { key: "nextWeek", wallTime: "2026-11-23T09:00" },
  ]));

test("the evening is offered while it is ahead, and a Monday morning once", () => {
  const sunday = quickPicks(at("2026-11-22T18:00:00Z"), zone);
  expect(sunday.map(({ key }) => key)).toEqual(["soon", "tomorrow"]);
});

test("the day is the workspace's, not the server's", () =>
  expect(dayOf(at("2026-11-21T23:30:00Z"), zone)).toBe("2026-11-22"));
