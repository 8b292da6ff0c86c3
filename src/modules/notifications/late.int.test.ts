import { expect, test } from "vitest";
import type { Id } from "@/kernel/ids";
import { decideApproval } from "@/modules/approvals/commands/decide";
import { setPolicy } from "@/modules/approvals/commands/policies";
import { requestApproval } from "@/modules/approvals/commands/request";
import { getApproval } from "@/modules/approvals/queries";
import { decideApprovalInput } from "@/modules/approvals/schemas";
import { getToday } from "@/modules/planning/queries.today";
import { retryDelivery } from "@/modules/publishing/commands/resolve";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { postApprovedLate } from "@/modules/publishing/events";
import { getPost } from "@/modules/publishing/queries";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aPost, aSiteChannel, dispatchNow } from "@/testing/publishing";
import { aColleague, edit, eventsOf } from "@/testing/reviewing";
import { tellOfLateApproval } from "./commands/tell-review";
import { wordsOf } from "./commands/words";
import { listNotifications } from "./queries";

useEnvironment();
useDatabase();

/** A post of an author that nobody approved before its time. */
async function aHeldPost() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const owner = await aWorkspace({ clock, timeZone: "UTC" });
  await setPolicy(owner, { channelId: null, mode: "internal" });
  const author = await aColleague(owner, "author");
  const { id: postId } = await aPost(author, [await aSiteChannel(owner)], "Open on Monday");
  await schedulePost(owner, { postId, publishAt: "2026-11-21T09:00" });
  await clock.sleepUntil(new Date("2026-11-21T09:00:00Z"));
  await dispatchNow(clock);
  const approve = async (ctx: WorkspaceCtx) => {
    const { hash } = await getApproval(owner, { postId });
    await decideApproval(ctx, decideApprovalInput.parse({ postId, hash, decision: "approved" }));
  };
  const system: WorkspaceCtx = { ...owner, actor: { type: "system", name: "notifications" } as never };
  const tell = (eventId = "e1") => tellOfLateApproval(system, eventId, { postId });
  const newsOf = async (ctx: WorkspaceCtx) =>
    (await listNotifications(ctx, { limit: 25, unread: false })).items.map(({ kind, data, path }) => ({
      kind,
      data,
      path,
    }));
  const told = () => eventsOf(owner, postApprovedLate.name);
  return { clock, owner, author, postId, approve, tell, told, newsOf };
}

test("an approval after its time reaches everybody who may publish, whoever gave it, in words that say what to do", async () => {
  const { owner, author, postId, approve, tell, told, newsOf } = await aHeldPost();
  const [editor, reviewer] = [await aColleague(owner, "editor"), await aColleague(owner, "reviewer")];
  expect(await tell()).toEqual({ told: 0 });
  await approve(editor);
  expect(await told()).toEqual([{ postId }]);
  expect([await tell(), await tell()]).toEqual([{ told: 2 }, { told: 0 }]);
  for (const person of [owner, editor])
    expect(await newsOf(person)).toEqual([
      { kind: "post.approved_late", data: { post: "Open on Monday", postId }, path: `posts/${postId}` },
    ]);
  expect([await newsOf(author), await newsOf(reviewer)]).toEqual([[], []]);
  const data = { post: "Open on Monday", postId };
  expect(wordsOf("en", "post.approved_late", data).title).toBe(
    "“Open on Monday” was approved after its time and waits: choose when it goes out",
  );
  expect(wordsOf("fr", "post.approved_late", data).title).toBe(
    "« Open on Monday » a été validée après son heure et attend : choisissez quand l’envoyer",
  );
});

test("who is told may send it at once, which nobody could before, and it goes out", async () => {
  const { clock, owner, postId, approve } = await aHeldPost();
  const [delivery] = (await getPost(owner, { postId })).deliveries;
  const deliveryId = delivery?.id as Id<"delivery">;
  await expect(retryDelivery(owner, { deliveryId })).rejects.toMatchObject({
    reason: "delivery.not_approved",
  });
  expect((await getToday(owner)).needsAttention).toMatchObject([{ postApproval: "required" }]);
  await approve(owner);
  expect((await getToday(owner)).needsAttention).toMatchObject([
    { state: "held", reason: "approval_missing", postApproval: "approved" },
  ]);
  await retryDelivery(owner, { deliveryId });
  await dispatchNow(clock);
  expect((await getPost(owner, { postId })).state).toBe("published");
});

test("it is told again when an edit undid the approval, and not at all when somebody chose a time in the meantime", async () => {
  const { clock, owner, author, postId, approve, tell, told } = await aHeldPost();
  await approve(owner);
  await edit(author, postId, "Open on Tuesday");
  await dispatchNow(clock);
  await approve(owner);
  expect(await told()).toEqual([{ postId }, { postId }]);
  await schedulePost(owner, { postId, publishAt: "2026-11-21T09:30" });
  expect(await tell()).toEqual({ told: 0 });
});

test("an approval in time, or of a post without one, is no such news", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const owner = await aWorkspace({ clock, timeZone: "UTC" });
  await setPolicy(owner, { channelId: null, mode: "internal" });
  const { id: postId } = await aPost(owner, [await aSiteChannel(owner)], "Open");
  await requestApproval(owner, { postId });
  await schedulePost(owner, { postId, publishAt: "2026-11-21T09:00" });
  const { hash } = await getApproval(owner, { postId });
  await decideApproval(owner, decideApprovalInput.parse({ postId, hash, decision: "approved" }));
  expect(await eventsOf(owner, postApprovedLate.name)).toEqual([]);
});
