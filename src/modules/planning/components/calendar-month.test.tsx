// @vitest-environment happy-dom
import { DndContext } from "@dnd-kit/core";
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "@/kernel/ids";
import { useNetworkLook } from "@/modules/publishing/components/delivery-network";
import { aSummary } from "@/testing/planning";
import { renderIn } from "@/testing/render";
import { serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { GridView, MarksView } from "../schemas.grid";
import { painterOf } from "./calendar-colour";
import { type CalendarDesk, CalendarDeskProvider } from "./calendar-context";
import { CalendarMonth } from "./calendar-month";
import { CalendarWeek } from "./calendar-week";
import { useChipWords } from "./use-chip-words";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const channelId = newId("channel");
const marks: MarksView = {
  gaps: [{ day: "2026-11-26", channelId, channel: "Ada" }],
  collisions: [{ day: "2026-11-25", channelId, channel: "Ada", count: 2 }],
  quotas: [{ day: "2026-11-25", channelId, channel: "Ada", used: 12, limit: 30, windowMs: 10_800_000 }],
  costs: [{ day: "2026-11-25", channelId, channel: "Ada", minor: 40, currency: "USD", count: 2 }],
};

type Given = Omit<CalendarDesk, "words" | "look">;

function Desk({ desk, children }: { desk: Given; children: ReactNode }) {
  const [words, look] = [useChipWords(desk.zone), useNetworkLook()];
  return (
    <CalendarDeskProvider desk={{ ...desk, words, look }} marks={marks}>
      {children}
    </CalendarDeskProvider>
  );
}

function show(posts: Pick<GridView, "cells" | "items" | "total">, locale: "en" | "fr" = "en", week = false) {
  serveProcedures("acme", { "channels.networks": () => ({ items: [] }) });
  const desk: Given = {
    ...{ zone: "Europe/Paris", base: "/acme", today: "2026-11-21", mayWrite: true },
    painter: painterOf("state", { channels: [], campaigns: [] }),
    isMovable: ({ canPlan }) => canPlan,
    onMove: vi.fn<CalendarDesk["onMove"]>(),
    onPlace: vi.fn<CalendarDesk["onPlace"]>(),
    onOpen: vi.fn<CalendarDesk["onOpen"]>(),
  };
  renderIn(
    locale,
    <TrpcPage workspace="acme">
      <Desk desk={desk}>
        <DndContext>
          {week ? (
            <CalendarWeek grid={{ ...posts, firstDay: "2026-11-23", by: "hour" }} label="Calendar" />
          ) : (
            <CalendarMonth grid={{ ...posts, firstDay: "2026-10-26", by: "day" }} label="Calendar" />
          )}
        </DndContext>
      </Desk>
    </TrpcPage>,
  );
  return desk;
}

const first = aSummary({
  excerpt: "The kiln opens",
  publishAt: new Date("2026-11-25T08:00:00Z"),
  partCount: 2,
});
const theirs = aSummary({
  excerpt: "Not mine",
  canEdit: false,
  canPlan: false,
  publishAt: new Date("2026-11-25T09:00:00Z"),
});
const grid = {
  cells: [{ key: "2026-11-25", count: 314, attention: 0, postIds: [first.id, theirs.id] }],
  items: [first, theirs],
  total: 314,
};
const dayOf = (name: RegExp) => {
  const found = screen.getByRole("heading", { name }).closest("li");
  if (!found) throw new Error("There is no such day");
  return found;
};

test("a day says its name and its posts, by the workspace's clocks, and how many more there are", () => {
  const { onOpen } = show(grid);
  const day = dayOf(/Wednesday,? 25 November: 314 posts/);
  expect(
    within(day).getByRole("link", { name: /09:00 *The kiln opens *Scheduled, Site, 2 parts follow/ }),
  ).toBeDefined();
  fireEvent.click(within(day).getByText("+312 more"));
  expect(onOpen).toHaveBeenCalledWith("2026-11-25");
});

test("each post that may be moved has a button for it; others have none", () => {
  const { onMove } = show(grid);
  fireEvent.click(screen.getByRole("button", { name: "Move The kiln opens…" }));
  expect(onMove).toHaveBeenCalledWith(first);
  expect(screen.queryByRole("button", { name: "Move Not mine…" })).toBeNull();
});

test("a post is written for a day that is ahead, and for no day that is over", () => {
  const { onPlace } = show(grid);
  fireEvent.click(within(dayOf(/26 November/)).getByRole("button", { name: /New post on/ }));
  expect(onPlace).toHaveBeenCalledWith("2026-11-26");
  expect(within(dayOf(/20 November/)).queryByRole("button", { name: /New post on/ })).toBeNull();
});

test("what deserves a second look is a button that says it in words", async () => {
  show(grid);
  fireEvent.click(screen.getByRole("button", { name: /3 notes on Wednesday,? 25 November/ }));
  expect(await screen.findByText("Ada: 2 posts less than 15 minutes from another")).toBeDefined();
  expect(screen.getByText("Ada: 12 of 30 in 3 hrs")).toBeDefined();
  expect(screen.getByText(/Ada: .*0\.40 for 2 posts/)).toBeDefined();
  expect(screen.getByRole("button", { name: /1 note on Thursday,? 26 November/ })).toBeDefined();
});

test("everything has its French words", () => {
  show(grid, "fr");
  expect(dayOf(/mercredi 25 novembre\s: 314 publications/)).toBeDefined();
  expect(screen.getByText("+ 312 autres")).toBeDefined();
});

test("a post that waits for people says so in its sentence", () => {
  const asked = aSummary({
    ...first,
    id: newId("post"),
    state: "scheduled",
    approval: "pending",
    partCount: 0,
  });
  show({
    cells: [{ key: "2026-11-25", count: 1, attention: 0, postIds: [asked.id] }],
    items: [asked],
    total: 1,
  });
  expect(within(dayOf(/25/)).getByRole("link").textContent).toContain("Waiting for approval");
});

test("a week draws the posts of every hour, also of those at which it does not open", async () => {
  const night = aSummary({ excerpt: "While you sleep", publishAt: new Date("2026-11-25T02:00:00Z") });
  const cells = [
    { key: "2026-11-25T03", count: 9, attention: 0, postIds: [night.id] },
    { key: "2026-11-25T09", count: 1, attention: 0, postIds: [first.id] },
  ];
  show({ cells, items: [night, first], total: 10 }, "en", true);
  expect(screen.getByRole("link", { name: /09:00 *The kiln opens/ })).toBeDefined();
  expect(await screen.findByRole("link", { name: /03:00 *While you sleep/ })).toBeDefined();
  expect(screen.getByRole("button", { name: /\+8 more.*25 November, 03:00/ })).toBeDefined();
});

test("a crowded hour is a number, which tells those that wait for a person", () => {
  const cells = [{ key: "2026-11-25T09", count: 30, attention: 2, postIds: [] }];
  const { onOpen } = show({ cells, items: [], total: 30 }, "en", true);
  const hour = screen.getByRole("button", {
    name: /^2 need attention, Show all 30 posts of .*25 November, 09:00/,
  });
  expect(hour.textContent).toBe("30 posts");
  fireEvent.click(hour);
  expect(onOpen).toHaveBeenCalledWith("2026-11-25T09");
});

test("what is not drawn of a day hides nobody's trouble", () => {
  const cells = [{ ...{ key: "2026-11-25", count: 314, attention: 1 }, postIds: [first.id] }];
  show({ cells, items: [first], total: 314 });
  expect(
    screen.getByRole("button", { name: /^\+313 more, 1 needs attention, Show all 314 posts/ }),
  ).toBeDefined();
});
