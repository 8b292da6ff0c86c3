import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { hourMs } from "@/kernel/time";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { getPost } from "../queries";
import { deliveries, posts, variants } from "../tables";
import { releaseDependents, scheduleAfter } from "./after";
import { deletePost } from "./drafts";
import { publishPostNow, schedulePost } from "./schedule";

useEnvironment();
useDatabase();

const answer = { httpStatus: 200, body: null };
const published = { status: "published", externalId: "x1", url: "https://lab.test/x1", answer } as const;
const refused = { status: "rejected", reason: "policy", detail: "Too spicy", answer } as const;

async function aPair() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx);
  const article = await aPost(ctx, [channelId], "The article");
  const echo = await aPost(ctx, [channelId], "Read {{post_url}}");
  const stateOf = async (post: { id: typeof article.id }) => (await getPost(ctx, { postId: post.id })).state;
  return { clock, ctx, channelId, article, echo, stateOf };
}

const afterAll = { afterChannelId: null, afterMinutes: 0 } as const;

/** More posts that wait for the article of a pair than are read at once. */
async function manyHeld({ ctx, channelId, article, clock }: Awaited<ReturnType<typeof aPair>>) {
  const { tenantId } = ctx;
  const many = Array.from({ length: 501 }, () => ({ postId: newId("post"), variantId: newId("variant") }));
  const now = clock.now();
  await inTransaction(ctx, async ({ db }) => {
    await db.insert(posts).values(
      many.map(({ postId: id }) => ({
        ...{ id, tenantId, body: "echo", language: "en", afterPostId: article.id },
        ...{ timing: "after" as const, state: "scheduled" as const },
      })),
    );
    await db
      .insert(variants)
      .values(many.map(({ postId, variantId: id }) => ({ id, tenantId, postId, channelId })));
    await db.insert(deliveries).values(
      many.map((one) => ({
        ...{ ...one, id: newId("delivery"), tenantId, channelId, network: "lab", publishAt: now, dueAt: now },
        state: "waiting" as const,
      })),
    );
  });
}

describe("a post that waits for another", () => {
  test("is not sent with the address of one that was taken off its network", async () => {
    const { clock, ctx, article, echo } = await aPair();
    const network = scripted([published]);
    await publishPostNow(ctx, { postId: article.id });
    await scheduleAfter(ctx, { postId: echo.id, afterPostId: article.id, ...afterAll });
    await dispatchNow(clock, network);
    await releaseDependents(clock, "test");
    await inTransaction(ctx, ({ db }) =>
      db.update(deliveries).set({ removedAt: clock.now() }).where(eq(deliveries.postId, article.id)),
    );
    await dispatchNow(clock, network);
    const [delivery] = (await getPost(ctx, { postId: echo.id })).deliveries;
    expect(delivery).toMatchObject({ state: "held", reason: "address_unknown" });
    expect(network.calls).toBe(1);
  });

  test("goes out so long after it is live, with its address in the text", async () => {
    const { clock, ctx, article, echo, stateOf } = await aPair();
    await schedulePost(ctx, { postId: article.id, publishAt: "2026-11-21T09:00" });
    const after = { postId: echo.id, afterPostId: article.id, afterChannelId: null, afterMinutes: 120 };
    const waiting = await scheduleAfter(ctx, after);
    expect(waiting).toMatchObject({
      state: "scheduled",
      timing: "after",
      publishAt: new Date("2026-11-21T11:00:00Z"),
    });
    const network = scripted([published]);
    await clock.pass(hourMs);
    await dispatchNow(clock, network);
    await releaseDependents(clock, "test");
    await dispatchNow(clock, network);
    expect(network.calls).toBe(1);
    await clock.pass(2 * hourMs);
    await dispatchNow(clock, network);
    expect(await stateOf(echo)).toBe("published");
    expect(network.lastBody).toBe("Read https://lab.test/x1");
  });

  test("is held, and says why, when the other one fails; and goes on when that is repaired", async () => {
    const { clock, ctx, article, echo, stateOf } = await aPair();
    await publishPostNow(ctx, { postId: article.id });
    await scheduleAfter(ctx, {
      postId: echo.id,
      afterPostId: article.id,
      afterChannelId: null,
      afterMinutes: 0,
    });
    await dispatchNow(clock, scripted([refused]));
    await releaseDependents(clock, "test");
    expect((await getPost(ctx, { postId: echo.id })).deliveries[0]).toMatchObject({
      state: "held",
      reason: "upstream_failed",
    });
    await publishPostNow(ctx, { postId: article.id });
    await dispatchNow(clock, scripted([published]));
    await releaseDependents(clock, "test");
    await dispatchNow(clock, scripted([published]));
    expect(await stateOf(echo)).toBe("published");
  });

  test("is held when the other one is deleted", async () => {
    const { clock, ctx, article, echo, stateOf } = await aPair();
    await schedulePost(ctx, { postId: article.id, publishAt: "2026-11-21T09:00" });
    await scheduleAfter(ctx, {
      postId: echo.id,
      afterPostId: article.id,
      afterChannelId: null,
      afterMinutes: 0,
    });
    await deletePost(ctx, { postId: article.id });
    await releaseDependents(clock, "test");
    expect(await stateOf(echo)).toBe("held");
  });

  test("is looked at once it is decided, and never again when it is out", async () => {
    const { clock, ctx, article, echo, stateOf } = await aPair();
    await publishPostNow(ctx, { postId: article.id });
    await scheduleAfter(ctx, { postId: echo.id, ...afterAll, afterPostId: article.id });
    expect(await releaseDependents(clock, "test")).toBe(0);
    await dispatchNow(clock, scripted([published]));
    expect(await releaseDependents(clock, "test")).toBe(1);
    await dispatchNow(clock, scripted([published]));
    expect(await stateOf(echo)).toBe("published");
    await deletePost(ctx, { postId: article.id });
    expect(await releaseDependents(clock, "test")).toBe(0);
  });

  test("that is held stays so, unlooked at, while only a part of the other's channels is out", async () => {
    const { clock, ctx, echo } = await aPair();
    const [good, bad] = [await aLabChannel(ctx), await aLabChannel(ctx, "other")];
    const both = await aPost(ctx, [good, bad], "Two channels");
    await publishPostNow(ctx, { postId: both.id });
    await scheduleAfter(ctx, { postId: echo.id, ...afterAll, afterPostId: both.id });
    const other = { ...scripted([refused]), key: "other" };
    await dispatchNow(clock, scripted([published]), other);
    expect(await releaseDependents(clock, "test")).toBe(1);
    expect((await getPost(ctx, { postId: echo.id })).deliveries[0]).toMatchObject({
      state: "held",
      reason: "upstream_failed",
    });
    expect(await releaseDependents(clock, "test")).toBe(0);
  });

  test("is not kept waiting by more decided posts of another workspace than one page holds", async () => {
    const noisy = await aPair();
    await publishPostNow(noisy.ctx, { postId: noisy.article.id });
    await dispatchNow(noisy.clock, scripted([published]));
    await manyHeld(noisy);
    await deletePost(noisy.ctx, { postId: noisy.article.id });
    const { clock, ctx, article, echo, stateOf } = await aPair();
    await publishPostNow(ctx, { postId: article.id });
    await scheduleAfter(ctx, { postId: echo.id, ...afterAll, afterPostId: article.id });
    await dispatchNow(clock, scripted([published]));
    await releaseDependents(clock, "test");
    await dispatchNow(clock, scripted([published]));
    expect(await stateOf(echo)).toBe("published");
  });

  test("may not wait in a circle, for a draft, or for a channel that the other does not go to", async () => {
    const { ctx, article, echo } = await aPair();
    const wait = (
      postId: typeof echo.id,
      afterPostId: typeof echo.id,
      afterChannelId = null as null | typeof other,
    ) => scheduleAfter(ctx, { postId, afterPostId, afterChannelId, afterMinutes: 0 });
    const other = await aLabChannel(ctx);
    await expect(wait(echo.id, article.id)).rejects.toMatchObject({ reason: "post.after_unplanned" });
    await schedulePost(ctx, { postId: article.id, publishAt: "2026-11-21T09:00" });
    await expect(wait(echo.id, article.id, other)).rejects.toMatchObject({ reason: "post.after_channel" });
    await wait(echo.id, article.id);
    await expect(wait(article.id, echo.id)).rejects.toMatchObject({ reason: "post.after_circle" });
  });

  test("is refused a time of its own while its text names the other's address", async () => {
    const { ctx, echo } = await aPair();
    await expect(schedulePost(ctx, { postId: echo.id, publishAt: "2026-11-21T09:00" })).rejects.toMatchObject(
      { reason: "post.has_issues", details: { code: "address_unknown" } },
    );
  });

  test("does not know another workspace's posts", async () => {
    const [mine, theirs] = [await aPair(), await aPair()];
    await schedulePost(theirs.ctx, { postId: theirs.article.id, publishAt: "2026-11-21T09:00" });
    const after = { afterPostId: theirs.article.id, afterChannelId: null, afterMinutes: 0 };
    await expect(scheduleAfter(mine.ctx, { postId: mine.echo.id, ...after })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
