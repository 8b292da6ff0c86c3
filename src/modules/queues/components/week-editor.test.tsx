// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "@/kernel/ids";
import { aChannel } from "@/testing/composer";
import { renderIn } from "@/testing/render";
import { type Answer, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { QueueView } from "../schemas";
import { WeekEditor } from "./week-editor";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const channel = aChannel({ name: "Lab" });
const queue: QueueView = {
  ...{ channelId: channel.id, timeZone: "Europe/Paris", followsWorkspace: false, pausedAt: null },
  ...{ rows: [], until: new Date(), queuedCount: 3, heldCount: 0 },
  slots: [{ id: newId("slot"), weekday: 1, time: "09:00", label: null, evergreen: true }],
};

let opened = 0;

function open(preview: { queued: number; moved: number; left: number }, canManage = true) {
  const workspace = `week-${++opened}`;
  const answers: Record<string, Answer> = {
    "queues.previewSlots": () => preview,
    "queues.setSlots": () => ({ moved: preview.moved, left: preview.left, before: [] }),
  };
  const { calls } = serveProcedures(workspace, answers);
  renderIn(
    "en",
    <TrpcPage workspace={workspace}>
      <WeekEditor queue={queue} channel={channel} others={[]} canManage={canManage} />
    </TrpcPage>,
  );
  const saved = () => calls.filter(([path]) => path === "queues.setSlots").map(([, input]) => input);
  return { saved };
}

const day = (name: string) => within(screen.getByRole("region", { name }));
const add = (time: string) => {
  fireEvent.change(screen.getByLabelText(/^Time/), { target: { value: time } });
  fireEvent.click(screen.getByRole("button", { name: "Add" }));
};

test("one time is added to several days at once, and nothing is sent before it is saved", async () => {
  const { saved } = open({ queued: 0, moved: 0, left: 0 });
  fireEvent.click(screen.getByRole("button", { name: "Weekend" }));
  add("10:30");
  expect(day("Saturday").getByText("10:30")).toBeTruthy();
  expect(day("Sunday").getByText("10:30")).toBeTruthy();
  expect(day("Monday").queryByText("10:30")).toBeNull();
  expect(saved()).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Save the week" }));
  await waitFor(() => expect(saved()).toHaveLength(1));
  expect(saved()[0]).toMatchObject({ slots: [{ weekday: 1 }, { weekday: 6 }, { weekday: 7 }], reflow: true });
});

test("where queued posts would move, one is asked first, and may keep their times", async () => {
  const { saved } = open({ queued: 3, moved: 2, left: 1 });
  fireEvent.click(day("Monday").getByRole("button", { name: "Remove 09:00 on Monday" }));
  fireEvent.click(screen.getByRole("button", { name: "Save the week" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("Move 2 posts to the new slots")).toBeTruthy();
  expect(dialog.getByText("1 post finds no slot and keeps its time.")).toBeTruthy();
  expect(saved()).toEqual([]);
  fireEvent.click(dialog.getByRole("radio", { name: /Keep their times/ }));
  fireEvent.click(dialog.getByRole("button", { name: "Save the week" }));
  await waitFor(() => expect(saved()).toEqual([{ channelId: channel.id, slots: [], reflow: false }]));
});

test("changes are dropped at will, and a reader sees a week without controls", () => {
  open({ queued: 0, moved: 0, left: 0 });
  add("12:00");
  fireEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect(screen.queryByText("12:00")).toBeNull();
  cleanup();
  open({ queued: 0, moved: 0, left: 0 }, false);
  expect(screen.queryAllByRole("button")).toEqual([]);
  expect(day("Monday").getByText("09:00")).toBeTruthy();
});
