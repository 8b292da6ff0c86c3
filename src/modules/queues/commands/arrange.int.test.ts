import { describe, expect, test } from "vitest";
import { inSystemTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { minuteMs } from "@/kernel/time";
import { claimDue, lease } from "@/modules/publishing/commands/claim";
import { createPost } from "@/modules/publishing/commands/drafts";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput } from "@/modules/publishing/schemas";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPost } from "@/testing/publishing";
import { aQueue, deliveryOf, fenceOf, forgetDeliveries, queuePosts, standing } from "@/testing/queues";
import { addToQueue } from "./add";
import { arrangeQueue, moveQueued, shuffleQueue } from "./arrange";
import { pauseQueue } from "./pause";
import { reflowQueue } from "./reflow";
import { removeFromQueue } from "./remove";

useEnvironment();
useDatabase();
forgetDeliveries();

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
    const now = clock.now();
    const [claim] = await inSystemTransaction(async (db) => {
      const claims = await claimDue(db, { now, horizon, limit: 9 });
      await lease(db, claims, { now, until: horizon });
      return claims;
    });
    expect(claim?.id).toBe(deliveryOf(a));
    expect(await reflowQueue(ctx, { channelId })).toMatchObject({ moved: 0 });
    await expect(moveQueued(ctx, { deliveryId: deliveryOf(a), direction: "down" })).rejects.toMatchObject({
      reason: "queue.changed",
    });
    await pauseQueue(ctx, { channelId });
    expect(await fenceOf(ctx, deliveryOf(a))).toBeGreaterThan(claim?.fence ?? 0);
  });
});
