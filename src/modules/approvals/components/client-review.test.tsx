// @vitest-environment happy-dom
import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { aChannel, savedPost } from "@/testing/composer";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { PostPart } from "@/modules/publishing/schemas";
import type { ReviewPostState } from "../schemas";
import { ClientReview } from "./client-review";

afterEach(() => vi.unstubAllGlobals());

const publishAt = new Date("2026-12-01T08:00:00Z");
const workspace = { name: "Studio Lumen", timeZone: "Europe/Paris", logo: null };
let opened = 0;

/** A client's page over a server that keeps the answers. */
function open(
  texts: readonly string[],
  procedures: Record<string, Answer> = {},
  locale: Locale = "en",
  parts: readonly PostPart[] = [],
  layout: "microblog" | "payload" = "microblog",
) {
  const preview = { layout, altTextShown: true };
  const channel = aChannel({ name: "Lab", preview, capabilities: { parts: { kinds: ["thread"], max: 25 } } });
  const kept = texts.map((body) => ({ postId: newId("post"), body, state: "open" as ReviewPostState }));
  const summaryOf = ({ postId, state }: (typeof kept)[number]) => ({
    ...{ postId, state, hash: "a".repeat(64), publishAt, timeZone: "Europe/Paris" },
  });
  const variant = { channelId: channel.id, body: null, assetIds: null, settings: {} };
  const { calls } = serveProcedures(`client-${++opened}`, {
    "approvals.review": () => ({
      state: "open",
      page: {
        ...{ name: "Nadia", locale, workspace, expiresAt: new Date("2026-12-05T08:00:00Z") },
        posts: kept.map(summaryOf),
      },
    }),
    "approvals.reviewPost": (input) => {
      const one = kept.find(({ postId }) => postId === (input as { postId: string }).postId);
      if (!one) throw new Refusal({ code: "NOT_FOUND", reason: "post.not_found" });
      const draft = { title: null, body: one.body, tags: [], language: "en", media: [], variants: [variant] };
      const hidden = one.state === "preparing";
      const shown = {
        post: { ...savedPost({ ...draft, parts: [] } as never), parts },
        channels: [channel],
      };
      return {
        ...summaryOf(one),
        shown: hidden ? null : { ...shown, settings: [], changes: null, live: [] },
        ...{ answer: null, comments: [] },
      };
    },
    "approvals.reviewDecide": (input) => {
      const { postId, decision } = input as { postId: string; decision: ReviewPostState };
      for (const one of kept) if (one.postId === postId) one.state = decision;
      return { done: true };
    },
    ...procedures,
  });
  renderIn(
    locale,
    <TrpcPage workspace={`client-${opened}`}>
      <ClientReview token="secret" />
    </TrpcPage>,
  );
  return { kept, sent: (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input) };
}

test("shows each post as its channel will, with its time in words and its zone", async () => {
  open(["Coffee is on us"]);
  const card = within(await screen.findByRole("article"));
  expect(await card.findByText("Coffee is on us")).toBeTruthy();
  expect(card.getByRole("listitem", { name: /Lab/ })).toBeTruthy();
  expect(card.getByText(/Tuesday,? 1 December 2026.*09:00.*Europe\/Paris/)).toBeTruthy();
});

test("shows words, not data, where a channel leads to a program", async () => {
  open(["Coffee is on us"], {}, "en", [], "payload");
  const preview = within(await screen.findByRole("listitem", { name: /Lab/ }));
  expect(preview.getByText("Coffee is on us")).toBeTruthy();
  expect(preview.queryByText(/post\.published/)).toBeNull();
});

test("shows the whole thread as its channel will, and what the channel cannot carry", async () => {
  const part = { media: [], delayMinutes: 0 };
  open(["Coffee is on us"], {}, "en", [
    { ...part, kind: "thread", body: "And cake" },
    { ...part, kind: "first_comment", body: "Book here" },
  ]);
  const thread = within(await screen.findByRole("list", { name: "What follows on Lab" }));
  expect(thread.getByText("And cake")).toBeTruthy();
  expect(thread.queryByText("Book here")).toBeNull();
  expect(screen.getByText(/cannot carry what follows/)).toBeTruthy();
});

test("approves exactly what was shown, and says so", async () => {
  const { sent } = open(["Coffee is on us"]);
  fireEvent.click(await screen.findByRole("button", { name: "Approve" }));
  expect(await screen.findByText("Thank you, everything is answered")).toBeTruthy();
  expect(sent("approvals.reviewDecide")).toMatchObject([
    { token: "secret", decision: "approved", hash: "a".repeat(64) },
  ]);
});

test("asks for changes only with words", async () => {
  const { sent } = open(["Coffee is on us"]);
  fireEvent.click(await screen.findByRole("button", { name: "Ask for changes" }));
  fireEvent.click(await screen.findByRole("button", { name: "Send" }));
  expect(await screen.findByText("Say what should change.")).toBeTruthy();
  fireEvent.change(screen.getByLabelText(/What should change/), { target: { value: "Tea, not coffee" } });
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText("You asked for changes")).toBeTruthy();
  expect(sent("approvals.reviewDecide")).toMatchObject([{ note: "Tea, not coffee" }]);
});

test("says that a post moved while it was read, and shows it anew", async () => {
  const { sent } = open(["Coffee is on us"], {
    "approvals.reviewDecide": () => {
      throw new Refusal({ code: "CONFLICT", reason: "approval.content_moved", details: {} });
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Approve" }));
  expect(await screen.findByText("This post was changed a moment ago")).toBeTruthy();
  expect(sent("approvals.reviewPost").length).toBeGreaterThan(1);
});

test("approves all that is open in one go", async () => {
  const { kept, sent } = open(["One", "Two"], {
    "approvals.reviewApproveAll": () => ({ approved: kept.map(({ postId }) => postId), skipped: [] }),
  });
  fireEvent.click(await screen.findByRole("button", { name: "Approve all (2)" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  fireEvent.click(dialog.getByRole("button", { name: "Approve all (2)" }));
  await vi.waitFor(() => expect(sent("approvals.reviewApproveAll")).toHaveLength(1));
});

test.each([
  ["expired", "en", "This link has expired"],
  ["revoked", "en", "This link was closed"],
  ["unknown", "fr", "Ce lien n’ouvre rien"],
] as const)("says that a link is %s (%s)", async (state, locale, words) => {
  open([], { "approvals.review": () => ({ state, page: null }) }, locale);
  expect(await screen.findByRole("heading", { name: words })).toBeTruthy();
});
