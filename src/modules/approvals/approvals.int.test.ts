import { describe, expect, test } from "vitest";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aPost, aSiteChannel, dispatchNow } from "@/testing/publishing";
import { aColleague, edit, eventsOf } from "@/testing/reviewing";
import { decideApproval } from "./commands/decide";
import { setPolicy } from "./commands/policies";
import { requestApproval, withdrawApproval } from "./commands/request";
import { getApproval, getPolicies } from "./queries";
import { countReviews, listReviews } from "./queries.lanes";
import { type ApprovalMode, decideApprovalInput } from "./schemas";

useEnvironment();
useDatabase();

async function aStudio(mode: ApprovalMode = "internal") {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const owner = await aWorkspace({ clock, timeZone: "UTC" });
  await setPolicy(owner, { channelId: null, mode });
  const author = await aColleague(owner, "author", "Alan");
  const reviewer = await aColleague(owner, "reviewer", "Grace");
  const channelId = await aSiteChannel(owner);
  const post = await aPost(author, [channelId], "Open on Monday");
  return { clock, owner, author, reviewer, channelId, postId: post.id };
}
type Studio = Awaited<ReturnType<typeof aStudio>>;

const hashOf = async (ctx: WorkspaceCtx, postId: Studio["postId"]) =>
  (await getApproval(ctx, { postId })).hash;

async function decide(ctx: WorkspaceCtx, postId: Studio["postId"], more: object = {}) {
  const hash = await hashOf(ctx, postId);
  return decideApproval(ctx, decideApprovalInput.parse({ postId, hash, decision: "approved", ...more }));
}

const stateOf = async ({ owner, postId }: Studio) => (await getPost(owner, { postId })).approval;

describe("setting what is asked", () => {
  test("holds for the workspace, for a channel, and for the channel no more", async () => {
    const { owner, channelId } = await aStudio("none");
    await setPolicy(owner, { channelId: null, mode: "internal", reminderHours: 48 });
    await setPolicy(owner, { channelId, mode: "client" });
    expect(await getPolicies(owner)).toEqual({
      mode: "internal",
      reminderHours: 48,
      channels: [{ channelId, mode: "client" }],
    });
    await setPolicy(owner, { channelId, mode: null });
    await setPolicy(owner, { channelId: null, mode: "staged", reminderHours: null });
    expect(await getPolicies(owner)).toEqual({ mode: "staged", reminderHours: null, channels: [] });
  });

  test("is for who manages the workspace, and for its own channels", async () => {
    const [mine, theirs] = [await aStudio(), await aStudio()];
    const asked = (ctx: WorkspaceCtx, { channelId }: Studio) => setPolicy(ctx, { channelId, mode: "none" });
    await expect(async () => asked(asRole(mine.owner, "editor"), mine)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(asked(mine.owner, theirs)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("asking for approval", () => {
  test("asks what the policy wants, once, and tells who must look", async () => {
    const studio = await aStudio();
    const { author, postId } = studio;
    const first = await requestApproval(author, { postId });
    const again = await requestApproval(author, { postId });
    expect(first).toMatchObject({ state: "pending", mode: "internal", canWithdraw: true, canRequest: [] });
    expect(again.entries).toHaveLength(1);
    expect(again.entries[0]).toMatchObject({ stage: "internal", state: "pending", requestedByName: "Alan" });
    expect(await eventsOf(author, "approval.requested")).toMatchObject([
      { postId, stage: "internal", requestedBy: author.actor.userId },
    ]);
  });

  test("asks a colleague where nothing is required, and withdrawing sets the post free", async () => {
    const studio = await aStudio("none");
    const { author, postId } = studio;
    expect(await requestApproval(author, { postId })).toMatchObject({ state: "pending" });
    expect(await withdrawApproval(author, { postId })).toMatchObject({ state: "none", canWithdraw: false });
    await expect(withdrawApproval(author, { postId })).rejects.toMatchObject({
      reason: "approval.nothing_to_withdraw",
    });
  });

  test("is refused for nothing, for another's post, and for a post that is out", async () => {
    const { clock, owner, author, reviewer, channelId, postId } = await aStudio();
    const empty = await aPost(author, [channelId], " ");
    await expect(requestApproval(author, { postId: empty.id })).rejects.toMatchObject({
      reason: "approval.empty",
    });
    const hers = await aPost(owner, [channelId]);
    await expect(requestApproval(author, { postId: hers.id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await decide(reviewer, postId);
    await schedulePost(owner, { postId, publishAt: "2026-11-21T09:00" });
    await clock.sleepUntil(new Date("2026-11-21T09:00:00Z"));
    await dispatchNow(clock);
    expect((await getPost(owner, { postId })).state).toBe("published");
    await expect(requestApproval(author, { postId })).rejects.toMatchObject({ reason: "approval.too_late" });
  });

  test("does not know another workspace's post", async () => {
    const [mine, theirs] = [await aStudio(), await aStudio()];
    const { postId } = theirs;
    const unknown = { code: "NOT_FOUND" };
    await expect(requestApproval(mine.owner, { postId })).rejects.toMatchObject(unknown);
    await expect(withdrawApproval(mine.owner, { postId })).rejects.toMatchObject(unknown);
    await expect(getApproval(mine.owner, { postId })).rejects.toMatchObject(unknown);
    const decision = decideApprovalInput.parse({ postId, hash: "0".repeat(64), decision: "approved" });
    await expect(decideApproval(mine.owner, decision)).rejects.toMatchObject(unknown);
  });
});

describe("answering", () => {
  test("approves exactly what was looked at, and tells who asked", async () => {
    const studio = await aStudio();
    const { author, reviewer, postId } = studio;
    await requestApproval(author, { postId });
    const view = await decide(reviewer, postId, { note: "Lovely" });
    expect(view.entries[0]).toMatchObject({ state: "approved", decidedByName: "Grace", note: "Lovely" });
    expect(await stateOf(studio)).toBe("approved");
    expect(await eventsOf(author, "approval.decided")).toMatchObject([
      { decision: "approved", requestedBy: author.actor.userId, decidedBy: reviewer.actor.userId },
    ]);
  });

  test("refuses a content that moved meanwhile and names what changed", async () => {
    const { author, reviewer, postId } = await aStudio();
    await requestApproval(author, { postId });
    const hash = await hashOf(reviewer, postId);
    await edit(author, postId, "Open on Tuesday");
    const now = await hashOf(reviewer, postId);
    const late = decideApprovalInput.parse({ postId, hash, decision: "approved" });
    await expect(decideApproval(reviewer, late)).rejects.toMatchObject({
      code: "CONFLICT",
      reason: "approval.content_moved",
      details: { changed: "body", hash: now },
    });
    const { changes } = await getApproval(reviewer, { postId });
    expect(changes).toMatchObject({
      of: "asked",
      list: [{ field: "body", segments: [{ kind: "same" }, { text: "Monday" }, { text: "Tuesday" }] }],
    });
  });

  test("shows who asked for changes what became of them, once it is asked again", async () => {
    const { author, reviewer, postId } = await aStudio();
    await requestApproval(author, { postId });
    await decide(reviewer, postId, { decision: "changes_requested", note: "Which day?" });
    expect((await getApproval(reviewer, { postId })).changes).toBeNull();
    await edit(author, postId, "Open on Tuesday");
    await requestApproval(author, { postId });
    expect((await getApproval(reviewer, { postId })).changes).toMatchObject({
      of: "answered",
      list: [{ field: "body", segments: [{ kind: "same" }, { text: "Monday" }, { text: "Tuesday" }] }],
    });
    await decide(reviewer, postId, { decision: "approved" });
    expect((await getApproval(reviewer, { postId })).changes).toBeNull();
  });

  test("asks for changes only with a reason, and once", async () => {
    const studio = await aStudio();
    const { author, reviewer, postId } = studio;
    await requestApproval(author, { postId });
    const hash = await hashOf(reviewer, postId);
    const bare = { postId, hash, decision: "changes_requested" };
    expect(decideApprovalInput.safeParse(bare).success).toBe(false);
    await decide(reviewer, postId, { decision: "changes_requested", note: "Which Monday?" });
    expect(await stateOf(studio)).toBe("changes_requested");
    await edit(author, postId, "Open on Monday the 23rd");
    expect(await stateOf(studio)).toBe("required");
    await decide(reviewer, postId);
    await expect(decide(reviewer, postId)).rejects.toMatchObject({ reason: "approval.answered" });
  });

  test("is not for authors of their own post, but for who runs the workspace it is", async () => {
    const { owner, channelId } = await aStudio();
    const editor = await aColleague(owner, "editor");
    const [hers, mine] = [await aPost(editor, [channelId]), await aPost(owner, [channelId])];
    await expect(decide(editor, hers.id)).rejects.toMatchObject({ reason: "approval.own_post" });
    expect((await getApproval(editor, { postId: hers.id })).canDecide).not.toContain("internal");
    expect(await decide(owner, mine.id)).toMatchObject({ state: "approved" });
  });

  test("needs a right that authors and viewers lack", async () => {
    const { owner, author, postId } = await aStudio();
    for (const ctx of [author, asRole(owner, "viewer")])
      await expect(decide(ctx, postId)).rejects.toMatchObject({ reason: "permission.missing" });
  });

  test("notes what a client said elsewhere, under both names", async () => {
    const { owner, postId } = await aStudio("client");
    await expect(decide(owner, postId, { stage: "client" })).rejects.toMatchObject({
      reason: "approval.client_name_missing",
    });
    const view = await decide(owner, postId, { stage: "client", clientName: "Nadia" });
    expect(view).toMatchObject({ state: "approved", entries: [{ stage: "client", decidedByName: "Nadia" }] });
  });
});

describe("one after the other", () => {
  test("asks the client by itself once the team agreed, and never before", async () => {
    const studio = await aStudio("staged");
    const { owner, author, reviewer, postId } = studio;
    await requestApproval(author, { postId });
    const early = { postId, stage: "client" as const };
    await expect(requestApproval(author, early)).rejects.toMatchObject({ reason: "approval.not_yet" });
    await expect(decide(owner, postId, { stage: "client", clientName: "Nadia" })).rejects.toMatchObject({
      reason: "approval.not_yet",
    });
    const between = await decide(reviewer, postId);
    expect(between).toMatchObject({ state: "pending", entries: [{ stage: "client", state: "pending" }, {}] });
    await decide(owner, postId, { stage: "client", clientName: "Nadia" });
    expect(await stateOf(studio)).toBe("approved");
  });
});

describe("editing afterwards", () => {
  test("re-opens an agreement, and undoing the edit restores it", async () => {
    const studio = await aStudio();
    const { author, reviewer, postId } = studio;
    await decide(reviewer, postId);
    await edit(author, postId, "Open on Tuesday");
    expect(await stateOf(studio)).toBe("required");
    expect(await eventsOf(author, "approval.reopened")).toMatchObject([
      { postId, from: "approved", editedBy: author.actor.userId },
    ]);
    await edit(author, postId, "Open on Monday");
    expect(await stateOf(studio)).toBe("approved");
  });

  test("closes the open question", async () => {
    const studio = await aStudio();
    const { author, postId } = studio;
    await requestApproval(author, { postId });
    await edit(author, postId, "Open on Tuesday");
    const view = await getApproval(author, { postId });
    expect(view).toMatchObject({ state: "required", canRequest: ["internal"] });
    expect(view.entries).toMatchObject([{ state: "superseded", current: false }]);
  });

  test("keeps asking where somebody asked of their own accord", async () => {
    const studio = await aStudio("none");
    const { author, reviewer, postId } = studio;
    await requestApproval(author, { postId });
    await decide(reviewer, postId);
    await edit(author, postId, "Open on Tuesday");
    expect(await stateOf(studio)).toBe("required");
    expect(await withdrawApproval(author, { postId })).toMatchObject({ state: "none" });
  });

  test("leaves a draft alone that nobody was asked about", async () => {
    const studio = await aStudio();
    await edit(studio.author, studio.postId, "Open on Tuesday");
    expect(await stateOf(studio)).toBe("none");
  });
});

describe("publishing", () => {
  test("waits for a missing agreement, then a person decides", async () => {
    const studio = await aStudio();
    const { clock, owner, reviewer, postId } = studio;
    const planned = await schedulePost(owner, { postId, publishAt: "2026-11-21T09:00" });
    expect(planned).toMatchObject({ state: "scheduled", approval: "required" });
    await clock.sleepUntil(new Date("2026-11-21T09:00:00Z"));
    await dispatchNow(clock);
    expect((await getPost(owner, { postId })).deliveries).toMatchObject([
      { state: "held", reason: "approval_missing" },
    ]);
    expect(await decide(reviewer, postId)).toMatchObject({ state: "approved", waitingDeliveries: 1 });
    await schedulePost(owner, { postId, publishAt: "2026-11-21T09:30" });
    await clock.sleepUntil(new Date("2026-11-21T09:30:00Z"));
    await dispatchNow(clock);
    expect((await getPost(owner, { postId })).state).toBe("published");
  });

  test("refuses words that nobody agreed to", async () => {
    const { clock, owner, author, reviewer, postId } = await aStudio();
    await decide(reviewer, postId);
    await schedulePost(owner, { postId, publishAt: "2026-11-21T09:00" });
    await edit(author, postId, "Something else");
    await clock.sleepUntil(new Date("2026-11-21T09:00:00Z"));
    await dispatchNow(clock);
    expect((await getPost(owner, { postId })).deliveries).toMatchObject([
      { state: "held", reason: "approval_missing" },
    ]);
  });

  test("is free again once the rule is lifted and it is given a time", async () => {
    const { owner, postId } = await aStudio();
    await schedulePost(owner, { postId, publishAt: "2026-11-21T09:00" });
    await setPolicy(owner, { channelId: null, mode: "none" });
    const moved = await schedulePost(owner, { postId, publishAt: "2026-11-21T10:00" });
    expect(moved.approval).toBe("none");
  });

  test("asks nobody again when only the time moves", async () => {
    const { owner, reviewer, postId } = await aStudio();
    await decide(reviewer, postId);
    await schedulePost(owner, { postId, publishAt: "2026-11-21T09:00" });
    const moved = await schedulePost(owner, { postId, publishAt: "2026-11-25T09:00" });
    expect(moved.approval).toBe("approved");
  });
});

describe("the list of what waits", () => {
  test("has a lane for the team, one for clients, and one for what came back", async () => {
    const { owner, author, reviewer, channelId, postId } = await aStudio("both");
    await requestApproval(author, { postId });
    const other = await aPost(author, [channelId], "Second");
    await requestApproval(author, { postId: other.id });
    await schedulePost(owner, { postId: other.id, publishAt: "2026-12-01T09:00" });
    await decide(reviewer, postId, { decision: "changes_requested", note: "Shorter" });
    expect(await countReviews(reviewer)).toEqual({ internal: 1, client: 2, changes: 1 });
    const { items } = await listReviews(reviewer, { lane: "client", limit: 10 });
    expect(items.map((item) => item.postId)).toEqual([other.id, postId]);
    const first = await listReviews(reviewer, { lane: "client", limit: 1 });
    const second = await listReviews(reviewer, { lane: "client", limit: 1, cursor: first.nextCursor ?? "" });
    expect([first.items[0]?.postId, second.items[0]?.postId]).toEqual([other.id, postId]);
    const back = await listReviews(reviewer, { lane: "changes", limit: 10 });
    expect(back.items).toMatchObject([
      { postId, note: "Shorter", decidedByName: "Grace", channelIds: [channelId] },
    ]);
  });
});
