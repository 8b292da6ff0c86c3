import { describe, expect, test } from "vitest";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aPost, aSiteChannel, dispatchNow } from "@/testing/publishing";
import { takeSnapshot } from "./commands";
import { findLatestMetrics, listMetrics } from "./queries";

useEnvironment();
useDatabase();

async function aPublished() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const post = await aPost(ctx, [await aSiteChannel(ctx)]);
  const planned = await publishPostNow(ctx, { postId: post.id });
  const [delivery] = planned.deliveries;
  if (!delivery) throw new Error("The post has no delivery");
  return { ctx, clock, deliveryId: delivery.id };
}

describe("counts", () => {
  test("of a network that tells none are unknown, never zero", async () => {
    const { ctx, clock, deliveryId } = await aPublished();
    await dispatchNow(clock);
    expect(await takeSnapshot(ctx, { deliveryId, occasion: "asked" })).toEqual({
      known: false,
      reason: "not_told",
      metrics: null,
    });
    expect((await findLatestMetrics(ctx, [deliveryId])).size).toBe(0);
  });

  test("are asked for only of what was published", async () => {
    const { ctx, deliveryId } = await aPublished();
    await expect(takeSnapshot(ctx, { deliveryId, occasion: "asked" })).rejects.toMatchObject({
      reason: "delivery.wrong_state",
    });
  });

  test("of another workspace's delivery are not there", async () => {
    const { deliveryId } = await aPublished();
    const other = await aWorkspace();
    await expect(takeSnapshot(other, { deliveryId, occasion: "asked" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(listMetrics(other, { deliveryId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
