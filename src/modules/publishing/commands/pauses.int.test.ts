import { expect, test } from "vitest";
import type { Id } from "@/kernel/ids";
import { hourMs, minuteMs } from "@/kernel/time";
import type { PublishCall, PublishResult } from "@/networks/contract";
import { reflowHeld } from "@/modules/queues/commands/reflow";
import { setSlots } from "@/modules/queues/commands/slots";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted, setChannelState } from "@/testing/publishing";
import { daily } from "@/testing/queues";
import { getPost } from "../queries";
import { updatePostInput } from "../schemas";
import { scheduleAfter } from "./after";
import { updatePost } from "./drafts";
import { holdDeliveries, releaseDeliveries } from "./hold";
import { resolveDelivery } from "./resolve";
import { publishPostNow, schedulePost } from "./schedule";

useEnvironment();
useDatabase();

const answer = { httpStatus: 200, body: null };
const published: PublishResult = {
  status: "published",
  externalId: "x1",
  url: "https://lab.test/x1",
  answer,
};
const pauseOf = (afterMs: number): PublishResult => ({
  ...{ status: "retry", reason: "rate_limited", afterMs },
  ...{ detail: "slow down", answer: { httpStatus: 429, body: null } },
});

async function aDuePost() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx);
  const { id: postId } = await aPost(ctx, [channelId]);
  await publishPostNow(ctx, { postId });
  return { clock, ctx, channelId, postId };
}

const stateOf = async (ctx: WorkspaceCtx, postId: Id<"post">) => (await getPost(ctx, { postId })).state;

async function rewrite(ctx: WorkspaceCtx, postId: Id<"post">, channelId: Id<"channel">, body: string) {
  const { revision } = await getPost(ctx, { postId });
  await updatePost(ctx, updatePostInput.parse({ postId, revision, body, variants: [{ channelId }] }));
}

test("a pause that the network asked for outlives every edit", async () => {
  const { clock, ctx, channelId, postId } = await aDuePost();
  const network = scripted([pauseOf(hourMs), published]);
  await dispatchNow(clock, network);
  for (const body of ["corrected", "corrected again"]) await rewrite(ctx, postId, channelId, body);
  await clock.pass(minuteMs);
  await dispatchNow(clock, network);
  expect(network.calls).toBe(1);
  await clock.pass(hourMs);
  await dispatchNow(clock, network);
  expect([network.calls, network.lastBody]).toEqual([2, "corrected again"]);
});

test("a pause of hours is not lateness: what was edited during it goes out after it", async () => {
  const { clock, ctx, channelId, postId } = await aDuePost();
  const network = scripted([pauseOf(8 * hourMs), published]);
  await dispatchNow(clock, network);
  await rewrite(ctx, postId, channelId, "corrected");
  await clock.pass(8 * hourMs + minuteMs);
  await dispatchNow(clock, network);
  expect(await stateOf(ctx, postId)).toBe("published");
});

test("what may be out keeps its key when it was given up and is published again", async () => {
  const { clock, ctx, postId } = await aDuePost();
  const told: number[] = [];
  const network = {
    ...scripted([]),
    publish: async ({ firstAttemptAt }: PublishCall): Promise<PublishResult> => {
      told.push(firstAttemptAt.getTime());
      return told.length === 1 ? { status: "unknown", detail: "reset", answer: null } : published;
    },
  };
  await dispatchNow(clock, network);
  const [delivery] = (await getPost(ctx, { postId })).deliveries;
  if (!delivery) throw new Error("The post has no delivery");
  await resolveDelivery(ctx, { deliveryId: delivery.id, resolution: "give_up" });
  await clock.pass(minuteMs);
  await publishPostNow(ctx, { postId });
  await dispatchNow(clock, network);
  expect(told).toEqual([told[0], told[0]]);
});

test("a post that waits for another still waits when its own broken channel comes back", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const [first, second] = [await aLabChannel(ctx), await aLabChannel(ctx)];
  const article = await aPost(ctx, [first], "The article");
  const echo = await aPost(ctx, [second], "Read {{post_url}}");
  await schedulePost(ctx, { postId: article.id, publishAt: "2026-11-21T09:00" });
  await setChannelState(ctx, second, "broken");
  await scheduleAfter(ctx, {
    postId: echo.id,
    afterPostId: article.id,
    afterChannelId: null,
    afterMinutes: 0,
  });
  await setChannelState(ctx, second, "active");
  await releaseDeliveries(ctx, second);
  await setChannelState(ctx, first, "broken");
  await clock.pass(hourMs + minuteMs);
  const network = scripted([published]);
  await dispatchNow(clock, network);
  expect(network.calls).toBe(0);
  expect((await getPost(ctx, { postId: echo.id })).deliveries.map(({ state }) => state)).toEqual(["waiting"]);
});

test("a pause outlives another slot of the queue", async () => {
  const { clock, ctx, channelId, postId } = await aDuePost();
  await setSlots(ctx, { channelId, slots: daily("09:00", "17:00"), reflow: true });
  await dispatchNow(clock, scripted([pauseOf(6 * hourMs)]));
  const until = clock.now().getTime() + 6 * hourMs - minuteMs;
  await setChannelState(ctx, channelId, "broken");
  await holdDeliveries(ctx, channelId, "channel_broken");
  await setChannelState(ctx, channelId, "active");
  expect(await reflowHeld(ctx, { channelId })).toMatchObject({ moved: 1 });
  const [delivery] = (await getPost(ctx, { postId })).deliveries;
  expect(delivery).toMatchObject({ state: "scheduled", publishAt: new Date("2026-11-21T09:00:00Z") });
  expect(delivery?.dueAt.getTime()).toBeGreaterThan(until);
});
