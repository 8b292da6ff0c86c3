import { describe, expect, test } from "vitest";
import type { Id } from "@/kernel/ids";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput } from "@/modules/publishing/schemas";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import {
  aQueue,
  daily,
  deliveryOf,
  fenceOf,
  forgetDeliveries,
  published,
  queuePosts,
  standing,
} from "@/testing/queues";
import { findFreeSlots, listQueues } from "../queries";
import { addToQueue } from "./add";
import { pauseQueue } from "./pause";
import { removeFromQueue } from "./remove";
import { setSlots } from "./slots";

useEnvironment();
useDatabase();
forgetDeliveries();

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

  test("takes no slot before the instant that was asked for, also for a post that stands before it", async () => {
    const { ctx, channelId } = await aQueue();
    const [early, late] = await queuePosts(ctx, channelId, "Early", "Late");
    const from = "2026-11-22T09:00:00Z";
    const { id: postId } = await aPost(ctx, [channelId], "New");
    await addToQueue(ctx, { postId, from });
    await addToQueue(ctx, { postId: early?.id as Id<"post">, from });
    expect(await standing(ctx, channelId)).toEqual([
      "11-21 17:00 Late",
      "11-22 09:00 New",
      "11-22 17:00 Early",
    ]);
    // What stands late enough keeps its place, so that a repeat changes nothing.
    const fence = await fenceOf(ctx, deliveryOf(late));
    await addToQueue(ctx, { postId: late?.id as Id<"post">, from: "2026-11-21T17:00:00Z" });
    expect(await fenceOf(ctx, deliveryOf(late))).toBe(fence);
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

  test("puts what is queued behind the others when it is to be the last, once", async () => {
    const { ctx, channelId } = await aQueue();
    const [first] = await queuePosts(ctx, channelId, "one", "two");
    for (const _ of [1, 2]) await addToQueue(ctx, { postId: first?.id as Id<"post">, position: "last" });
    expect(await standing(ctx, channelId)).toEqual(["11-21 17:00 two", "11-22 09:00 one"]);
  });

  test("is refused to a reviewer, and for another workspace's post", async () => {
    const { ctx, channelId } = await aQueue();
    const { id: postId } = await aPost(ctx, [channelId]);
    await expect(async () => addToQueue(asRole(ctx, "reviewer"), { postId })).rejects.toMatchObject({
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
