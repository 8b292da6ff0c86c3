import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { type Id, newId } from "@/kernel/ids";
import { reflowQueue } from "@/modules/queues/commands/reflow";
import { addToQueue } from "@/modules/queues/commands/add";
import { setSlots } from "@/modules/queues/commands/slots";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, aSiteChannel, dispatchNow, scripted } from "@/testing/publishing";
import { daily, forgetDeliveries, published } from "@/testing/queues";
import { aColleague, edit } from "@/testing/reviewing";
import { getPost } from "../queries";
import { type PostPart, updatePostInput } from "../schemas";
import { deliveries, posts } from "../tables";
import { deletePost, updatePost } from "./drafts";
import { rescheduleDelivery, skipDelivery } from "./rescue";
import { retryDelivery } from "./resolve";
import { schedulePost, unschedulePost } from "./schedule";
import { restorePost } from "./trash";

useEnvironment();
useDatabase();
forgetDeliveries();

const hour = 3_600_000;
const nine = "2026-11-21T09:00";

async function aDesk() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  return { clock, ctx, channelId: await aLabChannel(ctx) };
}
const rowsOf = (postId: Id<"post">) =>
  getDatabase().db.select().from(deliveries).where(eq(deliveries.postId, postId)).orderBy(deliveries.part);
const only = async (postId: Id<"post">) => {
  const [row] = await rowsOf(postId);
  if (!row) throw new Error("The post has no delivery");
  return row;
};
const stop = (postId: Id<"post">, change: Partial<typeof deliveries.$inferInsert>, part = 0) =>
  getDatabase()
    .db.update(deliveries)
    .set(change)
    .where(and(eq(deliveries.postId, postId), eq(deliveries.part, part)));
async function save(
  ctx: WorkspaceCtx,
  postId: Id<"post">,
  channelIds: readonly Id<"channel">[],
  parts?: PostPart[],
) {
  const { title, tags, language, revision, body } = await getPost(ctx, { postId });
  const variants = channelIds.map((channelId) => ({ channelId }));
  const input = { postId, revision, title, tags, language, body, variants, parts };
  return updatePost(ctx, updatePostInput.parse(input));
}

describe("saving a planned post decides nothing about", () => {
  test.each([
    ["what came back from a backup", { state: "held", reason: "restored" }],
    ["what its channel is back for", { state: "held", reason: "channel_back" }],
    ["what failed", { state: "failed", reason: "policy" }],
    ["what was missed", { state: "missed", reason: "too_late" }],
    ["what somebody left out", { state: "cancelled", reason: "skipped" }],
  ] as const)("%s", async (_, stopped) => {
    const { clock, ctx, channelId } = await aDesk();
    const author = await aColleague(ctx, "author");
    const { id: postId } = await aPost(author, [channelId]);
    await schedulePost(ctx, { postId, publishAt: nine });
    await stop(postId, stopped);
    await clock.pass(2 * hour);
    for (const words of ["Other words", "And others"]) await edit(author, postId, words);
    await edit(ctx, postId, "Last words");
    const lab = scripted([published]);
    await dispatchNow(clock, lab);
    expect(lab.calls).toBe(0);
    expect(await only(postId)).toMatchObject(stopped);
  });

  test("what stopped, which says the new words once a person sends it", async () => {
    const { clock, ctx, channelId } = await aDesk();
    const { id: postId } = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId, publishAt: nine });
    await stop(postId, { state: "failed", reason: "policy" });
    await edit(ctx, postId, "Put right");
    await retryDelivery(ctx, { deliveryId: (await only(postId)).id });
    const lab = scripted([published]);
    await dispatchNow(clock, lab);
    expect([lab.calls, lab.lastBody]).toEqual([1, "Put right"]);
  });

  test("the channel that was left out, while the others follow the edit", async () => {
    const { ctx, channelId } = await aDesk();
    const site = await aSiteChannel(ctx);
    const { id: postId } = await aPost(ctx, [channelId, site]);
    await schedulePost(ctx, { postId, publishAt: nine });
    await stop(postId, { state: "held", reason: "channel_back" });
    const held = (await rowsOf(postId)).find((row) => row.channelId === channelId);
    if (!held) throw new Error("Nothing is held");
    await skipDelivery(ctx, { deliveryId: held.id });
    await getDatabase()
      .db.update(deliveries)
      .set({ state: "leased", reason: null })
      .where(and(eq(deliveries.postId, postId), eq(deliveries.channelId, site)));
    await edit(ctx, postId, "Other words");
    const states = new Map((await rowsOf(postId)).map((row) => [row.channelId, row.state]));
    expect([states.get(channelId), states.get(site)]).toEqual(["cancelled", "scheduled"]);
    await save(ctx, postId, [site]);
    expect((await rowsOf(postId)).map((row) => row.channelId)).toEqual([site]);
  });

  test("the time that one delivery was given on its own", async () => {
    const { ctx, channelId } = await aDesk();
    const { id: postId } = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId, publishAt: nine });
    await stop(postId, { state: "failed", reason: "policy" });
    const { id: deliveryId } = await only(postId);
    await rescheduleDelivery(ctx, { deliveryId, publishAt: "2026-11-21T15:00" });
    await edit(ctx, postId, "Other words");
    const at = new Date("2026-11-21T15:00Z");
    expect(await only(postId)).toMatchObject({ state: "scheduled", publishAt: at, dueAt: at });
  });
});

describe("parts that are added by an edit", () => {
  const followUp = (body: string): PostPart => ({ kind: "follow_up", body, media: [], delayMinutes: 5 });
  test.each([
    [{ state: "failed", reason: "policy" }, ["failed", "held"]],
    [{ state: "cancelled", reason: "skipped" }, ["cancelled"]],
    [{ state: "held", reason: "restored" }, ["held", "waiting"]],
  ] as const)("stand behind what is %o", async (stopped, states) => {
    const { ctx, channelId } = await aDesk();
    const { id: postId } = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId, publishAt: nine });
    await stop(postId, stopped);
    await save(ctx, postId, [channelId], [followUp("One")]);
    const rows = await rowsOf(postId);
    expect(rows.map(({ state }) => state)).toEqual(states);
    if (rows[1]) expect(rows[1]).toMatchObject({ kind: "follow_up", waitMinutes: 5 });
    await save(ctx, postId, [channelId], []);
    expect((await rowsOf(postId)).map(({ part }) => part)).toEqual([0]);
  });
});

describe("a new time", () => {
  test("sends also what had stopped", async () => {
    const { ctx, channelId } = await aDesk();
    const { id: postId } = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId, publishAt: nine });
    await stop(postId, { state: "missed", reason: "too_late" });
    await schedulePost(ctx, { postId, publishAt: "2026-11-21T12:00" });
    expect(await only(postId)).toMatchObject({ state: "scheduled", reason: null });
  });

  test("of what had stopped is for those who may decide about it", async () => {
    const { ctx, channelId } = await aDesk();
    const author = await aColleague(ctx, "author");
    const { id: postId } = await aPost(author, [channelId]);
    await schedulePost(author, { postId, publishAt: nine });
    await schedulePost(author, { postId, publishAt: "2026-11-21T10:00" });
    await stop(postId, { state: "held", reason: "restored" });
    const refused = { code: "FORBIDDEN", details: { permission: "delivery.resolve" } };
    await expect(schedulePost(author, { postId, publishAt: nine })).rejects.toMatchObject(refused);
    await expect(unschedulePost(author, { postId })).rejects.toMatchObject(refused);
    expect(await only(postId)).toMatchObject({ state: "held", reason: "restored" });
  });
});

describe("a post in the queue", () => {
  test("keeps a channel beside the queue that was added beside it, however often it is saved", async () => {
    const { ctx, channelId } = await aDesk();
    const site = await aSiteChannel(ctx);
    await setSlots(ctx, { channelId, slots: daily("10:00"), reflow: true });
    await setSlots(ctx, { channelId: site, slots: daily("17:00"), reflow: true });
    const { id: postId } = await aPost(ctx, [channelId]);
    await addToQueue(ctx, { postId });
    await save(ctx, postId, [channelId, site]);
    const standing = async () =>
      (await rowsOf(postId))
        .filter((row) => row.channelId === site)
        .map((row) => [row.queued, row.publishAt.toISOString()]);
    const beside = [[false, "2026-11-21T10:00:00.000Z"]];
    expect(await standing()).toEqual(beside);
    await save(ctx, postId, [channelId, site]);
    await reflowQueue(ctx, { channelId: site });
    expect(await standing()).toEqual(beside);
    const queued = (await rowsOf(postId)).find((row) => row.channelId === channelId);
    expect(queued).toMatchObject({ queued: true, state: "scheduled" });
  });
});

test("a post whose deliveries were all left out stays cancelled when it is saved", async () => {
  const { ctx, channelId } = await aDesk();
  const { id: postId } = await aPost(ctx, [channelId]);
  await schedulePost(ctx, { postId, publishAt: nine });
  await stop(postId, { state: "held", reason: "restored" });
  await skipDelivery(ctx, { deliveryId: (await only(postId)).id });
  await edit(ctx, postId, "Other words");
  const [post] = await getDatabase().db.select().from(posts).where(eq(posts.id, postId));
  expect(post?.state).toBe("cancelled");
});

describe("a post from the trash that came back from a backup", () => {
  const part: PostPart = { kind: "follow_up", body: "Later", media: [], delayMinutes: 0 };

  test("may be out: it asks still, with all that stands behind it, and goes out once a person says so", async () => {
    const { clock, ctx, channelId } = await aDesk();
    const site = await aSiteChannel(ctx);
    const { id: postId } = await aPost(ctx, [channelId, site]);
    const variants = [{ channelId, parts: [part] }, { channelId: site }];
    const input = { postId, revision: 1, body: "Words", variants };
    await updatePost(ctx, updatePostInput.parse(input));
    await schedulePost(ctx, { postId, publishAt: nine });
    const ofLab = and(eq(deliveries.postId, postId), eq(deliveries.channelId, channelId));
    const held = { state: "held", reason: "restored" } as const;
    await getDatabase()
      .db.update(deliveries)
      .set(held)
      .where(and(ofLab, eq(deliveries.part, 0)));
    await deletePost(ctx, { postId });
    await restorePost(ctx, { postId });
    const standing = async () =>
      (await rowsOf(postId)).map((row) => [row.channelId === channelId, row.part, row.state, row.reason]);
    const asked = [
      [true, 0, "held", "restored"],
      [true, 1, "waiting", null],
    ];
    expect(await standing()).toEqual(expect.arrayContaining(asked));
    expect(await getPost(ctx, { postId })).toMatchObject({ state: "held" });
    await clock.pass(2 * hour);
    const lab = scripted([published, published]);
    await updatePost(ctx, updatePostInput.parse({ ...input, revision: 2, body: "Other words" }));
    await dispatchNow(clock, lab);
    expect(lab.calls).toBe(0);
    expect(await standing()).toEqual(expect.arrayContaining(asked));
    const row = (await rowsOf(postId)).find(({ state }) => state === "held");
    await retryDelivery(ctx, { deliveryId: row?.id ?? newId("delivery") });
    for (let turn = 0; turn < 2; turn++) await dispatchNow(clock, lab);
    expect(lab.calls).toBe(2);
  });
});

describe("a post from the trash of which a network was asked once", () => {
  test("is a draft that no save sends, and goes out once it has a time again", async () => {
    const { clock, ctx, channelId } = await aDesk();
    const { id: postId } = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId, publishAt: nine });
    await clock.pass(hour);
    const busy = {
      status: "retry",
      reason: "rate_limited",
      afterMs: 600_000,
      detail: "",
      answer: null,
    } as const;
    await dispatchNow(clock, scripted([busy]));
    expect(await only(postId)).toMatchObject({ state: "scheduled", attemptsMade: 1 });
    await deletePost(ctx, { postId });
    expect(await restorePost(ctx, { postId })).toMatchObject({ state: "draft", publishAt: null });
    await clock.pass(hour);
    await edit(ctx, postId, "Still thinking about it");
    const lab = scripted([published]);
    await dispatchNow(clock, lab);
    expect([lab.calls, (await getPost(ctx, { postId })).state]).toEqual([0, "draft"]);
    const planned = await schedulePost(ctx, { postId, publishAt: "2026-11-21T12:00" });
    expect(planned.state).toBe("scheduled");
    expect(await rowsOf(postId)).toHaveLength(1);
  });
});
