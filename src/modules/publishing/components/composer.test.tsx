// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Locale } from "@/i18n/locales";
import { newId } from "@/kernel/ids";
import type { ChannelView } from "@/modules/channels/schemas";
import { aChannel, savedPost } from "@/testing/composer";
import { aDelivery } from "@/testing/deliveries";
import { renderIn } from "@/testing/render";
import { type Answer, Refusal, serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { PostView } from "../schemas";
import { Composer, type ComposerProps } from "./composer";
import { draftBackups } from "./composer-backup";
import { type Draft, emptyDraft } from "./composer-state";

const userId = newId("user");
const everything: ComposerProps = {
  userId,
  rights: { write: true, writeAny: true, plan: true, publish: true, resolve: true, manageChannels: true },
};
const lab = (part: Parameters<typeof aChannel>[0] = {}) =>
  aChannel({ name: "Lab", handle: "ada.example", ...part });
const other = () => aChannel({ name: "Site", network: "paper", networkName: "Paper" });

// Drafts are saved after a second of quiet.
configure({ asyncUtilTimeout: 5_000 });
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

interface Setting {
  channels?: ChannelView[];
  post?: PostView;
  procedures?: Record<string, Answer>;
  props?: Partial<ComposerProps>;
  locale?: Locale;
}

let opened = 0;

/** A composer over a server that keeps one post by the rules of revisions. */
function open({ channels = [lab(), other()], post, procedures, props, locale = "en" }: Setting = {}) {
  const kept: { post: PostView | undefined } = { post };
  const keep = (input: unknown, revision: number) => {
    const { postId, media: _, ...content } = input as Draft & { postId: PostView["id"] };
    kept.post = savedPost(
      { ...content, media: [] },
      { id: postId, revision, authorId: userId, publishAt: post?.publishAt ?? null },
    );
    return kept.post;
  };
  const pushed: string[] = [];
  const workspace = `acme-${++opened}`;
  const { calls } = serveProcedures(workspace, {
    "channels.list": () => ({ items: channels, nextCursor: null }),
    "channels.networks": () => ({
      items: [
        {
          key: "lab",
          settings: [
            { name: "loud", kind: "switch", default: false, covers: null },
            { name: "mood", kind: "choice", options: ["calm", "wild"], default: "calm", covers: null },
          ],
        },
      ],
    }),
    "workspaces.get": () => ({
      ...{ id: "ws_1", slug: "acme", name: "Acme", timeZone: "Europe/Paris", locale: "en" },
    }),
    "publishing.get": () => {
      if (!kept.post) throw new Refusal({ code: "NOT_FOUND", reason: "post.not_found" });
      return kept.post;
    },
    "publishing.create": (input) => keep(input, 1),
    "publishing.update": (input) => {
      const { revision } = input as { revision: number };
      if (kept.post?.revision !== revision)
        throw new Refusal({ code: "CONFLICT", reason: "post.stale_revision" });
      return keep(input, revision + 1);
    },
    ...procedures,
  });
  renderIn(
    locale,
    <TrpcPage
      workspace={workspace}
      search={post ? `post=${post.id}` : ""}
      onPush={(href) => pushed.push(href)}
    >
      <Composer {...everything} {...props} />
    </TrpcPage>,
  );
  return { kept, calls, pushed, workspace };
}

const write = async (text: string, name: RegExp | string = "Text of the post") =>
  fireEvent.change(await screen.findByRole("textbox", { name }), { target: { value: text } });
const choose = async (name: RegExp | string) => fireEvent.click(await screen.findByRole("button", { name }));
const openTab = (name: RegExp) => fireEvent.mouseDown(screen.getByRole("tab", { name }), { button: 0 });
const saved = () => waitFor(() => expect(screen.getByText(/^Saved at/)).toBeTruthy());

test("what is written is saved by itself, under one id, and the page says so", async () => {
  const { kept, calls } = open();
  await write("Hello");
  expect(screen.getByText("Not saved yet")).toBeTruthy();
  await saved();
  expect(kept.post?.body).toBe("Hello");
  await write("Hello, world");
  await waitFor(() => expect(kept.post).toMatchObject({ body: "Hello, world", revision: 2 }));
  expect(calls.filter(([path]) => path === "publishing.create")).toHaveLength(1);
  expect(Object.keys(localStorage)).toEqual([]);
});

test("the only channel is chosen for a new post, and may be taken away", async () => {
  open({ channels: [lab()] });
  const chip = await screen.findByRole("button", { name: /^Lab\b/ });
  expect(chip.getAttribute("aria-pressed")).toBe("true");
  fireEvent.click(chip);
  expect(chip.getAttribute("aria-pressed")).toBe("false");
});

test("each channel counts as its network does, and says by how much it is passed", async () => {
  open();
  await choose(/^Lab\b/);
  await write("👨‍👩‍👧‍👦".repeat(21));
  const [count] = screen.getAllByText("Lab: 21 of 20 characters");
  expect(count).toBeTruthy();
  expect(screen.getAllByText("1 over").length).toBeGreaterThan(0);
  await waitFor(() => expect(screen.getByText("Lab: 1 character too many.")).toBeTruthy());
});

test("a channel says the same until it is given a text of its own, and can go back", async () => {
  open({ channels: [lab(), other()] });
  await write("For everybody");
  await choose(/^Lab\b/);
  await choose(/^Site/);
  openTab(/^Lab\b/);
  fireEvent.click(screen.getByRole("switch", { name: "Same text as all channels" }));
  await write("For the lab", "Text for Lab");
  expect(screen.getByRole("tab", { name: /Lab has its own text/ })).toBeTruthy();
  const previews = screen.getByRole("list", { name: "Previews", hidden: true });
  expect(within(previews).getByText("For the lab")).toBeTruthy();
  expect(within(previews).getByText("For everybody")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Back to the shared version" }));
  expect(within(previews).getAllByText("For everybody")).toHaveLength(2);
});

test("a network's options are drawn from their description and saved with the channel", async () => {
  const { kept } = open();
  await write("Hello");
  await choose(/^Lab\b/);
  openTab(/^Lab\b/);
  fireEvent.click(screen.getByRole("switch", { name: "loud" }));
  await saved();
  await waitFor(() => expect(kept.post?.variants[0]?.settings).toEqual({ loud: true }));
});

test("problems stop publishing, not saving, and lead to their field", async () => {
  const { kept, calls } = open();
  await choose(/^Lab\b/);
  await write("a".repeat(21));
  await saved();
  expect(kept.post?.body).toHaveLength(21);
  await choose("Publish now");
  expect(screen.queryByRole("dialog")).toBeNull();
  const list = screen.getByRole("region", { name: "One thing to put right before publishing" });
  expect(document.activeElement).toBe(list);
  fireEvent.click(within(list).getByRole("button", { name: /The text is too long/ }));
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Text of the post" }));
  expect(calls.some(([path]) => path === "publishing.publishNow")).toBe(false);
});

test("publishing asks once, saves first, and goes to the post", async () => {
  const { calls, pushed, kept, workspace } = open({
    procedures: { "publishing.publishNow": () => ({ ...kept.post, state: "publishing" }) },
  });
  await choose(/^Lab\b/);
  await write("Out it goes");
  await choose("Publish now");
  const dialog = await screen.findByRole("dialog", { name: "Publish now?" });
  fireEvent.click(within(dialog).getByRole("button", { name: "Publish now" }));
  await waitFor(() => expect(pushed).toEqual([`/${workspace}/posts/${kept.post?.id}`]));
  const order = calls.map(([path]) => path).filter((path) => path.startsWith("publishing."));
  expect(order).toEqual(["publishing.create", "publishing.publishNow"]);
});

test("an unapproved post is told to be held, and people are asked at once", async () => {
  const { calls, pushed } = open({
    procedures: {
      "approvals.policies": () => ({ mode: "client", reminderHours: 24, channels: [] }),
      "approvals.request": () => ({}),
      "publishing.publishNow": () => savedPost(draft("Now"), { approval: "required" }),
    },
  });
  await choose(/^Lab\b/);
  await write("Now");
  await choose("Publish now");
  const dialog = within(await screen.findByRole("dialog", { name: "Publish now?" }));
  expect(await dialog.findByText(/It is put on hold at once/)).toBeTruthy();
  fireEvent.click(dialog.getByRole("button", { name: "Ask for approval" }));
  await waitFor(() => expect(pushed).toHaveLength(1));
  expect(calls.map(([path]) => path)).toContain("approvals.request");
});

test("a campaign and labels are chosen while writing, and saved with the post", async () => {
  const label = { id: newId("label"), name: "Product", color: "green", posts: 0 };
  const { calls } = open({
    procedures: {
      "labels.list": () => ({ items: [label] }),
      "campaigns.list": () => ({ items: [], nextCursor: null }),
    },
  });
  await write("Bread");
  await choose("Choose labels");
  fireEvent.click(await screen.findByRole("checkbox", { name: "Product" }));
  await saved();
  await waitFor(() =>
    expect(
      calls.findLast(([path]) => path === "publishing.update")?.[1] ??
        calls.findLast(([path]) => path === "publishing.create")?.[1],
    ).toMatchObject({ labelIds: [label.id], campaignId: null }),
  );
});

test("a time that has passed and a time that does not exist are told on the field", async () => {
  open();
  await choose(/^Lab\b/);
  await write("Later");
  await choose("Schedule");
  const dialog = await screen.findByRole("dialog", { name: "Schedule the post" });
  const set = (date: string, time: string) => {
    fireEvent.change(within(dialog).getByLabelText("Date"), { target: { value: date } });
    fireEvent.change(within(dialog).getByLabelText("Time"), { target: { value: time } });
  };
  set("2020-01-01", "09:00");
  expect(within(dialog).getByText(/This time has passed/)).toBeTruthy();
  set("2037-03-29", "02:30");
  expect(within(dialog).getByText(/clocks go forward/)).toBeTruthy();
  fireEvent.click(within(dialog).getByRole("button", { name: "Take 03:30 instead" }));
  expect(within(dialog).getByLabelText<HTMLInputElement>("Time").value).toBe("03:30");
});

const draft = (body: string): Draft => ({ ...emptyDraft("en"), body });

test("somebody else's version is shown without losing one's own", async () => {
  const post = savedPost(draft("Old"), { authorId: userId });
  const { kept } = open({ post });
  await screen.findByDisplayValue("Old");
  kept.post = savedPost(draft("Theirs"), { id: post.id, revision: 2, authorId: userId });
  await write("Mine");
  await waitFor(() => expect(screen.getByText(/Somebody saved another version/)).toBeTruthy());
  await choose("Show the newer version");
  expect(screen.getByDisplayValue("Theirs")).toBeTruthy();
  await choose("Bring mine back");
  expect(screen.getByDisplayValue("Mine")).toBeTruthy();
  await waitFor(() => expect(kept.post).toMatchObject({ body: "Mine", revision: 3 }));
});

test("one's own version can become a draft of its own", async () => {
  const post = savedPost(draft("Old"), { authorId: userId });
  const { kept, calls, pushed } = open({ post });
  await screen.findByDisplayValue("Old");
  kept.post = savedPost(draft("Theirs"), { id: post.id, revision: 2, authorId: userId });
  await write("Mine");
  await waitFor(() => expect(screen.getByText(/Somebody saved another version/)).toBeTruthy());
  await choose("Keep mine as a copy");
  await waitFor(() => expect(pushed).toHaveLength(1));
  expect(calls.find(([path]) => path === "publishing.create")?.[1]).toMatchObject({ body: "Mine" });
});

test("what a crash interrupted is offered again", async () => {
  draftBackups(localStorage, { workspaceId: "ws_1", userId }).write({
    ...{ postId: newId("post"), revision: null, draft: draft("Nearly gone"), at: "2026-11-21T08:00:00Z" },
  });
  const { kept } = open();
  expect(await screen.findByText(/We kept what you wrote/)).toBeTruthy();
  await choose("Go on writing it");
  expect(screen.getByDisplayValue("Nearly gone")).toBeTruthy();
  await saved();
  expect(kept.post?.body).toBe("Nearly gone");
  expect(Object.keys(localStorage)).toEqual([]);
});

test("a planned post changes at its author's word only", async () => {
  const publishAt = new Date(Date.now() + 3_600_000);
  const planned = { authorId: userId, publishAt, state: "scheduled" } as const;
  const channel = lab();
  const variants = [{ channelId: channel.id, body: null, assetIds: null, parts: null, settings: {} }];
  const { calls, kept } = open({
    channels: [channel],
    post: savedPost({ ...draft("Old"), variants }, planned),
  });
  await write("New");
  expect(screen.getByText("Changes not in the plan yet: update the post")).toBeTruthy();
  await act(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
  expect(calls.some(([path]) => path === "publishing.update")).toBe(false);
  await choose("Update");
  await waitFor(() => expect(kept.post?.body).toBe("New"));
});

test("an author who may not publish proposes a time, and reads why", async () => {
  open({ props: { rights: { ...everything.rights, publish: false, writeAny: false } } });
  await write("A draft");
  expect(screen.getByText(/You propose: your post goes out once/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Publish now" })).toBeNull();
  expect(screen.getByRole("button", { name: "Propose a time" })).toBeTruthy();
});

test("an author whose post stopped is offered no other time, and reads who gives it one", async () => {
  const stopped = { authorId: userId, publishAt: new Date(), deliveries: [aDelivery({ state: "failed" })] };
  const rights = { ...everything.rights, publish: false, writeAny: false, resolve: false };
  open({ post: savedPost(draft("Old"), stopped), props: { rights } });
  expect(await screen.findByText(/an owner gives it another time/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: /time/ })).toBeNull();
});

test("who may write and not plan is offered no time", async () => {
  open({ props: { rights: { ...everything.rights, plan: false, publish: false } } });
  await write("A draft");
  expect(screen.getByText(/Your role writes drafts/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Propose a time" })).toBeNull();
});

test("a reader sees the post and cannot change it", async () => {
  const rights = { ...everything.rights, write: false, writeAny: false, plan: false, publish: false };
  open({ post: savedPost(draft("Read me")), props: { rights } });
  expect(await screen.findByRole("textbox", { name: "Text of the post" })).toHaveProperty("readOnly", true);
  expect(screen.getByText("You can read this, not change it")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Save/ })).toBeNull();
});

test("without a channel it shows the way to one", async () => {
  const { workspace } = open({ channels: [], locale: "fr" });
  expect(await screen.findByText("Il n’y a encore nulle part où publier")).toBeTruthy();
  const link = screen.getByRole("link", { name: "Connecter un canal" });
  expect(link.getAttribute("href")).toBe(`/${workspace}/channels`);
});

test("a post that is gone is said to be, and a failure can be tried again", async () => {
  open({
    post: savedPost(draft("Gone")),
    procedures: {
      "publishing.get": () => {
        throw new Refusal({ code: "NOT_FOUND", reason: "post.not_found" });
      },
    },
  });
  expect(await screen.findByText("This post is not here")).toBeTruthy();
  cleanup();
  open({
    procedures: {
      "channels.list": () => {
        throw new Refusal({ code: "FORBIDDEN", reason: "permission.missing" });
      },
    },
  });
  expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
});

test("what follows a post is written, moved and taken away by key, and saved in its order", async () => {
  const { kept } = open({
    channels: [lab({ capabilities: { parts: { kinds: ["thread", "first_comment", "follow_up"], max: 5 } } })],
  });
  await write("Hello");
  await choose("Add to thread");
  await write("Second", "Text of thread part 1");
  await choose("First comment");
  await write("a".repeat(21), "Text of the first comment 2");
  const comment = screen.getByRole("listitem", { name: "First comment 2" });
  expect(within(comment).getByText(/The text is too long/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "First comment" })).toHaveProperty("disabled", true);
  await write("Third", "Text of the first comment 2");
  const follows = screen.getByRole("list", { name: "What follows on Lab", hidden: true });
  expect(within(follows).getByText("Third")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Move First comment 2 up" }));
  expect(screen.getByText("Now at position 1 of 2.")).toBeTruthy();
  await waitFor(() => expect(kept.post?.parts.map(({ body }) => body)).toEqual(["Third", "Second"]));
  await choose("Remove First comment 1");
  await waitFor(() => expect(kept.post?.parts.map(({ body }) => body)).toEqual(["Second"]));
});

test("a network that cannot carry what follows says so, and publishes the post alone at one press", async () => {
  const able = lab({ capabilities: { parts: { kinds: ["thread"], max: 5 } } });
  const { kept } = open({ channels: [able, other()] });
  await choose(/^Lab\b/);
  await choose(/^Site/);
  await write("Hello");
  await choose("Add to thread");
  await write("More", "Text of thread part 1");
  expect(screen.getByText("Site (Paper) cannot carry all of what follows.")).toBeTruthy();
  await choose("Leave it out on Site");
  expect(screen.queryByText(/cannot carry all/)).toBeNull();
  await waitFor(() => expect(kept.post?.variants.map(({ parts }) => parts)).toEqual([null, []]));
});
