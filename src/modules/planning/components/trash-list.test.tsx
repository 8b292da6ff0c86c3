// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { renderIn } from "@/testing/render";
import { type Answer, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { TrashedPost } from "../schemas";
import { TrashList } from "./trash-list";

const rights = {
  ...{ userId: newId("user"), write: true, writeAny: true, plan: true, publish: true, resolve: true },
  ...{ manageChannels: true, share: true },
};
const now = new Date();
const deleted: TrashedPost = {
  ...{ id: newId("post"), title: "Old news", excerpt: "", state: "draft", timing: "time", approval: "none" },
  ...{ wallTime: null, timeZone: null, publishAt: null, updatedAt: now, mediaCount: 0, partCount: 0 },
  ...{
    authorId: null,
    mine: false,
    canEdit: true,
    canPlan: true,
    campaignId: null,
    channels: [],
    labels: [],
  },
  ...{ deletedAt: now, goneAt: new Date(now.getTime() + 30 * dayMs) },
};

function draw(items: TrashedPost[], more: Record<string, Answer> = {}, locale: Locale = "en") {
  const workspace = newId("workspace");
  const { calls } = serveProcedures(workspace, {
    "planning.trash": () => ({ items, nextCursor: null }),
    "channels.networks": () => ({ items: [] }),
    ...more,
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <TrashList rights={rights} zone="UTC" />
    </TrpcPage>,
  );
  return { sent: (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input) };
}

test("an empty trash says what would be in it", async () => {
  draw([], {}, "fr");
  expect((await screen.findByText("La corbeille est vide")).isConnected).toBe(true);
});

test("a deleted post is taken back at once", async () => {
  const { sent } = draw([deleted], { "publishing.restore": () => ({ id: deleted.id }) });
  fireEvent.click(await screen.findByRole("button", { name: "Restore Old news" }));
  await waitFor(() => expect(sent("publishing.restore")).toEqual([{ postId: deleted.id }]));
});

test("what cannot be undone is asked about first", async () => {
  const { sent } = draw([deleted], {
    "publishing.purge": () => ({ purged: 1, kept: 0 }),
    "publishing.emptyTrash": () => ({ purged: 1, kept: 0 }),
  });
  fireEvent.click(await screen.findByRole("button", { name: "Delete Old news for good" }));
  const one = await screen.findByRole("alertdialog", { name: "Delete this post for good?" });
  expect(sent("publishing.purge")).toEqual([]);
  fireEvent.click(within(one).getByRole("button", { name: "Delete for good" }));
  await waitFor(() => expect(sent("publishing.purge")).toEqual([{ postId: deleted.id }]));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  fireEvent.click(screen.getByRole("button", { name: "Empty the trash" }));
  const all = await screen.findByRole("alertdialog", { name: "Empty the trash?" });
  fireEvent.click(within(all).getByRole("button", { name: "Empty the trash" }));
  await waitFor(() => expect(sent("publishing.emptyTrash")).toEqual([{}]));
});
