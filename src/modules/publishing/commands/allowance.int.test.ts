import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { deliveries, posts, variants } from "@/modules/publishing/tables";
import { mastodon } from "@/networks/mastodon";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost } from "@/testing/publishing";
import { getPost } from "../queries";
import { updatePostInput } from "../schemas";
import { updatePost } from "./drafts";
import { rescheduleDelivery } from "./rescue";
import { schedulePost } from "./schedule";

useEnvironment();
useDatabase();

const limit = mastodon.quotas?.[0]?.limit ?? 0;

/** A channel whose allowance around nine o'clock is used up. */
async function aFullChannel() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx, "mastodon");
  const { tenantId } = ctx;
  const at = new Date("2026-11-21T09:00:00Z");
  const rows = Array.from({ length: limit }, () => ({ postId: newId("post"), variantId: newId("variant") }));
  await inTransaction(ctx, async ({ db }) => {
    await db.insert(posts).values(
      rows.map(({ postId: id }) => ({
        ...{ id, tenantId, body: "x", language: "en" },
        ...{ state: "scheduled" as const, publishAt: at, wallTime: "2026-11-21T09:00", timeZone: "UTC" },
      })),
    );
    await db
      .insert(variants)
      .values(rows.map(({ postId, variantId: id }) => ({ id, tenantId, postId, channelId })));
    await db.insert(deliveries).values(
      rows.map(({ postId, variantId }) => ({
        ...{ id: newId("delivery"), tenantId, postId, variantId, channelId, network: "mastodon" },
        ...{ state: "scheduled" as const, publishAt: at, dueAt: at },
      })),
    );
  });
  return { ctx, channelId, planned: rows[0]?.postId ?? newId("post") };
}
const full = { reason: "post.quota_exceeded", details: { limit } };

/** Save a post with another text and these parts. */
async function save(
  ctx: WorkspaceCtx,
  postId: Id<"post">,
  body: string,
  channels: Id<"channel">[],
  parts: string[],
) {
  const { revision } = await getPost(ctx, { postId });
  const variants = channels.map((channelId) => ({ channelId }));
  const thread = parts.map((text) => ({ kind: "thread", body: text }));
  return updatePost(ctx, updatePostInput.parse({ postId, revision, body, variants, parts: thread }));
}

test("a post that a network would refuse for being one too many is refused a time", async () => {
  const { ctx, channelId } = await aFullChannel();
  const post = await aPost(ctx, [channelId]);
  const at = (publishAt: string) => schedulePost(ctx, { postId: post.id, publishAt });
  await expect(at("2026-11-21T09:30")).rejects.toMatchObject(full);
  expect((await at("2026-11-21T13:30")).state).toBe("scheduled");
});

test("an edit may correct words where nothing more fits, and may not add a part or a channel", async () => {
  const { ctx, channelId, planned } = await aFullChannel();
  expect(await save(ctx, planned, "Corrected", [channelId], [])).toMatchObject({ body: "Corrected" });
  await expect(save(ctx, planned, "Longer", [channelId], ["More"])).rejects.toMatchObject(full);
  const other = await aPost(ctx, [await aLabChannel(ctx)]);
  await schedulePost(ctx, { postId: other.id, publishAt: "2026-11-21T09:30" });
  const [own] = other.variants.map((variant) => variant.channelId);
  await expect(save(ctx, other.id, "Two", own ? [own, channelId] : [], [])).rejects.toMatchObject(full);
});

test("a delivery that failed is not moved to where nothing more fits", async () => {
  const { ctx, channelId } = await aFullChannel();
  const post = await aPost(ctx, [channelId]);
  const { deliveries: made } = await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T13:30" });
  const deliveryId = made[0]?.id ?? newId("delivery");
  await inTransaction(ctx, ({ db }) =>
    db.update(deliveries).set({ state: "failed" }).where(eq(deliveries.id, deliveryId)),
  );
  const move = (publishAt: string) => rescheduleDelivery(ctx, { deliveryId, publishAt, timeZone: "UTC" });
  await expect(move("2026-11-21T09:30")).rejects.toMatchObject(full);
  expect((await move("2026-11-21T14:30")).state).toBe("scheduled");
});
