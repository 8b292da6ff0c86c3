import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import type { Id } from "@/kernel/ids";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { forgetDeliveries, published } from "@/testing/queues";
import { edit } from "@/testing/reviewing";
import { deliveries } from "../tables";
import { releaseDependents, scheduleAfter } from "./after";
import { rescheduleDelivery } from "./rescue";
import { retryDelivery } from "./resolve";
import { schedulePost } from "./schedule";

useEnvironment();
useDatabase();
forgetDeliveries();

const rowOf = async (postId: Id<"post">) => {
  const [row] = await getDatabase().db.select().from(deliveries).where(eq(deliveries.postId, postId));
  if (!row) throw new Error("The post has no delivery");
  return row;
};
const set = (postId: Id<"post">, change: Partial<typeof deliveries.$inferInsert>) =>
  getDatabase().db.update(deliveries).set(change).where(eq(deliveries.postId, postId));

/** A post that names the address of another one, and waits for it. */
async function aPair() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx);
  const { id: upstream } = await aPost(ctx, [channelId], "First");
  await schedulePost(ctx, { postId: upstream, publishAt: "2026-11-21T09:00" });
  const { id: postId } = await aPost(ctx, [channelId], "Read {{post_url}}");
  await scheduleAfter(ctx, { postId, afterPostId: upstream, afterChannelId: null, afterMinutes: 0 });
  return { clock, ctx, upstream, postId };
}

describe("a text that names the address of another post", () => {
  test("is not sent by hand while that post has none, and is once it says something else", async () => {
    const { clock, ctx, upstream, postId } = await aPair();
    await set(upstream, { state: "failed" });
    await set(postId, { state: "held", reason: "upstream_failed" });
    const { id: deliveryId } = await rowOf(postId);
    const refused = { code: "CONFLICT", reason: "delivery.address_unknown" };
    await expect(retryDelivery(ctx, { deliveryId })).rejects.toMatchObject(refused);
    const later = { deliveryId, publishAt: "2026-11-21T12:00" };
    await expect(rescheduleDelivery(ctx, later)).rejects.toMatchObject(refused);
    await edit(ctx, postId, "Read it on our site");
    await set(postId, { state: "held", reason: "upstream_failed" });
    await retryDelivery(ctx, { deliveryId });
    const lab = scripted([published]);
    await dispatchNow(clock, lab);
    expect(lab.lastBody).toBe("Read it on our site");
  });

  test("waits for a person, once, when that post is live at an address that nobody knows", async () => {
    const { clock, ctx, upstream, postId } = await aPair();
    await set(upstream, { state: "published", url: null, publishedAt: clock.now() });
    await releaseDependents(clock, ctx.traceId);
    const lab = scripted([published]);
    await dispatchNow(clock, lab);
    await releaseDependents(clock, ctx.traceId);
    expect([lab.calls, await rowOf(postId)]).toMatchObject([0, { state: "held", reason: "address_unknown" }]);
  });

  test("is sent with it as soon as there is one", async () => {
    const { clock, ctx, upstream, postId } = await aPair();
    await set(postId, { state: "held", reason: "upstream_failed" });
    await set(upstream, { state: "published", url: "https://lab.test/1", publishedAt: clock.now() });
    await retryDelivery(ctx, { deliveryId: (await rowOf(postId)).id });
    const lab = scripted([published]);
    await dispatchNow(clock, lab);
    expect(lab.lastBody).toBe("Read https://lab.test/1");
  });
});
