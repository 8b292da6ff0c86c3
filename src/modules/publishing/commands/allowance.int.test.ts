import { expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { channels } from "@/modules/channels/tables";
import { deliveries, posts, variants } from "@/modules/publishing/tables";
import { mastodon } from "@/networks/mastodon";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost } from "@/testing/publishing";
import { schedulePost } from "./schedule";

useEnvironment();
useDatabase();

const limit = mastodon.quotas?.[0]?.limit ?? 0;

test("a post that a network would refuse for being one too many is refused a time", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx, "mastodon");
  const { tenantId } = ctx;
  const at = new Date("2026-11-21T09:00:00Z");
  const rows = Array.from({ length: limit }, () => ({ postId: newId("post"), variantId: newId("variant") }));
  await inTransaction(ctx, async ({ db }) => {
    await db.update(channels).set({ capabilities: null });
    await db.insert(posts).values(
      rows.map(({ postId: id }) => ({
        id,
        tenantId,
        body: "x",
        language: "en",
        state: "scheduled" as const,
        publishAt: at,
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
  const post = await aPost(ctx, [channelId]);
  await expect(schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:30" })).rejects.toMatchObject({
    reason: "post.quota_exceeded",
    details: { limit },
  });
  expect((await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T13:30" })).state).toBe(
    "scheduled",
  );
});
