import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { dayMs, hourMs } from "@/kernel/time";
import { deletePost } from "@/modules/publishing/commands/drafts";
import { purgeExpired, purgePost } from "@/modules/publishing/commands/trash";
import { trashKeptDays } from "@/modules/publishing/schemas";
import { deliveries, posts } from "@/modules/publishing/tables";
import { setSlots } from "@/modules/queues/commands/slots";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, aSiteChannel, dispatchNow } from "@/testing/publishing";
import { daily } from "@/testing/queues";
import { createCollection } from "./commands/collections";
import { fillGaps } from "./commands/fill";
import { createEvergreen } from "./commands/items";
import { getCollection } from "./queries";
import { createCollectionInput, createEvergreenInput } from "./schemas";

useEnvironment();
useDatabase();

async function aCollection(
  { cooldownDays, usesMax }: { cooldownDays: number; usesMax: number | null },
  aChannel: (ctx: WorkspaceCtx) => Promise<Id<"channel">> = aSiteChannel,
) {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aChannel(ctx);
  await setSlots(ctx, { channelId, slots: daily("09:00"), reflow: true });
  const { id: collectionId } = await createCollection(
    ctx,
    createCollectionInput.parse({ name: "Advice", channelIds: [channelId], cooldownDays, weeklyCap: 7 }),
  );
  await createEvergreen(ctx, createEvergreenInput.parse({ collectionId, variations: ["One"], usesMax }));
  const itemNow = async () => (await getCollection(ctx, { collectionId })).items[0];
  return { ctx, clock, channelId, collectionId, itemNow };
}

const fillsOf = (ctx: WorkspaceCtx) =>
  inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select()
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), isNotNull(posts.evergreenId), isNull(posts.deletedAt)))
      .orderBy(posts.publishAt),
  );

/** As if its network had let us take it back. */
const takeOffNetwork = (postId: Id<"post">, at: Date) =>
  getDatabase().db.update(deliveries).set({ removedAt: at }).where(eq(deliveries.postId, postId));

describe("uses of an item", () => {
  test("are counted for ever once they went out: in the trash, off their network, and purged", async () => {
    const { ctx, clock, itemNow } = await aCollection({ cooldownDays: 1, usesMax: 1 });
    expect((await fillGaps(ctx)).written).toBe(1);
    await clock.pass(2 * hourMs);
    await dispatchNow(clock);
    const [post] = await fillsOf(ctx);
    if (!post) throw new Error("Nothing was filled");
    expect(post.state).toBe("published");
    const stillUsed = async () => {
      expect((await fillGaps(ctx)).written).toBe(0);
      expect(await itemNow()).toMatchObject({ uses: 1, state: "used_up", lastUsedAt: post.publishAt });
    };
    await deletePost(ctx, { postId: post.id });
    await stillUsed();
    await takeOffNetwork(post.id, clock.now());
    expect(await purgePost(ctx, { postId: post.id })).toEqual({ purged: 1, kept: 0 });
    await stillUsed();
  });

  test("that never went out are none, when the trash is emptied by age too", async () => {
    const { ctx, clock, itemNow } = await aCollection({ cooldownDays: 1, usesMax: 2 });
    expect((await fillGaps(ctx)).written).toBe(2);
    const [out, ahead] = await fillsOf(ctx);
    if (!out || !ahead) throw new Error("Nothing was filled");
    await clock.pass(2 * hourMs);
    await dispatchNow(clock);
    for (const { id: postId } of [out, ahead]) await deletePost(ctx, { postId });
    await takeOffNetwork(out.id, clock.now());
    await clock.pass((trashKeptDays + 1) * dayMs);
    await purgeExpired(clock.now(), "test");
    expect((await fillGaps(ctx)).written).toBe(1);
    expect(await itemNow()).toMatchObject({ uses: 2 });
  });
});

test("a slot whose day is full is dropped for this pass, and held against no item", async () => {
  const { ctx, clock, channelId, itemNow } = await aCollection({ cooldownDays: 3, usesMax: null }, (ctx) =>
    aLabChannel(ctx, "mastodon"),
  );
  const { id: postId } = await aPost(ctx, [channelId]);
  const at = new Date(clock.now().getTime() + hourMs / 2);
  const place = { tenantId: ctx.tenantId, postId, channelId, network: "mastodon" };
  const planned = { state: "scheduled", publishAt: at, dueAt: at } as const;
  const times = { createdAt: clock.now(), updatedAt: clock.now() };
  await getDatabase()
    .db.insert(deliveries)
    .values(Array.from({ length: 300 }, () => ({ id: newId("delivery"), ...place, ...planned, ...times })));
  expect(await fillGaps(ctx)).toEqual({ written: 2, refused: 0 });
  expect((await itemNow())?.refusals).toEqual([]);
  const days = (await fillsOf(ctx)).map(({ publishAt }) => publishAt?.toISOString().slice(5, 10));
  expect(days).toEqual(["11-24", "11-27"]);
});
