// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import { renderIn } from "@/testing/render";
import { type Answer, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { PostSummary } from "../schemas";
import { PostCollection } from "./post-collection";

const rights = {
  ...{ userId: newId("user"), write: true, writeAny: true, plan: true, publish: true, resolve: true },
  manageChannels: true,
  share: true,
};
const [label, campaign] = [newId("label"), newId("campaign")];
const aSummary = (title: string): PostSummary => ({
  ...{ id: newId("post"), title, excerpt: "", state: "draft", timing: "time", approval: "none" },
  ...{ wallTime: null, timeZone: null, publishAt: null, updatedAt: new Date(), mediaCount: 0, partCount: 0 },
  ...{ authorId: null, mine: false, canEdit: true, canPlan: true, campaignId: campaign, channels: [] },
  labels: [{ id: label, name: "Product", color: "green" }],
});
const posts = ["One", "Two", "Three", "Four"].map(aSummary);

function draw(more: Record<string, Answer> = {}, locale: Locale = "en") {
  const workspace = newId("workspace");
  const { calls } = serveProcedures(workspace, {
    "planning.posts": () => ({ items: posts, nextCursor: null }),
    "planning.swatches": () => ({ campaigns: [{ id: campaign, name: "Winter", color: "red" }], labels: [] }),
    "channels.networks": () => ({ items: [] }),
    ...more,
  });
  renderIn(
    locale,
    <TrpcPage workspace={workspace}>
      <PostCollection filter={{}} rights={rights} zone="UTC" base="/acme" empty="nothing" />
    </TrpcPage>,
  );
  return { sent: (path: string) => calls.filter(([name]) => name === path).map(([, input]) => input) };
}

const box = (title: string) => screen.getByRole("checkbox", { name: `Choose ${title}` });
const chosen = () =>
  posts
    .filter(({ title }) => box(title ?? "").getAttribute("aria-checked") === "true")
    .map(({ title }) => title);

test("rows are chosen by click and by key, with shift up to the last one, and dropped by Escape", async () => {
  draw();
  fireEvent.click(await screen.findByRole("checkbox", { name: "Choose One" }));
  fireEvent.click(box("Three"), { shiftKey: true });
  expect(chosen()).toEqual(["One", "Two", "Three"]);
  fireEvent.keyDown(screen.getByRole("link", { name: "Two" }), { key: "x" });
  expect(chosen()).toEqual(["One", "Three"]);
  fireEvent.keyDown(screen.getByRole("link", { name: "Four" }), { key: "X", shiftKey: true });
  expect(chosen()).toEqual(["One", "Two", "Three", "Four"]);
  fireEvent.keyDown(screen.getByRole("link", { name: "Four" }), { key: "Escape" });
  expect(chosen()).toEqual([]);
});

test("labels and campaign stand on each row in words", async () => {
  draw();
  const row = (await screen.findByRole("link", { name: "One" })).closest("li");
  const marks = within(row as HTMLElement);
  expect((await marks.findByText("Winter")).isConnected).toBe(true);
  expect(marks.getByText("Product").isConnected).toBe(true);
});

test("what waits for people says so on its row, until it is out", async () => {
  const waiting = { ...aSummary("Asked"), state: "scheduled", approval: "pending" };
  const refused = { ...aSummary("Refused"), approval: "changes_requested" };
  const out = { ...aSummary("Out"), state: "published", approval: "required" };
  draw({ "planning.posts": () => ({ items: [waiting, refused, out], nextCursor: null }) });
  const row = async (name: string) =>
    within((await screen.findByRole("link", { name })).closest("li") as HTMLElement);
  expect((await row("Asked")).getByText("Waiting for approval").isConnected).toBe(true);
  expect((await row("Refused")).getByText("Changes asked for").isConnected).toBe(true);
  expect((await row("Out")).queryByText(/pproval/)).toBeNull();
});

test("what was refused is told with its reason, and stays chosen", async () => {
  const [first, second] = posts;
  const { sent } = draw({
    "publishing.deleteMany": () => ({
      items: [
        { postId: first?.id, done: true, reason: null, details: {} },
        { postId: second?.id, done: false, reason: "post.locked", details: {} },
      ],
      ...{ done: 1, refused: 1 },
    }),
  });
  fireEvent.click(await screen.findByRole("checkbox", { name: "Choose One" }));
  fireEvent.click(box("Two"));
  fireEvent.keyDown(screen.getByRole("button", { name: "More for the chosen posts" }), { key: "Enter" });
  fireEvent.click(await screen.findByRole("menuitem", { name: "Move to the trash" }));
  const question = await screen.findByRole("alertdialog", { name: "Move 2 posts to the trash?" });
  fireEvent.click(within(question).getByRole("button", { name: "Move to the trash" }));
  const report = await screen.findByRole("dialog", { name: "1 post was left as it is" });
  expect(within(report).getByText("Two").isConnected).toBe(true);
  expect(within(report).getByText(/already on its network/).isConnected).toBe(true);
  expect(sent("publishing.deleteMany")).toEqual([{ postIds: [first?.id, second?.id] }]);
  fireEvent.click(within(report).getAllByRole("button", { name: "Close" })[0] ?? report);
  await waitFor(() => expect(chosen()).toEqual(["Two"]));
});

test("speaks French to those who read it", async () => {
  draw({}, "fr");
  fireEvent.click(await screen.findByRole("checkbox", { name: "Sélectionner One" }));
  expect(screen.getByRole("region", { name: "Publications sélectionnées" }).textContent).toContain(
    "1 sélectionnée",
  );
});
