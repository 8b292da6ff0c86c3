import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { auditLog } from "@/modules/audit/tables";
import { archiveCampaign, createCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput } from "@/modules/campaigns/schemas";
import { createLabel } from "@/modules/labels/commands/labels";
import { listTrash } from "@/modules/planning/queries";
import { addToQueue } from "@/modules/queues/commands/add";
import { setSlots } from "@/modules/queues/commands/slots";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aFullWorkspace } from "@/testing/full-workspace";
import { aLabChannel, aPost, aSiteChannel, dispatchNow } from "@/testing/publishing";
import { daily } from "@/testing/queues";
import { getPost } from "../queries";
import { createPostInput } from "../schemas";
import type { RetimeChange } from "../schemas.organise";
import { deliveries, posts } from "../tables";
import { deletePosts, labelPosts, movePosts, retimePosts, submitPosts, unschedulePosts } from "./bulk";
import { createPost, deletePost } from "./drafts";
import { duplicatePost } from "./duplicate";
import { publishPostNow, schedulePost } from "./schedule";
import { emptyTrash, purgeExpired, purgePost, restorePost } from "./trash";

useEnvironment();
useDatabase();

async function aPlan() {
  const clock = new VirtualClock(Date.parse("2026-03-27T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "Europe/Paris" });
  const channelId = await aSiteChannel(ctx);
  const draft = () => aPost(ctx, [channelId]);
  const scheduled = async (publishAt = "2026-03-28T09:00") =>
    schedulePost(ctx, { postId: (await draft()).id, publishAt });
  const published = async () => {
    const post = await draft();
    await publishPostNow(ctx, { postId: post.id });
    await dispatchNow(clock);
    return post;
  };
  return { ctx, clock, channelId, draft, scheduled, published };
}
const aCampaign = async (ctx: WorkspaceCtx, name = "Winter") =>
  (await createCampaign(ctx, createCampaignInput.parse({ name }))).id;
const aLabel = async (ctx: WorkspaceCtx, name: string) =>
  (await createLabel(ctx, { name, color: "green" })).id;
const trashOf = async (ctx: WorkspaceCtx) => (await listTrash(ctx, { limit: 25 })).items.map(({ id }) => id);
const actionsOf = async (id: string) =>
  (await getDatabase().db.select().from(auditLog).where(eq(auditLog.targetId, id))).map(
    ({ action }) => action,
  );

describe("duplicating a post", () => {
  test("writes a draft of the same content, without its time", async () => {
    const { ctx, channelId } = await aPlan();
    const [campaignId, labelId] = [await aCampaign(ctx), await aLabel(ctx, "a")];
    const post = await createPost(
      ctx,
      createPostInput.parse({
        ...{ title: "T", body: "Hello", tags: ["x"], campaignId, labelIds: [labelId] },
        parts: [{ kind: "follow_up", body: "More", delayMinutes: 5 }],
        variants: [{ channelId, body: "Own", parts: [] }],
      }),
    );
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-04-01T09:00" });
    const copy = await duplicatePost(ctx, { postId: post.id, keepCampaign: true, keepLabels: true });
    expect(copy.id).not.toBe(post.id);
    expect(copy).toMatchObject({
      ...{ state: "draft", publishAt: null, revision: 1, title: "T", body: "Hello", tags: ["x"], campaignId },
      parts: [{ kind: "follow_up", body: "More", delayMinutes: 5 }],
      variants: [{ channelId, body: "Own" }],
      labels: [{ id: labelId }],
    });
    const bare = await duplicatePost(ctx, { postId: post.id, keepCampaign: false, keepLabels: false });
    expect(bare).toMatchObject({ campaignId: null, labels: [] });
  });

  test("works on what is published, and is refused for another workspace's post and to those who only read", async () => {
    const { ctx, published } = await aPlan();
    const { id: postId } = await published();
    const input = { postId, keepCampaign: true, keepLabels: true };
    expect(await duplicatePost(ctx, input)).toMatchObject({ state: "draft", deliveries: [] });
    await expect(duplicatePost(await aWorkspace(), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(() => duplicatePost(asRole(ctx, "viewer"), input)).toThrow(/permission/);
  });
});

describe("the trash", () => {
  test("gives a scheduled post back as a draft that nothing sends", async () => {
    const { ctx, clock, scheduled } = await aPlan();
    const { id: postId } = await scheduled();
    await deletePost(ctx, { postId });
    expect(await trashOf(ctx)).toEqual([postId]);
    expect(await restorePost(ctx, { postId })).toMatchObject({
      ...{ state: "draft", publishAt: null, wallTime: null, deliveries: [] },
    });
    expect(await trashOf(ctx)).toEqual([]);
    await clock.sleepUntil(new Date("2026-03-28T12:00:00Z"));
    expect(await dispatchNow(clock)).toMatchObject({ claimed: 0 });
    await expect(schedulePost(ctx, { postId, publishAt: "2026-04-01T09:00" })).resolves.toMatchObject({
      state: "scheduled",
    });
  });

  test("gives a published post back as published", async () => {
    const { ctx, published } = await aPlan();
    const { id: postId } = await published();
    await deletePost(ctx, { postId });
    expect(await restorePost(ctx, { postId })).toMatchObject({ state: "published" });
  });

  test("knows no post of another workspace, none that is not in it, and only who may edit it", async () => {
    const { ctx, draft } = await aPlan();
    const { id: postId } = await draft();
    await expect(restorePost(ctx, { postId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await deletePost(ctx, { postId });
    const stranger = await aWorkspace();
    await expect(restorePost(stranger, { postId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(purgePost(stranger, { postId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(restorePost(asRole(ctx, "viewer"), { postId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(() => emptyTrash(asRole(ctx, "author"))).toThrow(/permission/);
  });

  test("is emptied for good, but for the record of what a network shows", async () => {
    const { ctx, draft, published } = await aPlan();
    const [gone, kept] = [await draft(), await published()];
    for (const { id: postId } of [gone, kept]) await deletePost(ctx, { postId });
    expect(await emptyTrash(ctx)).toEqual({ purged: 1, kept: 1 });
    expect(await trashOf(ctx)).toEqual([]);
    const rows = await getDatabase().db.select().from(posts).where(eq(posts.tenantId, ctx.tenantId));
    expect(rows.map(({ id }) => id)).toEqual([kept.id]);
    await expect(restorePost(ctx, { postId: kept.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await actionsOf(gone.id)).toContain("post.purged");
  });

  test("loses what has been in it for thirty days, with everything that hangs on it", async () => {
    const { ctx, postId, deliveryId } = await aFullWorkspace();
    const { db } = getDatabase();
    const now = new Date();
    await db
      .update(posts)
      .set({ deletedAt: new Date(now.getTime() - 31 * dayMs) })
      .where(eq(posts.id, postId));
    const fresh = await aPost(ctx, []);
    await deletePost(ctx, { postId: fresh.id });
    expect(await purgeExpired(now, "test")).toBeGreaterThan(0);
    expect(await db.select().from(posts).where(eq(posts.id, postId))).toEqual([]);
    expect(await db.select().from(deliveries).where(eq(deliveries.id, deliveryId))).toEqual([]);
    expect(await trashOf(ctx)).toEqual([fresh.id]);
    expect(await purgeExpired(now, "test")).toBe(0);
  });
});

describe("many posts at once", () => {
  test("move to a campaign, each with its line in the log; what is not yours is refused for itself", async () => {
    const { ctx, draft } = await aPlan();
    const campaignId = await aCampaign(ctx);
    const [mine, theirs] = [await draft(), await aPost(await aWorkspace(), [])];
    const missing = newId("post");
    const outcome = await movePosts(ctx, { postIds: [mine.id, theirs.id, missing], campaignId });
    expect(outcome).toMatchObject({
      done: 1,
      refused: 2,
      items: [
        { postId: mine.id, done: true, reason: null },
        { postId: theirs.id, done: false, reason: "post.not_found" },
        { postId: missing, done: false, reason: "post.not_found" },
      ],
    });
    expect(await getPost(ctx, { postId: mine.id })).toMatchObject({ campaignId });
    expect(await actionsOf(mine.id)).toContain("post.moved");
    await movePosts(ctx, { postIds: [mine.id], campaignId: null });
    expect(await getPost(ctx, { postId: mine.id })).toMatchObject({ campaignId: null });
  });

  test("move to no campaign of others, and to none that is archived", async () => {
    const { ctx, draft } = await aPlan();
    const [{ id }, campaignId] = [await draft(), await aCampaign(ctx)];
    const foreign = await aCampaign(await aWorkspace());
    await expect(movePosts(ctx, { postIds: [id], campaignId: foreign })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await archiveCampaign(ctx, { campaignId });
    await expect(movePosts(ctx, { postIds: [id], campaignId })).rejects.toMatchObject({
      reason: "campaign.archived",
    });
  });

  test("take labels on and off", async () => {
    const { ctx, draft } = await aPlan();
    const [a, b] = [await aLabel(ctx, "a"), await aLabel(ctx, "b")];
    const postIds = [(await draft()).id, (await draft()).id];
    await labelPosts(ctx, { postIds, add: [a], remove: [] });
    expect(await labelPosts(ctx, { postIds, add: [b], remove: [a] })).toMatchObject({ done: 2 });
    for (const postId of postIds) expect((await getPost(ctx, { postId })).labels).toMatchObject([{ id: b }]);
    const foreign = await aLabel(await aWorkspace(), "x");
    await expect(labelPosts(ctx, { postIds, add: [foreign], remove: [] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("keep their wall time over a change of clocks; each refusal says why", async () => {
    const { ctx, draft, scheduled, published } = await aPlan();
    const [nine, skipped, plain, out] = [
      await scheduled("2026-03-28T09:00"),
      await scheduled("2026-03-28T02:30"),
      await draft(),
      await published(),
    ];
    const postIds = [nine.id, skipped.id, plain.id, out.id];
    const outcome = await retimePosts(ctx, { postIds, change: { by: "shift", days: 1, minutes: 0 } });
    expect(outcome.items.map(({ reason }) => reason)).toEqual([
      null,
      "time.skipped",
      "post.not_scheduled",
      "post.locked",
    ]);
    expect(outcome.items[1]?.details).toMatchObject({ next: "2026-03-29T03:30" });
    expect(await getPost(ctx, { postId: nine.id })).toMatchObject({
      ...{ wallTime: "2026-03-29T09:00", publishAt: new Date("2026-03-29T07:00:00Z") },
    });
    expect(await getPost(ctx, { postId: skipped.id })).toMatchObject({ wallTime: "2026-03-28T02:30" });
  });

  test("move by minutes as they pass, into the second of two hours", async () => {
    const { ctx, scheduled } = await aPlan();
    const { id: postId } = await scheduled("2026-10-25T02:30");
    const publishAtAfter = async (minutes: number) => {
      const change = { by: "shift", days: 0, minutes } as const;
      expect((await retimePosts(ctx, { postIds: [postId], change })).done).toBe(1);
      const post = await getPost(ctx, { postId });
      return [post.wallTime, post.publishAt, post.deliveries[0]?.publishAt];
    };
    const [first, second] = [new Date("2026-10-25T00:30:00Z"), new Date("2026-10-25T01:30:00Z")];
    expect(await publishAtAfter(60)).toEqual(["2026-10-25T02:30+01:00", second, second]);
    expect(await publishAtAfter(-60)).toEqual(["2026-10-25T02:30", first, first]);
  });

  test("keep their distance on channels where they have slots of their own", async () => {
    const { ctx, channelId } = await aPlan();
    const other = await aLabChannel(ctx);
    await setSlots(ctx, { channelId, slots: daily("10:00"), reflow: true });
    await setSlots(ctx, { channelId: other, slots: daily("17:00"), reflow: true });
    const { id: postId } = await aPost(ctx, [channelId, other]);
    await addToQueue(ctx, { postId });
    const moved = async (change: RetimeChange) => {
      await retimePosts(ctx, { postIds: [postId], change });
      const { deliveries: rows } = await getPost(ctx, { postId });
      return rows.map(({ publishAt }) => publishAt.toISOString().slice(5, 16)).toSorted();
    };
    expect(await moved({ by: "shift", days: 2, minutes: 0 })).toEqual(["03-29T08:00", "03-29T15:00"]);
    expect(await moved({ by: "shift", days: 0, minutes: 30 })).toEqual(["03-29T08:30", "03-29T15:30"]);
    expect(await moved({ by: "time", time: "12:00" })).toEqual(["03-29T10:00", "03-29T10:00"]);
  });

  test("are not moved into the past", async () => {
    const { ctx, scheduled } = await aPlan();
    const { id } = await scheduled();
    const outcome = await retimePosts(ctx, { postIds: [id], change: { by: "date", date: "2026-01-01" } });
    expect(outcome.items).toMatchObject([{ done: false, reason: "post.publish_at_past" }]);
  });

  test("leave the plan, go into the trash, ask for approval", async () => {
    const { ctx, draft, scheduled } = await aPlan();
    const [first, second, plain] = [await scheduled(), await scheduled(), await draft()];
    const all = [first.id, second.id, plain.id];
    expect(await unschedulePosts(ctx, { postIds: all })).toMatchObject({ done: 2, refused: 1 });
    expect(await submitPosts(ctx, { postIds: [plain.id, newId("post")] })).toMatchObject({
      items: [{ done: true }, { done: false, reason: "post.not_found" }],
    });
    expect(await getPost(ctx, { postId: plain.id })).toMatchObject({ approval: "pending" });
    expect(await deletePosts(ctx, { postIds: all })).toMatchObject({ done: 3, refused: 0 });
    expect((await trashOf(ctx)).toSorted()).toEqual(all.toSorted());
  });

  test("are changed by an author where they are the author's own", async () => {
    const { ctx, draft } = await aPlan();
    const own = await draft();
    const other = await aPost({ ...ctx, actor: { type: "system", name: "import" } }, []);
    const outcome = await deletePosts(asRole(ctx, "author"), { postIds: [own.id, other.id] });
    expect(outcome.items).toMatchObject([
      { done: true },
      { done: false, reason: "permission.missing", details: { permission: "post.writeAny" } },
    ]);
  });

  test("none of which is there are refused as a whole", async () => {
    const [ctx, theirs] = [await aWorkspace(), await aPost(await aWorkspace(), [])];
    const refused = { code: "NOT_FOUND", reason: "post.not_found" };
    await expect(deletePosts(ctx, { postIds: [theirs.id] })).rejects.toMatchObject(refused);
  });

  test("inside an open transaction a refusal undoes only its own post", async () => {
    const { ctx, scheduled, draft } = await aPlan();
    const [good, bad] = [await scheduled(), await draft()];
    const postIds: Id<"post">[] = [bad.id, good.id];
    const outcome = await inTransaction(ctx, (tx) =>
      retimePosts(tx, { postIds, change: { by: "time", time: "18:00" } }),
    );
    expect(outcome).toMatchObject({ done: 1, refused: 1 });
    expect(await getPost(ctx, { postId: good.id })).toMatchObject({ wallTime: "2026-03-28T18:00" });
  });
});
