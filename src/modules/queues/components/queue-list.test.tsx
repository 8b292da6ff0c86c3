// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "@/kernel/ids";
import { dayMs, hourMs } from "@/kernel/time";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import { api } from "@/trpc/client";
import type { QueueRow, QueueView } from "../schemas";
import { withMovedEntry } from "./queue-days";
import { QueueList } from "./queue-list";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const channelId = newId("channel");
const input = { channelId, days: 14 };
const start = Math.ceil(Date.now() / dayMs) * dayMs + dayMs;

const row = (hour: number, title: string | null): QueueRow => ({
  at: new Date(start + hour * hourMs),
  slotId: newId("slot"),
  label: null,
  entry: title
    ? {
        ...{ deliveryId: newId("delivery"), postId: newId("post"), title, excerpt: title },
        ...{ mediaCount: 0, partCount: 0, state: "scheduled", reason: null, movable: true },
      }
    : null,
});
const aQueue = (...titles: (string | null)[]): QueueView => ({
  ...{ channelId, timeZone: "UTC", followsWorkspace: false, pausedAt: null, slots: [] },
  ...{ until: new Date(start + 14 * dayMs), queuedCount: 2, heldCount: 0 },
  rows: titles.map((title, index) => row(9 + index, title)),
});

function Page() {
  const queue = api.queues.get.useQuery(input);
  if (!queue.data) return null;
  return (
    <QueueList
      queue={queue.data}
      input={input}
      rights={{ manage: true, write: true }}
      zone="UTC"
      base="/acme"
      more={{ has: false, loading: false, load: () => undefined }}
    />
  );
}

let opened = 0;

/** A list over a server that moves as ours does, unless the test says otherwise. */
async function open(queue: QueueView, procedures: Record<string, Answer> = {}) {
  const kept = { queue };
  const workspace = `queue-${++opened}`;
  const { calls } = serveProcedures(workspace, {
    "queues.get": () => kept.queue,
    "queues.move": (given) => {
      const { deliveryId, at } = given as { deliveryId: string; at: Date };
      kept.queue = {
        ...kept.queue,
        rows: withMovedEntry(kept.queue.rows, deliveryId, at) ?? kept.queue.rows,
      };
      return { moved: 1, left: 0, before: [] };
    },
    ...procedures,
  });
  renderIn(
    "en",
    <TrpcPage workspace={workspace}>
      <Page />
    </TrpcPage>,
  );
  await screen.findAllByRole("listitem");
  return { calls };
}

const shown = () =>
  screen.getAllByRole("listitem").map((item) => within(item).queryAllByRole("link")[0]?.textContent ?? "");

test("a post moves down by its button: over a free slot, with the focus and a word about it", async () => {
  await open(aQueue("One", null, "Two"));
  expect(shown()).toEqual(["One", "Write", "Two"]);
  fireEvent.click(screen.getByRole("button", { name: "Move down: One" }));
  await waitFor(() => expect(shown()).toEqual(["Write", "One", "Two"]));
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Move down: One" })),
  );
  fireEvent.click(screen.getByRole("button", { name: "Move down: One" }));
  await waitFor(() => expect(shown()).toEqual(["Write", "Two", "One"]));
  await waitFor(() => expect(screen.getByText(/^One: moved to/)).toBeTruthy());
  fireEvent.click(screen.getByRole("button", { name: "Move down: One" }));
  expect(await screen.findByText("There is no later slot on this page.")).toBeTruthy();
});

test("a post goes back where it stood when the server refuses", async () => {
  const { calls } = await open(aQueue("One", null), {
    "queues.move": () => {
      throw new Refusal({ code: "CONFLICT", reason: "queue.slot_taken" });
    },
  });
  fireEvent.click(screen.getByRole("button", { name: "Move down: One" }));
  await waitFor(() => expect(calls.map(([path]) => path)).toContain("queues.move"));
  await waitFor(() => expect(shown()).toEqual(["One", "Write"]));
});

test("a free slot offers to write for it, in the workspace's wall time", async () => {
  await open(aQueue(null));
  const [link] = screen.getAllByRole("link");
  expect(link?.getAttribute("href")).toBe(
    `/acme/compose?at=${new Date(start + 9 * hourMs).toISOString().slice(0, 16)}`,
  );
});
