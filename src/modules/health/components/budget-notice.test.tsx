// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { Budget } from "../schemas";
import { BudgetNotice } from "./budget-notice";

const channelId = newId("channel");
const none: Budget = { channels: [], issues: [], costs: [], total: [] };

function draw(
  budget: Budget,
  { at = new Date(), locale = "en" as "en" | "fr" }: { at?: Date | null; locale?: "en" | "fr" } = {},
) {
  const workspace = newId("workspace");
  const server = serveProcedures(workspace, {
    "health.budget": () => budget,
    "channels.list": () => ({ items: [{ id: channelId, name: "Ana" }], nextCursor: null }),
  });
  const view = renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <BudgetNotice channelIds={[channelId]} at={at} />
    </TrpcPage>,
  );
  return { ...server, view };
}

test("says nothing while there is room, and asks nothing before an instant is chosen", async () => {
  const { calls, view } = draw(none);
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(view.container.textContent).toBe("");
  expect(draw(none, { at: null }).calls).toEqual([]);
});

test("tells an allowance that is more than used up, and what it costs", async () => {
  const details = { limit: 300, used: 300, adding: 2, hours: 3 };
  draw({
    ...none,
    issues: [{ severity: "error", code: "quota_exceeded", channelId, details }],
    total: [{ minor: 20, currency: "USD" }],
  });
  expect(await screen.findByText("More than a network allows")).toBeDefined();
  await waitFor(() =>
    expect(screen.getByRole("alert").textContent).toContain("Ana: this would be post 302 of 300"),
  );
  expect(screen.getByText(/0\.20/)).toBeDefined();
});

test("warns of one that is nearly used up, in French", async () => {
  const details = { limit: 300, used: 280, adding: 1, hours: 3 };
  draw(
    { ...none, issues: [{ severity: "warning", code: "quota_near", channelId, details }] },
    { locale: "fr" },
  );
  await waitFor(() =>
    expect(screen.getByRole("listitem").textContent).toMatch(/Ana\s: 280 publications sur 300/),
  );
});
