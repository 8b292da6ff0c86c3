// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { Comparison, VersionView } from "../schemas";
import { HistoryButton } from "./history-button";

const [postId, channelId] = [newId("post"), newId("channel")];
const aVersion = (revision: number, origin: VersionView["origin"]): VersionView => ({
  ...{ id: newId("version"), postId, revision, origin, authorId: null, authorName: "Ada" },
  createdAt: new Date(`2026-11-2${revision}T09:00:00Z`),
});
const versions = [aVersion(2, "edited"), aVersion(1, "created")] as const;
const [latest, first] = versions;

const quiet = { added: [], removed: [], described: [], reordered: false };
const comparison: Comparison = {
  ...{ before: first, after: latest, title: { before: "Old", after: null }, language: null },
  tags: { added: ["winter"], removed: [] },
  files: {},
  groups: [
    {
      channels: [{ id: channelId, name: "Main site", network: "site" }],
      ...{ change: "changed", media: { ...quiet, reordered: true }, settings: ["slug"] },
      text: [
        { kind: "same", text: "We open at " },
        { kind: "removed", text: "nine" },
        { kind: "added", text: "ten" },
      ],
      parts: [
        {
          number: 1,
          change: "added",
          text: [{ kind: "added", text: "More" }],
          media: quiet,
          delayMinutes: null,
        },
      ],
    },
  ],
};

function draw(locale: "en" | "fr" = "en") {
  const workspace = newId("workspace");
  const { calls } = serveProcedures(workspace, {
    "versions.list": () => ({ items: versions }),
    "versions.compare": () => comparison,
    "versions.restore": () => ({ postId, revision: 3, dropped: { channels: 1, files: 0 } }),
    "channels.networks": () => ({ items: [] }),
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <HistoryButton postId={postId} revision={2} canRestore zone="UTC" />
    </TrpcPage>,
  );
  return { sent: (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input) };
}

test("the history says who changed what, with more than colour", async () => {
  draw();
  fireEvent.click(screen.getByRole("button", { name: "History" }));
  expect((await screen.findByText("Changed by Ada")).isConnected).toBe(true);
  expect((await screen.findByText("Main site")).isConnected).toBe(true);
  const removed = screen.getByText("nine");
  expect([removed.tagName, removed.textContent]).toEqual(["DEL", "Removed: nine"]);
  expect(screen.getByText("ten").tagName).toBe("INS");
  for (const words of ["#winter", "Part 1, added", "The order of the files changed.", "slug"])
    expect(screen.getByText(words).isConnected).toBe(true);
  expect(screen.queryByRole("button", { name: "Restore this version" })).toBeNull();
});

test("an older version is restored once that is confirmed", async () => {
  const { sent } = draw();
  fireEvent.click(screen.getByRole("button", { name: "History" }));
  fireEvent.click(await screen.findByRole("button", { name: /Written by Ada/ }));
  fireEvent.click(await screen.findByRole("button", { name: "Restore this version" }));
  const question = await screen.findByRole("alertdialog");
  fireEvent.click(within(question).getByRole("button", { name: "Restore this version" }));
  await waitFor(() => expect(sent("versions.restore")).toEqual([{ versionId: first.id, revision: 2 }]));
});

test("speaks French to those who read it", async () => {
  draw("fr");
  fireEvent.click(screen.getByRole("button", { name: "Historique" }));
  expect((await screen.findByText("Modifiée par Ada")).isConnected).toBe(true);
  expect((await screen.findByText("Suite 1, ajoutée")).isConnected).toBe(true);
});
