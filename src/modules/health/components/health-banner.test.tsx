// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { HealthNotice } from "../schemas";
import { HealthBanner } from "./health-banner";

const notice = (waiting: number): HealthNotice => ({
  ...{ network: "bluesky", networkName: "Bluesky", server: "bsky.social", waiting },
  ...{ since: new Date(), retryAt: new Date(), channelIds: [newId("channel")] },
});

function draw(items: HealthNotice[], locale: "en" | "fr" = "en") {
  const workspace = newId("workspace");
  const server = serveProcedures(workspace, { "health.current": () => ({ items }) });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <HealthBanner />
    </TrpcPage>,
  );
  return server;
}

test("nothing is said while every network answers", async () => {
  const { calls } = draw([]);
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(screen.getByRole("status").textContent).toBe("");
});

test("a network that is down is named with what waits for it", async () => {
  draw([notice(12)]);
  expect(await screen.findByText("Bluesky is not answering (bsky.social)")).toBeDefined();
  expect(screen.getByRole("status").textContent).toContain("12 posts are delayed");
});

test("it is said in French", async () => {
  draw([notice(1)], "fr");
  expect(await screen.findByText("Bluesky ne répond pas (bsky.social)")).toBeDefined();
  expect(screen.getByRole("status").textContent).toContain("Une publication est retardée");
});
