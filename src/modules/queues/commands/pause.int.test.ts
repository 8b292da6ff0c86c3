import { describe, expect, test } from "vitest";
import type { Id } from "@/kernel/ids";
import { dayMs, hourMs } from "@/kernel/time";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { holdDeliveries, releaseDeliveries } from "@/modules/publishing/commands/hold";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput } from "@/modules/publishing/schemas";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPost, dispatchNow, scripted, setChannelState } from "@/testing/publishing";
import { aQueue, forgetDeliveries, published, queuePosts, standing } from "@/testing/queues";
import { findFreeSlots, getQueue } from "../queries";
import { pauseQueue, resumeQueue } from "./pause";
import { reflowHeld } from "./reflow";
import { removeFromQueue } from "./remove";

useEnvironment();
useDatabase();
forgetDeliveries();

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
