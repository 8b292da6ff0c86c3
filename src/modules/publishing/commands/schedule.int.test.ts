import { describe, expect, test } from "vitest";
import { hourMs, secondMs } from "@/kernel/time";
import { asRole, aWorkspace } from "@/testing/context";
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
import { getDelivery, getPost } from "../queries";
import { type PostView, updatePostInput } from "../schemas";
import { updatePost } from "./drafts";
import { holdDeliveries, releaseDeliveries, releaseStranded } from "./hold";
import { resolveDelivery, retryDelivery } from "./resolve";
import { publishPostNow, schedulePost, unschedulePost } from "./schedule";

useEnvironment();
useDatabase();

const answer = { httpStatus: 200, body: null };
const published = { status: "published", externalId: "x1", url: "https://lab.test/x1", answer } as const;
const refused = { status: "rejected", reason: "policy", detail: "Too spicy", answer } as const;
const limited = { status: "retry", reason: "rate_limited", afterMs: hourMs, detail: "429", answer } as const;
const silent = { status: "unknown", detail: "reset", answer: null } as const;

async function aPlan(timeZone = "UTC") {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone });
  return { clock, ctx };
}
const deliveryOf = (post: PostView) => {
  const [delivery] = post.deliveries;
  if (!delivery) throw new Error("The post has no delivery");
  return { deliveryId: delivery.id };
};

describe("scheduling", () => {
  test("means a wall time in the workspace's zone", async () => {
    const { ctx } = await aPlan("Europe/Paris");
    const post = await aPost(ctx, [await aSiteChannel(ctx)]);
    const planned = await schedulePost(ctx, { postId: post.id, publishAt: "2026-12-24T09:00" });
    expect(planned).toMatchObject({
      state: "scheduled",
      wallTime: "2026-12-24T09:00",
      timeZone: "Europe/Paris",
    });
    expect(planned.publishAt).toEqual(new Date("2026-12-24T08:00:00Z"));
    expect(planned.deliveries).toMatchObject([{ state: "scheduled", network: "site" }]);
  });

  test("refuses the past, a time that clocks skip, an unknown zone, and says on which field", async () => {
    const { ctx } = await aPlan("Europe/Paris");
    const { id: postId } = await aPost(ctx, [await aSiteChannel(ctx)]);
    const on = (publishAt: string, timeZone?: string) => schedulePost(ctx, { postId, publishAt, timeZone });
    await expect(on("2026-11-20T09:00")).rejects.toMatchObject({
      reason: "post.publish_at_past",
      field: "publishAt",
    });
    await expect(on("2027-03-28T02:30")).rejects.toMatchObject({
      reason: "time.skipped",
      details: { next: "2027-03-28T03:30" },
    });
    await expect(on("2026-12-24T09:00", "Mars/Olympus")).rejects.toMatchObject({
      reason: "time.unknown_zone",
    });
    expect((await getPost(ctx, { postId })).state).toBe("draft");
  });

  test("means the second of two equal times where its offset is told, and an edit keeps it", async () => {
    const { ctx } = await aPlan("Europe/Paris");
    const { id: postId } = await aPost(ctx, [await aSiteChannel(ctx)]);
    const at = async (publishAt: string) => {
      const post = await schedulePost(ctx, { postId, publishAt });
      return [post.wallTime, post.publishAt?.toISOString(), post.deliveries[0]?.publishAt.toISOString()];
    };
    const [first, second] = ["2027-10-31T00:30:00.000Z", "2027-10-31T01:30:00.000Z"];
    expect(await at("2027-10-31T02:30")).toEqual(["2027-10-31T02:30", first, first]);
    expect(await at("2027-10-31T02:30+02:00")).toEqual(["2027-10-31T02:30", first, first]);
    expect(await at("2027-10-31T02:30+01:00")).toEqual(["2027-10-31T02:30+01:00", second, second]);
    await expect(at("2027-10-31T02:30+03:00")).rejects.toMatchObject({
      ...{ code: "INVALID", reason: "time.offset", field: "publishAt" },
    });
    const { revision, variants } = await getPost(ctx, { postId });
    const edit = { postId, revision, body: "Other words", variants };
    expect(await updatePost(ctx, updatePostInput.parse(edit))).toMatchObject({
      wallTime: "2027-10-31T02:30+01:00",
      publishAt: new Date(second ?? ""),
    });
  });

  test("refuses a post that its network would refuse, and names channel and field", async () => {
    const { ctx } = await aPlan();
    const post = await aPost(ctx, [await aLabChannel(ctx)], "x".repeat(281));
    await expect(schedulePost(ctx, { postId: post.id, publishAt: "2026-12-24T09:00" })).rejects.toMatchObject(
      {
        reason: "post.has_issues",
        field: "variants.0.body",
        details: { code: "text_too_long", max: 280 },
      },
    );
  });

  test("refuses a post without a channel", async () => {
    const { ctx } = await aPlan();
    const post = await aPost(ctx, []);
    await expect(publishPostNow(ctx, { postId: post.id })).rejects.toMatchObject({
      reason: "post.no_channel",
    });
  });

  test("is refused to an author, and for another workspace's post", async () => {
    const { ctx } = await aPlan();
    const post = await aPost(ctx, [await aSiteChannel(ctx)]);
    const other = await aWorkspace();
    await expect(publishPostNow(asRole(ctx, "author"), { postId: post.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(publishPostNow(other, { postId: post.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("never goes out early, goes out once, and then cannot be moved", async () => {
    const { ctx, clock } = await aPlan();
    const network = scripted([published]);
    const post = await aPost(ctx, [await aLabChannel(ctx)]);
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:00" });
    await clock.sleepUntil(new Date("2026-11-21T08:59:59Z"));
    await dispatchNow(clock, network);
    expect(network.calls).toBe(0);
    await clock.sleepUntil(new Date("2026-11-21T09:00:00Z"));
    await dispatchNow(clock, network);
    await dispatchNow(clock, network);
    expect(network.calls).toBe(1);
    const after = await getPost(ctx, { postId: post.id });
    expect(after).toMatchObject({
      state: "published",
      deliveries: [{ state: "published", url: published.url, externalId: "x1" }],
    });
    await expect(schedulePost(ctx, { postId: post.id, publishAt: "2026-12-24T09:00" })).rejects.toMatchObject(
      { reason: "post.locked" },
    );
  });

  test("can be taken back until it is sent", async () => {
    const { ctx, clock } = await aPlan();
    const network = scripted([published]);
    const post = await aPost(ctx, [await aLabChannel(ctx)]);
    await publishPostNow(ctx, { postId: post.id });
    expect(await unschedulePost(ctx, { postId: post.id })).toMatchObject({
      state: "draft",
      publishAt: null,
      deliveries: [],
    });
    await dispatchNow(clock, network);
    expect(network.calls).toBe(0);
    await expect(unschedulePost(ctx, { postId: post.id })).rejects.toMatchObject({
      reason: "post.not_scheduled",
    });
  });
});

describe("a delivery", () => {
  test("keeps each attempt with the network's own answer", async () => {
    const { ctx, clock } = await aPlan();
    const post = await aPost(ctx, [await aLabChannel(ctx)]);
    const planned = await publishPostNow(ctx, { postId: post.id });
    const network = scripted([limited, published]);
    await dispatchNow(clock, network);
    expect(await getDelivery(ctx, deliveryOf(planned))).toMatchObject({
      state: "scheduled",
      reason: "rate_limited",
      attemptsMade: 1,
    });
    await clock.pass(hourMs - secondMs);
    await dispatchNow(clock, network);
    expect(network.calls).toBe(1);
    await clock.pass(secondMs);
    await dispatchNow(clock, network);
    expect(await getDelivery(ctx, deliveryOf(planned))).toMatchObject({
      state: "published",
      attempts: [
        { kind: "publish", outcome: "retry", httpStatus: 200 },
        { kind: "publish", outcome: "published" },
      ],
    });
  });

  test("that failed is sent again alone, when a person says so", async () => {
    const { ctx, clock } = await aPlan();
    const post = await aPost(ctx, [await aLabChannel(ctx), await aSiteChannel(ctx)]);
    await publishPostNow(ctx, { postId: post.id });
    await dispatchNow(clock, scripted([refused]));
    const broken = await getPost(ctx, { postId: post.id });
    expect(broken.state).toBe("partial");
    const failed = broken.deliveries.find((delivery) => delivery.state === "failed");
    expect(failed).toMatchObject({ reason: "policy", detail: "Too spicy" });
    if (!failed) return;
    await retryDelivery(ctx, { deliveryId: failed.id });
    await dispatchNow(clock, scripted([published]));
    expect((await getPost(ctx, { postId: post.id })).state).toBe("published");
    await expect(retryDelivery(ctx, { deliveryId: failed.id })).rejects.toMatchObject({
      reason: "delivery.wrong_state",
    });
    await expect(retryDelivery(await aWorkspace(), { deliveryId: failed.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test.each([
    ["it_is_there", "published"],
    ["give_up", "failed"],
    ["send_again", "scheduled"],
  ] as const)("of which nobody knows waits for a person: %s makes it %s", async (resolution, state) => {
    const { ctx, clock } = await aPlan();
    const post = await aPost(ctx, [await aLabChannel(ctx)]);
    const planned = await publishPostNow(ctx, { postId: post.id });
    await dispatchNow(clock, scripted([silent], { guarantee: "at_most_once" }));
    const { deliveryId } = deliveryOf(planned);
    expect(await getDelivery(ctx, { deliveryId })).toMatchObject({
      state: "needs_attention",
      detail: "reset",
    });
    await expect(resolveDelivery(await aWorkspace(), { deliveryId, resolution })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await resolveDelivery(ctx, { deliveryId, resolution })).toMatchObject({ state });
    await expect(resolveDelivery(ctx, { deliveryId, resolution })).rejects.toMatchObject({
      reason: "delivery.wrong_state",
    });
  });

  test("that nobody could send for hours is not sent late: it is missed", async () => {
    const { ctx, clock } = await aPlan();
    const network = scripted([published]);
    const post = await aPost(ctx, [await aLabChannel(ctx)]);
    await publishPostNow(ctx, { postId: post.id });
    await clock.pass(7 * hourMs);
    await dispatchNow(clock, network);
    expect(network.calls).toBe(0);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("missed");
  });
});

describe("a broken channel", () => {
  test("holds what was due, and lets it go on when it is back", async () => {
    const { ctx, clock } = await aPlan();
    const network = scripted([published]);
    const channelId = await aLabChannel(ctx);
    const post = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:00" });
    await setChannelState(ctx, channelId, "broken");
    expect(await holdDeliveries(ctx, channelId, "channel_broken")).toBe(1);
    expect(await holdDeliveries(ctx, channelId, "channel_broken")).toBe(0);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("held");
    await dispatchNow(clock, network);
    expect(network.calls).toBe(0);
    await setChannelState(ctx, channelId, "active");
    expect(await releaseDeliveries(ctx, channelId)).toBe(1);
    await clock.pass(hourMs);
    await dispatchNow(clock, network);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("published");
  });

  test("leaves to a person what is long past its time when it is back", async () => {
    const { ctx, clock } = await aPlan();
    const network = scripted([published]);
    const channelId = await aLabChannel(ctx);
    const post = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:00" });
    await setChannelState(ctx, channelId, "broken");
    await holdDeliveries(ctx, channelId, "channel_broken");
    await clock.pass(24 * hourMs);
    await setChannelState(ctx, channelId, "active");
    expect(await releaseDeliveries(ctx, channelId)).toBe(0);
    await dispatchNow(clock, network);
    const [held] = (await getPost(ctx, { postId: post.id })).deliveries;
    expect(held).toMatchObject({ state: "held", reason: "channel_back" });
    await retryDelivery(ctx, deliveryOf(await getPost(ctx, { postId: post.id })));
    await dispatchNow(clock, network);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("published");
  });

  test("holds nothing when it is back by the time its news is heard, and lets nothing go before", async () => {
    const { ctx, clock } = await aPlan();
    const channelId = await aLabChannel(ctx);
    const post = await aPost(ctx, [channelId]);
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:00" });
    expect(await holdDeliveries(ctx, channelId, "channel_broken")).toBe(0);
    await setChannelState(ctx, channelId, "broken");
    await holdDeliveries(ctx, channelId, "channel_broken");
    expect(await releaseDeliveries(ctx, channelId)).toBe(0);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("held");
    await setChannelState(ctx, channelId, "active");
    await releaseDeliveries(ctx, channelId);
    await clock.pass(hourMs);
    await dispatchNow(clock, scripted([published]));
    expect((await getPost(ctx, { postId: post.id })).state).toBe("published");
  });

  test("keeps nothing that was planned while it came back", async () => {
    const { ctx, clock } = await aPlan();
    const channelId = await aLabChannel(ctx);
    const post = await aPost(ctx, [channelId]);
    await setChannelState(ctx, channelId, "broken");
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:00" });
    expect(await releaseStranded(clock, "test")).toBe(0);
    await setChannelState(ctx, channelId, "active");
    expect((await getPost(ctx, { postId: post.id })).state).toBe("held");
    expect(await releaseStranded(clock, "test")).toBe(1);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("scheduled");
    expect(await releaseStranded(clock, "test")).toBe(0);
  });

  test("is found out by its refusal; the post is held, not failed", async () => {
    const { ctx, clock } = await aPlan();
    const channelId = await aLabChannel(ctx);
    const post = await aPost(ctx, [channelId]);
    await publishPostNow(ctx, { postId: post.id });
    const unauthorised = { status: "rejected", reason: "auth", detail: "401", answer } as const;
    const gone = scripted([unauthorised], {
      test: async () => ({ status: "auth", detail: "token revoked" }),
    });
    await dispatchNow(clock, gone);
    expect(await getPost(ctx, { postId: post.id })).toMatchObject({
      state: "held",
      deliveries: [{ reason: "channel_broken" }],
    });
  });

  test("whose refusal was a blip stays connected, and the post is tried again", async () => {
    const { ctx, clock } = await aPlan();
    const post = await aPost(ctx, [await aLabChannel(ctx)]);
    await publishPostNow(ctx, { postId: post.id });
    const unauthorised = { status: "rejected", reason: "auth", detail: "401", answer } as const;
    const blip = scripted([unauthorised, published]);
    await dispatchNow(clock, blip);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("scheduled");
    await clock.pass(hourMs);
    await dispatchNow(clock, blip);
    expect((await getPost(ctx, { postId: post.id })).state).toBe("published");
  });
});
