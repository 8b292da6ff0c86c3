import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Ctx, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { dayMs, hourMs, minuteMs } from "@/kernel/time";
import { claimDue } from "@/modules/publishing/commands/claim";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { holdDeliveries, releaseDeliveries } from "@/modules/publishing/commands/hold";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput, type PostView } from "@/modules/publishing/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { getDatabase } from "@/db/client";
import { createPost } from "@/modules/publishing/commands/drafts";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted, setChannelState } from "@/testing/publishing";
import { addToQueue } from "./commands/add";
import { arrangeQueue, moveQueued, shuffleQueue } from "./commands/arrange";
import { pauseQueue, resumeQueue } from "./commands/pause";
import { reflowHeld, reflowQueue } from "./commands/reflow";
import { removeFromQueue } from "./commands/remove";
import { copySlots, previewSlots, setSlots } from "./commands/slots";
import { followQueueClocks, setQueueZone } from "./commands/zone";
import { findFreeSlots, getQueue, listQueues } from "./queries";
import { type SlotInput, slotInput } from "./schemas";
import { queues } from "./tables";

useEnvironment();
useDatabase();

// The dispatcher works for all workspaces: what another test left behind is none of this one's business.
beforeEach(() =>
  getDatabase()
    .db.delete(deliveries)
    .then(() => undefined),
);

const daily = (...times: string[]): SlotInput[] =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => times.map((time) => slotInput.parse({ weekday, time })));

const published = {
  status: "published",
  externalId: "x1",
  url: "https://lab.test/x1",
  answer: { httpStatus: 200, body: null },
} as const;

/** Saturday morning in a workspace of this zone, with a channel that posts every day at these times. */
async function aQueue(times: readonly string[] = ["09:00", "17:00"], timeZone = "UTC") {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone });
  const channelId = await aLabChannel(ctx);
  await setSlots(ctx, { channelId, slots: daily(...times), reflow: true });
  return { clock, ctx, channelId };
}

async function queuePosts(ctx: Ctx, channelId: Id<"channel">, ...bodies: string[]): Promise<PostView[]> {
  const posts: PostView[] = [];
  for (const body of bodies) {
    const { id: postId } = await aPost(ctx, [channelId], body);
    posts.push(await addToQueue(ctx, { postId }));
  }
  return posts;
}

/** What stands where, as `hour day: text`. */
async function standing(ctx: Ctx, channelId: Id<"channel">): Promise<string[]> {
  const { rows } = await getQueue(ctx, { channelId, days: 30 });
  return rows.flatMap(({ at, entry }) =>
    entry ? [`${at.toISOString().slice(5, 16).replace("T", " ")} ${entry.excerpt}`] : [],
  );
}
const deliveryOf = (post: PostView | undefined): Id<"delivery"> => {
  const [delivery] = post?.deliveries ?? [];
  if (!delivery) throw new Error("The post has no delivery");
  return delivery.id;
};
const fenceOf = async (ctx: Ctx, id: Id<"delivery">): Promise<number> =>
  inTransaction(ctx, async ({ db, tenantId }) => {
    const [row] = await db
      .select({ fence: deliveries.fence })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, id)));
    return row?.fence ?? -1;
  });

describe("adding to a queue", () => {
  test("takes the next free slot, each channel its own, and the post follows the earliest", async () => {
    const { ctx, channelId } = await aQueue();
    const other = await aLabChannel(ctx);
    await setSlots(ctx, { channelId: other, slots: daily("12:00"), reflow: true });
    const { id: postId } = await aPost(ctx, [channelId, other]);
    const post = await addToQueue(ctx, { postId });
    expect(post).toMatchObject({ state: "scheduled", timing: "queue", wallTime: null });
    expect(post.publishAt).toEqual(new Date("2026-11-21T09:00:00Z"));
    const atOf = new Map(post.deliveries.map((delivery) => [delivery.channelId, delivery]));
    expect(atOf.get(channelId)).toMatchObject({ queued: true, publishAt: new Date("2026-11-21T09:00:00Z") });
    expect(atOf.get(other)).toMatchObject({ queued: true, publishAt: new Date("2026-11-21T12:00:00Z") });
    await queuePosts(ctx, channelId, "second");
    expect(await standing(ctx, channelId)).toEqual(["11-21 09:00 Hello from the test", "11-21 17:00 second"]);
  });

  test("again changes nothing, and leaves the fence alone", async () => {
    const { ctx, channelId } = await aQueue();
    const [first] = await queuePosts(ctx, channelId, "one");
    const id = deliveryOf(first);
    const fence = await fenceOf(ctx, id);
    const again = await addToQueue(ctx, { postId: first?.id as Id<"post">, position: "last" });
    expect(again.deliveries).toEqual(first?.deliveries);
    expect(await fenceOf(ctx, id)).toBe(fence);
  });

  test("behind everything, or into a slot of choice", async () => {
    const { ctx, channelId } = await aQueue();
    const chosen = await aPost(ctx, [channelId], "chosen");
    const at = new Date("2026-11-23T09:00:00Z");
    await addToQueue(ctx, { postId: chosen.id, places: [{ channelId, at }] });
    const last = await aPost(ctx, [channelId], "last");
    await addToQueue(ctx, { postId: last.id, position: "last" });
    await queuePosts(ctx, channelId, "next");
    expect(await standing(ctx, channelId)).toEqual([
      "11-21 09:00 next",
      "11-23 09:00 chosen",
      "11-23 17:00 last",
    ]);
    const late = await aPost(ctx, [channelId], "late");
    const put = (when: Date) => addToQueue(ctx, { postId: late.id, places: [{ channelId, at: when }] });
    await expect(put(at)).rejects.toMatchObject({ code: "CONFLICT", reason: "queue.slot_taken" });
    await expect(put(new Date("2026-11-23T10:00:00Z"))).rejects.toMatchObject({ reason: "queue.slot_taken" });
    await expect(put(new Date("2026-11-20T09:00:00Z"))).rejects.toMatchObject({ reason: "queue.slot_taken" });
    expect((await getPost(ctx, { postId: late.id })).state).toBe("draft");
  });

  test("passes over what a post with a time of its own takes", async () => {
    const { ctx, channelId } = await aQueue();
    const fixed = await aPost(ctx, [channelId], "fixed");
    await schedulePost(ctx, { postId: fixed.id, publishAt: "2026-11-21T09:00" });
    await queuePosts(ctx, channelId, "queued");
    expect(await standing(ctx, channelId)).toEqual(["11-21 09:00 fixed", "11-21 17:00 queued"]);
  });

  test("names the channel that has no slots, and checks what scheduling checks", async () => {
    const { ctx, channelId } = await aQueue();
    const bare = await aLabChannel(ctx);
    const post = await aPost(ctx, [channelId, bare]);
    await expect(addToQueue(ctx, { postId: post.id })).rejects.toMatchObject({
      code: "INVALID",
      reason: "queue.no_slots",
      details: { channel: "Lab", channelId: bare, count: 1 },
    });
    const long = await aPost(ctx, [channelId], "x".repeat(281));
    await expect(addToQueue(ctx, { postId: long.id })).rejects.toMatchObject({ reason: "post.has_issues" });
    const nowhere = await aPost(ctx, []);
    await expect(addToQueue(ctx, { postId: nowhere.id })).rejects.toMatchObject({
      reason: "post.no_channel",
    });
    expect(await standing(ctx, channelId)).toEqual([]);
  });

  test("is refused to an author, and for another workspace's post", async () => {
    const { ctx, channelId } = await aQueue();
    const { id: postId } = await aPost(ctx, [channelId]);
    await expect(async () => addToQueue(asRole(ctx, "author"), { postId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(addToQueue(await aWorkspace(), { postId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("by many at once never gives one slot to two", async () => {
    const { ctx, channelId } = await aQueue();
    const other = await aLabChannel(ctx);
    await setSlots(ctx, { channelId: other, slots: daily("09:00"), reflow: true });
    const drafts = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        aPost(ctx, index % 2 ? [channelId, other] : [other, channelId], `post ${index}`),
      ),
    );
    const posts = await Promise.all(drafts.map(({ id: postId }) => addToQueue(ctx, { postId })));
    const places = posts.flatMap((post) =>
      post.deliveries.map(({ channelId, publishAt }) => `${channelId} ${publishAt.toISOString()}`),
    );
    expect(new Set(places).size).toBe(32);
    expect((await listQueues(ctx)).items).toMatchObject([{ queuedCount: 16 }, { queuedCount: 16 }]);
  });

  test("goes out at its slot, and an edit meanwhile keeps the place", async () => {
    const { ctx, clock, channelId } = await aQueue();
    const [post] = await queuePosts(ctx, channelId, "one");
    if (!post) return;
    const edited = createPostInput.parse({ body: "two", variants: [{ channelId }] });
    await updatePost(ctx, { ...edited, postId: post.id, revision: post.revision });
    const network = scripted([published]);
    await clock.sleepUntil(new Date("2026-11-21T08:59:59Z"));
    await dispatchNow(clock, network);
    expect(network.calls).toBe(0);
    await clock.pass(1_000);
    await dispatchNow(clock, network);
    expect(await getPost(ctx, { postId: post.id })).toMatchObject({ state: "published", body: "two" });
    await expect(addToQueue(ctx, { postId: post.id })).rejects.toMatchObject({ reason: "post.locked" });
    await expect(removeFromQueue(ctx, { postId: post.id })).rejects.toMatchObject({ reason: "post.locked" });
  });
});

describe("removing from a queue", () => {
  test("makes a draft and frees the slot; a draft stays one, a post with a time is refused", async () => {
    const { ctx, channelId } = await aQueue();
    const [one] = await queuePosts(ctx, channelId, "one", "two");
    if (!one) return;
    const back = { state: "draft", timing: "time", publishAt: null, deliveries: [] };
    expect(await removeFromQueue(ctx, { postId: one.id })).toMatchObject(back);
    expect(await removeFromQueue(ctx, { postId: one.id })).toMatchObject(back);
    expect(await standing(ctx, channelId)).toEqual(["11-21 17:00 two"]);
    await schedulePost(ctx, { postId: one.id, publishAt: "2026-12-24T09:30" });
    await expect(removeFromQueue(ctx, { postId: one.id })).rejects.toMatchObject({
      reason: "queue.not_queued",
    });
    await expect(removeFromQueue(await aWorkspace(), { postId: one.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("the slots of a channel", () => {
  test("are replaced as a week; what is queued follows in its order, as the preview said", async () => {
    const { ctx, channelId } = await aQueue();
    await queuePosts(ctx, channelId, "one", "two", "three");
    const slots = daily("10:00");
    expect(await previewSlots(ctx, { channelId, slots })).toEqual({ queued: 3, moved: 3, left: 0 });
    expect(await standing(ctx, channelId)).toContain("11-21 09:00 one");
    expect(await setSlots(ctx, { channelId, slots, reflow: true })).toMatchObject({ moved: 3, left: 0 });
    expect(await standing(ctx, channelId)).toEqual([
      "11-21 10:00 one",
      "11-22 10:00 two",
      "11-23 10:00 three",
    ]);
    const [first] = (await getQueue(ctx, { channelId, days: 7 })).slots;
    await setSlots(ctx, { channelId, slots: [...daily("10:00"), ...daily("11:00")], reflow: false });
    const queue = await getQueue(ctx, { channelId, days: 7 });
    expect(queue.slots).toHaveLength(14);
    expect(queue.slots[0]?.id).toBe(first?.id);
    expect(await standing(ctx, channelId)).toEqual([
      "11-21 10:00 one",
      "11-22 10:00 two",
      "11-23 10:00 three",
    ]);
  });

  test("may be taken away: what is queued keeps its times and stands beside them", async () => {
    const { ctx, channelId } = await aQueue();
    await queuePosts(ctx, channelId, "one");
    expect(await setSlots(ctx, { channelId, slots: [], reflow: true })).toMatchObject({ moved: 0, left: 1 });
    const { rows } = await getQueue(ctx, { channelId, days: 7 });
    expect(rows).toMatchObject([{ slotId: null, entry: { excerpt: "one", movable: true } }]);
    await expect(reflowQueue(ctx, { channelId })).rejects.toMatchObject({ reason: "queue.no_slots" });
  });

  test("are copied to other channels", async () => {
    const { ctx, channelId } = await aQueue();
    const other = await aLabChannel(ctx);
    await copySlots(ctx, { channelId, toChannelIds: [other, channelId], reflow: true });
    expect((await getQueue(ctx, { channelId: other, days: 7 })).slots).toHaveLength(14);
    const stranger = await aWorkspace();
    const theirs = await aLabChannel(stranger);
    await expect(copySlots(ctx, { channelId, toChannelIds: [theirs], reflow: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("are changed by those who may publish, of their own workspace", async () => {
    const { ctx, channelId } = await aQueue();
    const change = (as: Ctx) => setSlots(as, { channelId, slots: [], reflow: true });
    await expect(async () => change(asRole(ctx, "author"))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(change(await aWorkspace())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the zone of a queue", () => {
  test("moves instants and keeps wall times, also over a change of the clocks", async () => {
    const { ctx, clock, channelId } = await aQueue(["09:00"], "Europe/Paris");
    await clock.sleepUntil(new Date("2027-03-26T12:00:00Z"));
    await queuePosts(ctx, channelId, "sat", "sun", "mon");
    expect(await standing(ctx, channelId)).toEqual(["03-27 08:00 sat", "03-28 07:00 sun", "03-29 07:00 mon"]);
    const change = await setQueueZone(ctx, { channelId, timeZone: "America/New_York" });
    expect(change).toMatchObject({ moved: 3, left: 0 });
    expect(await standing(ctx, channelId)).toEqual(["03-27 13:00 sat", "03-28 13:00 sun", "03-29 13:00 mon"]);
    expect(await setQueueZone(ctx, { channelId, timeZone: "America/New_York" })).toMatchObject({ moved: 0 });
    await expect(setQueueZone(await aWorkspace(), { channelId, timeZone: "UTC" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("puts what would then be past into the next free slots, and nobody on top of another", async () => {
    const { ctx, channelId } = await aQueue(["09:00"], "UTC");
    await queuePosts(ctx, channelId, "today", "tomorrow");
    await setQueueZone(ctx, { channelId, timeZone: "Australia/Lord_Howe" });
    expect(await standing(ctx, channelId)).toEqual(["11-21 22:00 today", "11-22 22:00 tomorrow"]);
  });

  test("whose rules a government changed keeps the wall time that was meant", async () => {
    const { ctx, clock, channelId } = await aQueue(["09:00"], "Europe/Paris");
    await clock.sleepUntil(new Date("2027-05-01T12:00:00Z"));
    await queuePosts(ctx, channelId, "one");
    expect(await standing(ctx, channelId)).toEqual(["05-02 07:00 one"]);
    // As if the queue had been filled when everybody thought that summer time was abolished.
    const rules = {
      zone: "Europe/Paris",
      until: Date.parse("2029-01-01"),
      offsets: [{ from: 0, seconds: 3_600 }],
    };
    const { db } = getDatabase();
    await db.update(queues).set({ rules }).where(eq(queues.channelId, channelId));
    const was = new Date("2027-05-02T08:00:00Z");
    await db
      .update(deliveries)
      .set({ publishAt: was, dueAt: was })
      .where(eq(deliveries.channelId, channelId));
    await followQueueClocks(ctx, { channelId });
    expect(await standing(ctx, channelId)).toEqual(["05-02 07:00 one"]);
    await followQueueClocks(ctx, { channelId });
    expect(await standing(ctx, channelId)).toEqual(["05-02 07:00 one"]);
  });
});

describe("the order of a queue", () => {
  test("is drawn anew on the same slots, and taken back", async () => {
    const { ctx, channelId } = await aQueue();
    await queuePosts(ctx, channelId, "a", "b", "c", "d");
    const before = await standing(ctx, channelId);
    const { moved, before: places } = await shuffleQueue(ctx, { channelId, seed: 7 });
    const after = await standing(ctx, channelId);
    const [slotsOf, textsOf] = [(line: string) => line.slice(0, 11), (line: string) => line.slice(12)];
    expect(moved).toBeGreaterThan(0);
    expect(after).not.toEqual(before);
    expect(after.map(slotsOf)).toEqual(before.map(slotsOf));
    expect(after.map(textsOf).sort()).toEqual(["a", "b", "c", "d"]);
    await arrangeQueue(ctx, { channelId, places });
    expect(await standing(ctx, channelId)).toEqual(before);
    expect(await arrangeQueue(ctx, { channelId, places })).toMatchObject({ moved: 0 });
  });

  test("changes by one place up or down, over free slots too, and ends at the ends", async () => {
    const { ctx, channelId } = await aQueue();
    const [a, b] = await queuePosts(ctx, channelId, "a", "b");
    await moveQueued(ctx, { deliveryId: deliveryOf(b), direction: "down" });
    expect(await standing(ctx, channelId)).toEqual(["11-21 09:00 a", "11-22 09:00 b"]);
    await moveQueued(ctx, { deliveryId: deliveryOf(b), direction: "up" });
    await moveQueued(ctx, { deliveryId: deliveryOf(b), direction: "up" });
    expect(await standing(ctx, channelId)).toEqual(["11-21 09:00 b", "11-21 17:00 a"]);
    expect(await moveQueued(ctx, { deliveryId: deliveryOf(b), direction: "up" })).toMatchObject({ moved: 0 });
    expect((await getPost(ctx, { postId: a?.id as Id<"post"> })).publishAt).toEqual(
      new Date("2026-11-21T17:00:00Z"),
    );
  });

  test("lets a post take another's slot: those between move on", async () => {
    const { ctx, channelId } = await aQueue();
    const [, , , d] = await queuePosts(ctx, channelId, "a", "b", "c", "d");
    const fence = await fenceOf(ctx, deliveryOf(d));
    await moveQueued(ctx, { deliveryId: deliveryOf(d), at: new Date("2026-11-21T17:00:00Z") });
    expect(await standing(ctx, channelId)).toEqual([
      "11-21 09:00 a",
      "11-21 17:00 d",
      "11-22 09:00 b",
      "11-22 17:00 c",
    ]);
    expect(await fenceOf(ctx, deliveryOf(d))).toBeGreaterThan(fence);
    const nowhere = moveQueued(ctx, { deliveryId: deliveryOf(d), at: new Date("2026-11-22T11:00:00Z") });
    await expect(nowhere).rejects.toMatchObject({ reason: "queue.slot_taken" });
  });

  test("closes its gaps when it is reflowed, once", async () => {
    const { ctx, channelId } = await aQueue();
    const [a] = await queuePosts(ctx, channelId, "a", "b", "c");
    await removeFromQueue(ctx, { postId: a?.id as Id<"post"> });
    const { moved, before } = await reflowQueue(ctx, { channelId });
    expect(moved).toBe(2);
    expect(await standing(ctx, channelId)).toEqual(["11-21 09:00 b", "11-21 17:00 c"]);
    expect(await reflowQueue(ctx, { channelId })).toEqual({ moved: 0, left: 0, before: [] });
    await arrangeQueue(ctx, { channelId, places: before });
    expect(await standing(ctx, channelId)).toEqual(["11-21 17:00 b", "11-22 09:00 c"]);
  });

  test("takes along the parts that wait for a moved post", async () => {
    const { ctx, channelId } = await aQueue();
    const thread = createPostInput.parse({
      body: "head",
      variants: [{ channelId }],
      parts: [{ kind: "follow_up", body: "tail", delayMinutes: 30 }],
    });
    const drafted = await createPost(ctx, thread);
    const queued = await addToQueue(ctx, { postId: drafted.id });
    const head = queued.deliveries.find(({ part }) => part === 0);
    await moveQueued(ctx, { deliveryId: head?.id as Id<"delivery">, direction: "down" });
    const moved = await getPost(ctx, { postId: drafted.id });
    const [first, second] = moved.deliveries.toSorted((x, y) => x.part - y.part);
    expect(first?.publishAt).toEqual(new Date("2026-11-21T17:00:00Z"));
    expect(second?.publishAt.getTime()).toBe(Number(first?.publishAt) + 30 * minuteMs);
    expect(second).toMatchObject({ queued: false, state: "waiting" });
  });

  test("is not changed by strangers, nor for what is not queued", async () => {
    const { ctx, channelId } = await aQueue();
    const [a] = await queuePosts(ctx, channelId, "a");
    const deliveryId = deliveryOf(a);
    const stranger = await aWorkspace();
    const at = new Date("2026-11-21T17:00:00Z");
    await expect(moveQueued(stranger, { deliveryId, at })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(arrangeQueue(stranger, { channelId, places: [{ deliveryId, at }] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(shuffleQueue(stranger, { channelId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(reflowQueue(stranger, { channelId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const fixed = await aPost(ctx, [channelId], "fixed");
    const planned = await schedulePost(ctx, { postId: fixed.id, publishAt: "2026-11-24T09:00" });
    await expect(moveQueued(ctx, { deliveryId: deliveryOf(planned), at })).rejects.toMatchObject({
      reason: "queue.changed",
    });
  });

  test("stays where a worker is about to send: its claim is not overtaken by a reflow", async () => {
    const { ctx, clock, channelId } = await aQueue();
    const [a] = await queuePosts(ctx, channelId, "a", "b");
    await clock.sleepUntil(new Date("2026-11-21T08:59:59Z"));
    const horizon = new Date("2026-11-21T09:00:01Z");
    const [claim] = await claimDue(getDatabase().db, { now: clock.now(), horizon, limit: 9 });
    expect(claim?.id).toBe(deliveryOf(a));
    expect(await reflowQueue(ctx, { channelId })).toMatchObject({ moved: 0 });
    await expect(moveQueued(ctx, { deliveryId: deliveryOf(a), direction: "down" })).rejects.toMatchObject({
      reason: "queue.changed",
    });
    await pauseQueue(ctx, { channelId });
    expect(await fenceOf(ctx, deliveryOf(a))).toBeGreaterThan(claim?.fence ?? 0);
  });
});

describe("a paused queue", () => {
  test("sends nothing, takes more, and goes on in its order when it is resumed", async () => {
    const { ctx, clock, channelId } = await aQueue();
    const [a, b] = await queuePosts(ctx, channelId, "a", "b");
    await pauseQueue(ctx, { channelId });
    await pauseQueue(ctx, { channelId });
    expect(await getPost(ctx, { postId: a?.id as Id<"post"> })).toMatchObject({
      state: "held",
      deliveries: [{ state: "held", reason: "queue_paused" }],
    });
    const edited = createPostInput.parse({ body: "b2", variants: [{ channelId }] });
    await updatePost(ctx, { ...edited, postId: b?.id as Id<"post">, revision: b?.revision ?? 0 });
    const network = scripted([published]);
    await clock.sleepUntil(new Date("2026-11-22T07:00:00Z"));
    await dispatchNow(clock, network);
    expect(network.calls).toBe(0);
    await queuePosts(ctx, channelId, "c");
    expect(await standing(ctx, channelId)).toEqual(["11-21 09:00 a", "11-21 17:00 b2", "11-22 09:00 c"]);
    expect(
      await findFreeSlots(ctx, { channelIds: [channelId], from: clock.now(), to: new Date("2026-12-01") }),
    ).toEqual([]);
    await resumeQueue(ctx, { channelId });
    await resumeQueue(ctx, { channelId });
    expect(await standing(ctx, channelId)).toEqual(["11-22 09:00 a", "11-22 17:00 b2", "11-23 09:00 c"]);
    await clock.sleepUntil(new Date("2026-11-22T09:00:00Z"));
    await dispatchNow(clock, network);
    expect(network.calls).toBe(1);
  });

  test("that is resumed in time leaves everybody in place", async () => {
    const { ctx, channelId } = await aQueue();
    const [a] = await queuePosts(ctx, channelId, "a", "b");
    await removeFromQueue(ctx, { postId: a?.id as Id<"post"> });
    await pauseQueue(ctx, { channelId });
    expect(await resumeQueue(ctx, { channelId })).toMatchObject({ moved: 0 });
    expect(await standing(ctx, channelId)).toEqual(["11-21 17:00 b"]);
  });

  test("stays paused when its channel breaks and comes back", async () => {
    const { ctx, channelId } = await aQueue();
    const [a] = await queuePosts(ctx, channelId, "a");
    await setChannelState(ctx, channelId, "broken");
    await holdDeliveries(ctx, channelId, "channel_broken");
    await pauseQueue(ctx, { channelId });
    await setChannelState(ctx, channelId, "active");
    await releaseDeliveries(ctx, channelId);
    expect(await getPost(ctx, { postId: a?.id as Id<"post"> })).toMatchObject({
      deliveries: [{ state: "held", reason: "queue_paused" }],
    });
  });

  test("is paused by those who may, in their own workspace", async () => {
    const { ctx, channelId } = await aQueue();
    for (const command of [pauseQueue, resumeQueue, reflowHeld]) {
      await expect(async () => command(asRole(ctx, "author"), { channelId })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(command(await aWorkspace(), { channelId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

describe("what waited for a broken channel", () => {
  test("takes the next free slots in its old order once the channel is back", async () => {
    const { ctx, clock, channelId } = await aQueue();
    const fixed = await aPost(ctx, [channelId], "fixed");
    await schedulePost(ctx, { postId: fixed.id, publishAt: "2026-11-21T12:00" });
    await queuePosts(ctx, channelId, "a", "b", "c");
    await setChannelState(ctx, channelId, "broken");
    await holdDeliveries(ctx, channelId, "channel_broken");
    await clock.pass(dayMs + 2 * hourMs);
    expect((await getQueue(ctx, { channelId, days: 7 })).heldCount).toBe(4);
    await expect(reflowHeld(ctx, { channelId })).rejects.toMatchObject({ reason: "queue.channel_broken" });
    await setChannelState(ctx, channelId, "active");
    expect(await reflowHeld(ctx, { channelId })).toMatchObject({ moved: 4, left: 0 });
    expect(await reflowHeld(ctx, { channelId })).toMatchObject({ moved: 0, left: 0 });
    expect(await standing(ctx, channelId)).toEqual([
      "11-22 17:00 a",
      "11-23 09:00 fixed",
      "11-23 17:00 b",
      "11-24 09:00 c",
    ]);
    expect(await getPost(ctx, { postId: fixed.id })).toMatchObject({ state: "scheduled", timing: "queue" });
    const network = scripted([published]);
    await clock.sleepUntil(new Date("2026-11-22T17:00:00Z"));
    await dispatchNow(clock, network);
    expect(network.calls).toBe(1);
  });

  test("also after a person was asked about it, because it was late", async () => {
    const { ctx, clock, channelId } = await aQueue();
    const [a] = await queuePosts(ctx, channelId, "a");
    await setChannelState(ctx, channelId, "broken");
    await holdDeliveries(ctx, channelId, "channel_broken");
    await clock.pass(3 * dayMs);
    await setChannelState(ctx, channelId, "active");
    await releaseDeliveries(ctx, channelId);
    expect(await getPost(ctx, { postId: a?.id as Id<"post"> })).toMatchObject({ state: "held" });
    expect(await reflowHeld(ctx, { channelId })).toMatchObject({ moved: 1 });
    expect(await standing(ctx, channelId)).toEqual(["11-24 09:00 a"]);
  });
});

describe("free slots", () => {
  test("of several channels come by time, without the taken, the past and the paused ones", async () => {
    const { ctx, channelId } = await aQueue();
    const other = await aLabChannel(ctx);
    await setSlots(ctx, { channelId: other, slots: daily("12:00"), reflow: true });
    await queuePosts(ctx, channelId, "a");
    const window = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-22T09:00:00Z") };
    const free = await findFreeSlots(ctx, { channelIds: [channelId, other], ...window });
    expect(free.map(({ channelId, at }) => [channelId, at.toISOString()])).toEqual([
      [other, "2026-11-21T12:00:00.000Z"],
      [channelId, "2026-11-21T17:00:00.000Z"],
      [channelId, "2026-11-22T09:00:00.000Z"],
    ]);
    await pauseQueue(ctx, { channelId: other });
    expect(await findFreeSlots(ctx, { channelIds: [channelId, other], ...window })).toHaveLength(2);
    const stranger = await aWorkspace();
    await expect(findFreeSlots(stranger, { channelIds: [channelId], ...window })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(
      findFreeSlots(ctx, { channelIds: [channelId], from: window.from, to: new Date("2028-01-01") }),
    ).rejects.toMatchObject({ reason: "queue.window" });
  });
});
