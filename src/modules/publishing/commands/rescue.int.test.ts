import { describe, expect, test } from "vitest";
import { eq } from "drizzle-orm";
import { inTransaction } from "@/db/tx";
import { hourMs } from "@/kernel/time";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import {
  aLabChannel,
  aPost,
  aSiteChannel,
  dispatchNow,
  scripted,
  setChannelState,
} from "@/testing/publishing";
import { getPost } from "../queries";
import { createPostInput, type PostView } from "../schemas";
import { deliveries, posts } from "../tables";
import { createPost } from "./drafts";
import { holdDeliveries } from "./hold";
import { rescheduleDelivery, retryFailed, skipDelivery } from "./rescue";
import { retryDelivery } from "./resolve";
import { publishPostNow, schedulePost } from "./schedule";

useEnvironment();
useDatabase();

const answer = { httpStatus: 200, body: null };
const published = { status: "published", externalId: "x1", url: "https://lab.test/x1", answer } as const;
const refused = { status: "rejected", reason: "policy", detail: "Too spicy", answer } as const;

async function aPlan() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  return { clock, ctx: await aWorkspace({ clock, timeZone: "UTC" }) };
}

/** A post of which the lab's part failed, and the site's went out. */
async function halfOut() {
  const { clock, ctx } = await aPlan();
  const channelId = await aLabChannel(ctx);
  const { id: postId } = await aPost(ctx, [channelId, await aSiteChannel(ctx)]);
  await publishPostNow(ctx, { postId });
  await dispatchNow(clock, scripted([refused]));
  const deliveryId = at(await getPost(ctx, { postId }), "failed");
  return { clock, ctx, postId, channelId, deliveryId };
}

function at(post: PostView, state: string, part = 0) {
  const found = post.deliveries.find((delivery) => delivery.state === state && delivery.part === part);
  if (!found)
    throw new Error(
      `No part ${part} is ${state}: ${post.deliveries.map((d) => `${d.part} ${d.state}`).join()}`,
    );
  return found.id;
}

const setDelivery = (
  ctx: WorkspaceCtx,
  id: PostView["deliveries"][number]["id"],
  set: Partial<typeof deliveries.$inferInsert>,
) => inTransaction(ctx, ({ db }) => db.update(deliveries).set(set).where(eq(deliveries.id, id)));

describe("retrying all that failed of a post", () => {
  test("touches nothing that is out, and is on time however late it is", async () => {
    const { clock, ctx, postId } = await halfOut();
    await clock.pass(9 * hourMs);
    const lab = scripted([published]);
    await retryFailed(ctx, { postId });
    await dispatchNow(clock, lab);
    const after = await getPost(ctx, { postId });
    expect(after.state).toBe("published");
    expect(lab.calls).toBe(1);
    await expect(retryFailed(ctx, { postId })).rejects.toMatchObject({ reason: "post.nothing_to_retry" });
  });

  test("waits for a channel that is away", async () => {
    const { ctx, postId, channelId } = await halfOut();
    await setChannelState(ctx, channelId, "broken");
    await expect(retryFailed(ctx, { postId })).rejects.toMatchObject({ reason: "post.nothing_to_retry" });
    expect((await getPost(ctx, { postId })).state).toBe("partial");
  });

  test("is refused to an author, and for another workspace's post", async () => {
    const { ctx, postId } = await halfOut();
    await expect(async () => retryFailed(asRole(ctx, "author"), { postId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(retryFailed(await aWorkspace(), { postId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("leaving out", () => {
  test("what failed: the post counts as published where it went", async () => {
    const { ctx, postId, deliveryId } = await halfOut();
    expect(await skipDelivery(ctx, { deliveryId })).toMatchObject({ state: "cancelled", reason: "skipped" });
    expect((await getPost(ctx, { postId })).state).toBe("published");
    await expect(skipDelivery(ctx, { deliveryId })).rejects.toMatchObject({ reason: "delivery.wrong_state" });
  });

  test("what is held, and nothing that is out", async () => {
    const { ctx } = await aPlan();
    const channelId = await aLabChannel(ctx);
    const { id: postId } = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId, publishAt: "2026-11-21T09:00" });
    await setChannelState(ctx, channelId, "broken");
    await holdDeliveries(ctx, channelId, "channel_broken");
    await skipDelivery(ctx, { deliveryId: at(await getPost(ctx, { postId }), "held") });
    expect((await getPost(ctx, { postId })).state).toBe("cancelled");
    const half = await halfOut();
    const out = at(await getPost(half.ctx, { postId: half.postId }), "published");
    await expect(skipDelivery(half.ctx, { deliveryId: out })).rejects.toMatchObject({
      reason: "delivery.wrong_state",
    });
  });

  test("is refused to an author, and for another workspace's delivery", async () => {
    const { ctx, deliveryId } = await halfOut();
    await expect(async () => skipDelivery(asRole(ctx, "author"), { deliveryId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(skipDelivery(await aWorkspace(), { deliveryId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("another time for one delivery", () => {
  test("sends it then, and not before", async () => {
    const { clock, ctx, postId, deliveryId } = await halfOut();
    const lab = scripted([published]);
    expect(await rescheduleDelivery(ctx, { deliveryId, publishAt: "2026-11-21T10:00" })).toMatchObject({
      state: "scheduled",
      publishAt: new Date("2026-11-21T10:00:00Z"),
    });
    await dispatchNow(clock, lab);
    expect(lab.calls).toBe(0);
    await clock.pass(2 * hourMs);
    await dispatchNow(clock, lab);
    expect((await getPost(ctx, { postId })).state).toBe("published");
    await expect(
      rescheduleDelivery(ctx, { deliveryId, publishAt: "2026-11-21T12:00" }),
    ).rejects.toMatchObject({ reason: "delivery.wrong_state" });
  });

  test("lies ahead, and is its own workspace's to choose", async () => {
    const { ctx, deliveryId } = await halfOut();
    await expect(
      rescheduleDelivery(ctx, { deliveryId, publishAt: "2026-11-20T10:00" }),
    ).rejects.toMatchObject({ reason: "post.publish_at_past", field: "publishAt" });
    await expect(
      rescheduleDelivery(await aWorkspace({ clock: ctx.clock }), {
        deliveryId,
        publishAt: "2026-11-21T10:00",
      }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a thread that broke", () => {
  async function brokenThread() {
    const { clock, ctx } = await aPlan();
    const channelId = await aLabChannel(ctx);
    const parts = ["Two", "Three", "Four"].map((body) => ({ kind: "thread" as const, body }));
    const post = await createPost(
      ctx,
      createPostInput.parse({ body: "One", parts, variants: [{ channelId }] }),
    );
    await publishPostNow(ctx, { postId: post.id });
    await dispatchNow(clock, scripted([published, refused]));
    return { clock, ctx, postId: post.id };
  }

  test("goes on from the part that failed, and from no later one", async () => {
    const { clock, ctx, postId } = await brokenThread();
    const broken = await getPost(ctx, { postId });
    const failed = broken.deliveries.find(({ state }) => state === "failed");
    const behind = broken.deliveries.find(
      ({ state, part }) => state === "held" && part === (failed?.part ?? 0) + 1,
    );
    if (!failed || !behind) throw new Error("The thread did not break");
    await expect(retryDelivery(ctx, { deliveryId: behind.id })).rejects.toMatchObject({
      reason: "delivery.part_before",
    });
    await retryFailed(ctx, { postId });
    for (let pass = 0; pass < 4; pass++) await dispatchNow(clock, scripted([published]));
    expect((await getPost(ctx, { postId })).state).toBe("published");
  });

  test("ends where it broke, when its part is left out", async () => {
    const { ctx, postId } = await brokenThread();
    const failed = (await getPost(ctx, { postId })).deliveries.find(({ state }) => state === "failed");
    if (!failed) throw new Error("The thread did not break");
    await skipDelivery(ctx, { deliveryId: failed.id });
    const { deliveries, state } = await getPost(ctx, { postId });
    expect(new Set(deliveries.map((delivery) => delivery.state))).toEqual(
      new Set(["published", "cancelled"]),
    );
    expect(state).toBe("published");
  });
});

test("what people have not agreed to is not sent by hand", async () => {
  const { ctx, deliveryId, postId } = await halfOut();
  await setDelivery(ctx, deliveryId, { state: "held", reason: "approval_missing" });
  await inTransaction(ctx, ({ db }) =>
    db.update(posts).set({ approval: "pending" }).where(eq(posts.id, postId)),
  );
  await expect(retryDelivery(ctx, { deliveryId })).rejects.toMatchObject({ reason: "delivery.not_approved" });
});
