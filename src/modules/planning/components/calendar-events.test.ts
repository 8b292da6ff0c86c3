import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { judgeTime } from "@/modules/publishing/components/composer-times";
import { DELIVERY_STATES, type DeliveryState } from "@/modules/publishing/schemas";
import type { PostSummary } from "../schemas";
import { daysOf, eventsOf, isMovable, wallTimeOfMarker, withMoved } from "./calendar-events";

const aPost = (publishAt: string | null, ...states: (DeliveryState | null)[]): PostSummary => ({
  id: newId("post"),
  title: null,
  excerpt: "Hello",
  state: "scheduled",
  timing: "time",
  approval: "none",
  partCount: 0,
  authorId: null,
  mine: false,
  canEdit: true,
  campaignId: null,
  labels: [],
  wallTime: null,
  timeZone: null,
  publishAt: publishAt === null ? null : new Date(publishAt),
  updatedAt: new Date("2026-01-01T00:00:00Z"),
  mediaCount: 0,
  channels: states.map((state) => ({ channelId: newId("channel"), name: "Site", network: "site", state })),
});
const options = { zone: "Europe/Paris", mayMove: true };

test("an event stands at the workspace's wall time, in summer and in winter", () => {
  const events = eventsOf([aPost("2026-03-28T08:00:00Z"), aPost("2026-03-30T07:00:00Z")], options);
  expect(events.map(({ start }) => start)).toEqual(["2026-03-28T09:00:00Z", "2026-03-30T09:00:00Z"]);
});

test("dragging over a change of the clocks keeps the wall time", () => {
  const [event] = eventsOf([aPost("2026-03-28T08:00:00Z")], options);
  const dropped = new Date(Date.parse(event?.start ?? "") + 2 * 86_400_000);
  const wallTime = wallTimeOfMarker(dropped);
  expect(wallTime).toBe("2026-03-30T09:00");
  expect(judgeTime(wallTime, options.zone, new Date("2026-03-01T00:00:00Z"))).toEqual({
    status: "ready",
    at: new Date("2026-03-30T07:00:00Z"),
  });
});

test("a drop into the hour that the clocks skip is refused, and the next time named", () => {
  const now = new Date("2026-03-01T00:00:00Z");
  expect(judgeTime("2026-03-29T02:30", options.zone, now)).toMatchObject({
    status: "refused",
    reason: "time.skipped",
    next: "2026-03-29T03:30",
  });
});

test("only what no network holds can be dragged, by whom may publish", () => {
  const movable = DELIVERY_STATES.filter((state) => isMovable(aPost("2026-03-28T08:00:00Z", state)));
  expect(movable).toEqual(["scheduled", "leased", "failed", "held", "missed", "cancelled"]);
  expect(isMovable(aPost("2026-03-28T08:00:00Z", "scheduled", "published"))).toBe(false);
  const [event] = eventsOf([aPost("2026-03-28T08:00:00Z", "scheduled")], { ...options, mayMove: false });
  expect(event?.editable).toBe(false);
});

test("a list has the days of its month, in order, by the workspace's midnight", () => {
  const late = aPost("2026-11-30T22:59:00Z");
  const tooLate = aPost("2026-11-30T23:00:00Z");
  const early = aPost("2026-11-02T08:00:00Z");
  const days = daysOf([early, late, tooLate, aPost(null)], {
    zone: "Europe/Paris",
    firstDay: "2026-11-01",
    lastDay: "2026-11-30",
  });
  expect(days).toEqual([
    { day: "2026-11-02", posts: [early] },
    { day: "2026-11-30", posts: [late] },
  ]);
});

test("a moved post takes its new place among the others", () => {
  const [first, second] = [aPost("2026-11-02T08:00:00Z"), aPost("2026-11-03T08:00:00Z")];
  const moved = { id: first.id, publishAt: new Date("2026-11-04T08:00:00Z"), wallTime: null, timeZone: null };
  expect(withMoved([first, second], moved).map(({ id }) => id)).toEqual([second.id, first.id]);
});
