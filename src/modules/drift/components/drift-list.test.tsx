// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { DriftView } from "../schemas";
import { DriftList } from "./drift-list";

const drift = (more: Partial<DriftView> = {}): DriftView => ({
  deliveryId: newId("delivery"),
  postId: newId("post"),
  postTitle: null,
  text: "Our new season starts on Monday",
  channelName: "Ana",
  network: "bluesky",
  state: "edited",
  since: new Date("2026-11-20T02:00:00Z"),
  ...more,
});

function draw(items: DriftView[], nextCursor: string | null = null) {
  const workspace = newId("workspace");
  const server = serveProcedures(workspace, {
    "drift.list": () => ({ items, nextCursor }),
    "channels.networks": () => ({ items: [] }),
  });
  const view = renderIn(
    "fr",
    <TrpcPage workspace={workspace}>
      <DriftList zone="Europe/Paris" base="/studio" />
    </TrpcPage>,
  );
  return { ...server, view };
}

test("takes no room while everything stands", async () => {
  const { calls, view } = draw([]);
  await waitFor(() => expect(calls.map(([path]) => path)).toContain("drift.list"));
  expect(view.container.textContent).toBe("");
});

test("leads to each delivery that was changed or deleted, and says when there are more", async () => {
  const [edited, gone] = [drift(), drift({ state: "gone", postTitle: "Horaires" })];
  draw([edited, gone], gone.deliveryId);
  const link = await screen.findByRole("link", { name: edited.text });
  expect(link.getAttribute("href")).toBe(`/studio/posts/${edited.postId}#${edited.deliveryId}`);
  expect(screen.getByRole("link", { name: "Horaires" })).toBeDefined();
  expect(screen.getByText("Supprimée là-bas")).toBeDefined();
  expect(screen.getByText(/Il y en a d’autres/)).toBeDefined();
});
