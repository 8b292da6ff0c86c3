import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import type { Ctx } from "@/db/tx";
import { deliveries } from "@/modules/publishing/tables";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel } from "@/testing/publishing";
import { aQueue, daily, forgetDeliveries, queuePosts, standing } from "@/testing/queues";
import { getQueue } from "../queries";
import { queues } from "../tables";
import { reflowQueue } from "./reflow";
import { copySlots, previewSlots, setSlots } from "./slots";
import { followQueueClocks, setQueueZone } from "./zone";

useEnvironment();
useDatabase();
forgetDeliveries();

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
