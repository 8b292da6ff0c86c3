// @vitest-environment happy-dom
import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import type { PostState } from "@/modules/publishing/schemas";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { ApprovalView } from "../schemas";
import { ApprovalPanel } from "./approval-panel";

afterEach(() => vi.unstubAllGlobals());

const postId = newId("post");
const [seen, moved] = ["a".repeat(64), "b".repeat(64)];
const changes: ApprovalView["changes"] = {
  since: new Date("2026-11-20T12:00:00Z"),
  of: "approved",
  list: [
    {
      ...{ field: "body", channelId: null, channelName: null },
      segments: [
        { kind: "same", text: "Open on " },
        { kind: "removed", text: "Monday" },
        { kind: "added", text: "Tuesday" },
      ],
    },
  ],
};
const view = (part: Partial<ApprovalView> = {}): ApprovalView => ({
  ...{ postId, state: "pending", mode: "internal", hash: seen, entries: [], links: [] },
  ...{ canRequest: [], canDecide: ["internal"], canWithdraw: false, canShare: false },
  ...{ changes: null, waitingDeliveries: 0 },
  ...part,
});
let opened = 0;

interface Setting {
  part?: Partial<ApprovalView>;
  state?: PostState;
  procedures?: Record<string, Answer>;
  locale?: Locale;
}

function open({ part, state = "draft", procedures, locale = "en" }: Setting = {}) {
  const workspace = `panel-${++opened}`;
  const { calls } = serveProcedures(workspace, { "approvals.get": () => view(part), ...procedures });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <ApprovalPanel postId={postId} postState={state} zone="Europe/Paris" />
    </TrpcPage>,
  );
  return (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input);
}

test("tells that an edit undid the agreement, what it was, and that the post will be held", async () => {
  open({ part: { state: "required", changes }, state: "scheduled" });
  expect(await screen.findByText("It will be held at its time")).toBeTruthy();
  const difference = screen.getByLabelText("Changed since it was approved");
  expect(within(difference).getByText("Monday").closest("del")).toBeTruthy();
  expect(within(difference).getByText("Tuesday").closest("ins")).toBeTruthy();
});

test("approves the very content that was in sight", async () => {
  const sent = open({ procedures: { "approvals.decide": () => view({ state: "approved" }) } });
  fireEvent.click(await screen.findByRole("button", { name: "Approve" }));
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.click(dialog.getByRole("button", { name: "Approve" }));
  await vi.waitFor(() =>
    expect(sent("approvals.decide")).toMatchObject([
      { postId, stage: "internal", hash: seen, decision: "approved" },
    ]),
  );
});

test("shows what moved meanwhile before it can be decided again, and then decides about that", async () => {
  let answers = 0;
  const sent = open({
    procedures: {
      "approvals.decide": () => {
        if (answers++ > 0) return view({ state: "approved", hash: moved });
        const details = { hash: moved, changed: "body" };
        throw new Refusal({ code: "CONFLICT", reason: "approval.content_moved", details });
      },
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Approve" }));
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.click(dialog.getByRole("button", { name: "Approve" }));
  expect(await dialog.findByText("The post changed while you looked at it")).toBeTruthy();
  fireEvent.click(dialog.getByRole("button", { name: "Approve" }));
  await vi.waitFor(() => expect(sent("approvals.decide")).toMatchObject([{ hash: seen }, { hash: moved }]));
});

test("asks for changes only with a reason, in French", async () => {
  const sent = open({ locale: "fr" });
  fireEvent.click(await screen.findByRole("button", { name: "Demander des modifications" }));
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.click(dialog.getByRole("button", { name: "Demander des modifications" }));
  expect(await dialog.findByText("Dites ce qu’il faut modifier.")).toBeTruthy();
  expect(sent("approvals.decide")).toEqual([]);
});

test("offers nothing that the server would refuse", async () => {
  open({ part: { canDecide: [], canRequest: [] } });
  expect(await screen.findByText("Waiting for approval")).toBeTruthy();
  expect(screen.queryAllByRole("button")).toEqual([]);
});

test("says what to do with a post whose time passed while it waited", async () => {
  open({ part: { state: "approved", waitingDeliveries: 1, canDecide: [] }, state: "held" });
  expect(await screen.findByText(/Publish it, or give it another time/)).toBeTruthy();
});

test("says nothing of a post that is out and that nobody was asked about", async () => {
  const calls = open({ part: { state: "none", mode: "none", canDecide: [] }, state: "published" });
  await vi.waitFor(() => expect(calls("approvals.get")).toHaveLength(1));
  expect(screen.queryByRole("heading", { name: "Approval" })).toBeNull();
});
