import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { judgeTime } from "@/modules/publishing/components/composer-times";
import { DELIVERY_STATES, type DeliveryState } from "@/modules/publishing/schemas";
import { aSummary } from "@/testing/planning";
import type { PostSummary } from "../schemas";
import type { GridView } from "../schemas.grid";
import { isMovable, linesOf, wallTimeAt, withMoved } from "./calendar-plan";

const zone = "Europe/Paris";
const now = new Date("2026-11-21T08:00:00Z");
const going = (...states: (DeliveryState | null)[]): Partial<PostSummary> => ({
  channels: states.map((state) => ({ channelId: newId("channel"), name: "Site", network: "site", state })),
});

test("only what no network holds can be moved, by whom may change it", () => {
  const movable = DELIVERY_STATES.filter((state) => isMovable(aSummary(going(state))));
  expect(movable).toEqual(["waiting", "scheduled", "leased", "failed", "held", "missed", "cancelled"]);
  expect(isMovable(aSummary(going("scheduled", "published")))).toBe(false);
  expect(isMovable(aSummary({ ...going("scheduled"), canPlan: false }))).toBe(false);
});

test("a drop on a day keeps the wall time, over a change of the clocks too", () => {
  const post = aSummary({ publishAt: new Date("2026-03-28T08:00:00Z") });
  const wallTime = wallTimeAt({ key: "2026-03-30", share: 0.9 }, post, zone, now);
  expect(wallTime).toBe("2026-03-30T09:00");
  expect(judgeTime("2026-03-30T09:00", zone, new Date("2026-03-01T00:00:00Z"))).toEqual({
    status: "ready",
    at: new Date("2026-03-30T07:00:00Z"),
  });
});

test("a drop on its own day leaves the second of two equal times the second", () => {
  const post = aSummary({ publishAt: new Date("2026-10-25T01:30:00Z") });
  const on = (key: string) => wallTimeAt({ key, share: 0 }, post, zone, now);
  expect([on("2026-10-25"), on("2026-10-26")]).toEqual(["2026-10-25T02:30+01:00", "2026-10-26T02:30"]);
});

test("a drop on an hour means the quarter that was pointed at", () => {
  const at = (share: number) => wallTimeAt({ key: "2026-11-25T14", share }, aSummary(), zone, now);
  expect([0, 0.26, 0.5, 0.99, 1, -0.1].map(at)).toEqual(
    ["00", "15", "30", "45", "45", "00"].map((minutes) => `2026-11-25T14:${minutes}`),
  );
});

test("a draft that is dropped on a day takes the first time that suits, and none on a day that is over", () => {
  const draft = aSummary({ publishAt: null, state: "draft" });
  const on = (key: string) => wallTimeAt({ key, share: 0 }, draft, zone, now);
  expect([on("2026-11-25"), on("2026-11-21"), on("2026-11-20")]).toEqual([
    ...["2026-11-25T09:00", "2026-11-21T10:00"],
    null,
  ]);
});

const aGrid = (): { grid: GridView; first: PostSummary; second: PostSummary } => {
  const first = aSummary({ publishAt: new Date("2026-11-24T08:00:00Z"), timing: "queue" });
  const second = aSummary({ publishAt: new Date("2026-11-25T08:00:00Z") });
  const cells = [
    { key: "2026-11-24", count: 313, attention: 0, postIds: [first.id] },
    { key: "2026-11-25", count: 1, attention: 0, postIds: [second.id] },
  ];
  const grid: GridView = {
    firstDay: "2026-10-26",
    by: "day",
    items: [first, second],
    cells,
    total: 314,
  };
  return { grid, first, second };
};
const to = (at: string) => ({ publishAt: new Date(at), wallTime: null, timeZone: null });

test("a moved post takes its place in another cell, and has a time of its own", () => {
  const { grid, first, second } = aGrid();
  const next = withMoved(grid, first, to("2026-11-25T09:00:00Z"), zone);
  expect(next.cells).toEqual([
    { key: "2026-11-24", count: 312, attention: 0, postIds: [] },
    { key: "2026-11-25", count: 2, attention: 0, postIds: [second.id, first.id] },
  ]);
  expect(next.items.at(-1)).toMatchObject({ id: first.id, timing: "time" });
  expect(next.total).toBe(314);
});

test("the last post of a cell takes it along, and a draft that is placed is one more", () => {
  const { grid, second } = aGrid();
  const moved = withMoved(grid, second, to("2026-11-27T08:00:00Z"), zone);
  expect(moved.cells.map(({ key, count }) => [key, count])).toEqual([
    ["2026-11-24", 313],
    ["2026-11-27", 1],
  ]);
  const draft = aSummary({ publishAt: null, state: "draft" });
  const placed = withMoved(grid, draft, to("2026-11-27T08:00:00Z"), zone);
  expect(placed.total).toBe(315);
  expect(placed.items.at(-1)).toMatchObject({ id: draft.id, state: "scheduled" });
});

test("a post that waits for a person is counted where it went", () => {
  const failed = aSummary({ publishAt: new Date("2026-11-24T08:00:00Z"), state: "failed" });
  const from = { key: "2026-11-24", count: 2, attention: 1, postIds: [failed.id] };
  const grid: GridView = { firstDay: "2026-10-26", by: "day", items: [failed], cells: [from], total: 2 };
  expect(withMoved(grid, failed, to("2026-11-25T09:00:00Z"), zone).cells).toEqual([
    { key: "2026-11-24", count: 1, attention: 0, postIds: [] },
    { key: "2026-11-25", count: 1, attention: 1, postIds: [failed.id] },
  ]);
});

test("a list has a heading for each day, by the workspace's midnight", () => {
  const [late, next] = [
    aSummary({ publishAt: new Date("2026-11-30T22:59:00Z") }),
    aSummary({ publishAt: new Date("2026-11-30T23:00:00Z") }),
  ];
  expect(linesOf([late, aSummary({ publishAt: null }), next], zone).map(({ key }) => key)).toEqual([
    ...["2026-11-30", late.id],
    ...["2026-12-01", next.id],
  ]);
});
