import { expect, test } from "vitest";
import { hourMs } from "@/kernel/time";
import { addToQueue } from "@/modules/queues/commands/add";
import { reflowQueue } from "@/modules/queues/commands/reflow";
import { setSlots } from "@/modules/queues/commands/slots";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, aSiteChannel, dispatchNow, scripted } from "@/testing/publishing";
import { daily, forgetDeliveries, published } from "@/testing/queues";
import { eventsOf } from "@/testing/reviewing";
import { getPost } from "../queries";
import { releaseDependents, scheduleAfter } from "./after";
import { removePublished } from "./remove";
import { schedulePost, unschedulePost } from "./schedule";

useEnvironment();
useDatabase();
forgetDeliveries();

async function aChain() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const [site, lab] = [await aSiteChannel(ctx), await aLabChannel(ctx)];
  const article = await aPost(ctx, [site], "The article");
  const [echo, letter] = [await aPost(ctx, [lab], "Read {{post_url}}"), await aPost(ctx, [lab], "News")];
  await schedulePost(ctx, { postId: article.id, publishAt: "2026-11-21T09:00" });
  const wait = (postId: typeof echo.id, afterPostId: typeof echo.id, afterMinutes: number) =>
    scheduleAfter(ctx, { postId, afterPostId, afterChannelId: null, afterMinutes });
  await wait(echo.id, article.id, 120);
  await wait(letter.id, echo.id, 60);
  const read = (post: typeof echo) => getPost(ctx, { postId: post.id });
  const instants = async (post: typeof echo) => {
    const { publishAt, deliveries } = await read(post);
    return [publishAt, deliveries[0]?.publishAt].map((at) => at?.toISOString().slice(5, 16));
  };
  return { clock, ctx, lab, article, echo, letter, wait, read, instants };
}

test("the expected times of a chain move with the post that it waits for", async () => {
  const { ctx, article, echo, letter, instants } = await aChain();
  expect(await instants(letter)).toEqual(["11-21T12:00", "11-21T12:00"]);
  await schedulePost(ctx, { postId: article.id, publishAt: "2026-11-27T09:00" });
  expect(await instants(echo)).toEqual(["11-27T11:00", "11-27T11:00"]);
  expect(await instants(letter)).toEqual(["11-27T12:00", "11-27T12:00"]);
});

test("the expected time of what waits for a queued post moves with its slot", async () => {
  const { ctx, lab, letter, wait, instants } = await aChain();
  await setSlots(ctx, { channelId: lab, slots: daily("17:00"), reflow: true });
  const queued = await aPost(ctx, [lab], "Queued");
  await addToQueue(ctx, { postId: queued.id });
  await wait(letter.id, queued.id, 30);
  await setSlots(ctx, { channelId: lab, slots: daily("19:00"), reflow: true });
  await reflowQueue(ctx, { channelId: lab });
  expect(await instants(letter)).toEqual(["11-21T19:30", "11-21T19:30"]);
});

test("what waits for a post that lost its time is held, and waits again once it has one", async () => {
  const { clock, ctx, article, echo, read } = await aChain();
  await unschedulePost(ctx, { postId: article.id });
  await releaseDependents(clock, "test");
  expect((await read(echo)).deliveries).toMatchObject([{ state: "held", reason: "upstream_failed" }]);
  await schedulePost(ctx, { postId: article.id, publishAt: "2026-11-22T09:00" });
  expect(await read(echo)).toMatchObject({
    ...{ state: "scheduled", publishAt: new Date("2026-11-22T11:00:00Z") },
    deliveries: [{ state: "waiting", reason: null }],
  });
});

test("what was to follow a post that was taken off its network is held, and its dead address is not sent", async () => {
  const { clock, ctx, article, echo, letter, read } = await aChain();
  await clock.pass(hourMs + 1_000);
  const lab = scripted([published]);
  await dispatchNow(clock, lab);
  await releaseDependents(clock, "test");
  expect(await read(echo)).toMatchObject({ deliveries: [{ state: "scheduled" }] });
  const [out] = (await read(article)).deliveries;
  if (!out) throw new Error("The article is nowhere");
  await removePublished(ctx, { deliveryId: out.id });
  expect(await read(echo)).toMatchObject({
    ...{ state: "held", deliveries: [{ state: "held", reason: "upstream_failed" }] },
  });
  expect(await eventsOf(ctx, "post.held")).toMatchObject([{ postId: echo.id }]);
  await clock.pass(2 * hourMs);
  await releaseDependents(clock, "test");
  await dispatchNow(clock, lab);
  expect([lab.calls, (await read(letter)).state]).toEqual([0, "scheduled"]);
});

test("two who close a circle from its two sides at once do not both succeed", async () => {
  const { ctx, lab, wait } = await aChain();
  const [one, other] = [await aPost(ctx, [lab]), await aPost(ctx, [lab])];
  for (const { id: postId } of [one, other])
    await schedulePost(ctx, { postId, publishAt: "2026-11-25T09:00" });
  const results = await Promise.allSettled([wait(one.id, other.id, 0), wait(other.id, one.id, 0)]);
  expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});
