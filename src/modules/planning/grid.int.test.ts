import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { type Id, idToUuid, newId } from "@/kernel/ids";
import { hourMs } from "@/kernel/time";
import { campaigns } from "@/modules/campaigns/tables";
import { labels, postLabels } from "@/modules/labels/tables";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { deliveries, posts } from "@/modules/publishing/tables";
import { slots } from "@/modules/queues/tables";
import { asRole, aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { aCrowd } from "@/testing/crowd";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aPost, aSiteChannel } from "@/testing/publishing";
import { listPosts } from "./queries";
import { getGrid, listAgenda, listSwatches } from "./queries.grid";
import { getMarks } from "./queries.marks";
import type { GridInput } from "./schemas.grid";

useEnvironment();
useDatabase();

const aPlan = () => aWorkspace({ clock: new TestClock(new Date("2026-11-21T08:00:00Z")) });

async function planned(ctx: WorkspaceCtx, channelId: Id<"channel">, ...times: string[]) {
  const made = [];
  for (const publishAt of times) {
    const { id: postId } = await aPost(ctx, [channelId], `At ${publishAt}`);
    made.push(await schedulePost(ctx, { postId, publishAt }));
  }
  return made;
}

const crowd = (channelId: Id<"channel">) =>
  aCrowd(channelId, { count: 20_000, from: new Date("2026-11-30T23:00:00Z"), days: 30 });

const december = { firstDay: "2026-12-01", days: 42, by: "day" } as const satisfies GridInput;

describe("a window of the calendar", () => {
  test("gives each day its posts by the workspace's midnight, in order", async () => {
    const ctx = await aPlan();
    const channelId = await aSiteChannel(ctx);
    const [late, early, next] = await planned(
      ctx,
      channelId,
      ...["2026-12-02T23:59", "2026-12-02T00:00", "2026-12-03T00:00"],
    );
    const { cells, items, total } = await getGrid(ctx, december);
    expect(cells).toEqual([
      { key: "2026-12-02", count: 2, attention: 0, postIds: [early?.id, late?.id] },
      { key: "2026-12-03", count: 1, attention: 0, postIds: [next?.id] },
    ]);
    expect(items.map(({ id }) => id)).toEqual([early?.id, late?.id, next?.id]);
    expect(items[0]).toMatchObject({ mine: true, canEdit: true, timing: "time", channels: [{ channelId }] });
    expect(total).toBe(3);
  });

  test("cuts a week into hours", async () => {
    const ctx = await aPlan();
    await planned(ctx, await aSiteChannel(ctx), "2026-12-02T09:10", "2026-12-02T09:50");
    const { cells } = await getGrid(ctx, { firstDay: "2026-11-30", days: 7, by: "hour" });
    expect(cells).toMatchObject([{ key: "2026-12-02T09", count: 2 }]);
    await expect(getGrid(ctx, { ...december, by: "hour" })).rejects.toMatchObject({
      reason: "calendar.window",
    });
  });

  test("tells of a cell how many of its posts wait for a person, also of those it does not draw", async () => {
    const ctx = await aPlan();
    const channelId = await aSiteChannel(ctx);
    const times = Array.from({ length: 11 }, (_, index) => `2026-12-02T09:${String(index + 10)}`);
    const made = await planned(ctx, channelId, ...times, "2026-12-02T11:00");
    await getDatabase()
      .db.update(posts)
      .set({ state: "failed" })
      .where(sql`${posts.id} = ${idToUuid("post", made[10]?.id ?? newId("post"))}`);
    const { cells, items } = await getGrid(ctx, { firstDay: "2026-11-30", days: 7, by: "hour" });
    expect(cells).toEqual([
      { key: "2026-12-02T09", count: 11, attention: 1, postIds: [] },
      { key: "2026-12-02T11", count: 1, attention: 0, postIds: [made[11]?.id] },
    ]);
    expect(items.map(({ id }) => id)).toEqual([made[11]?.id]);
  });

  test("is bounded, and counts what it does not draw, with 20,000 posts", async () => {
    const ctx = await aPlan();
    await crowd(await aLabChannel(ctx));
    const grid = await getGrid(ctx, december);
    expect(grid.total).toBe(20_000);
    expect(grid.items.length).toBeLessThanOrEqual(42 * 3);
    expect(grid.cells[5]).toMatchObject({ count: expect.any(Number), postIds: { length: 3 } });
    expect(JSON.stringify(grid).length).toBeLessThan(150_000);
    const plan = await inTransaction(ctx, ({ db, tenantId }) =>
      db.execute(sql`explain select count(*) from ${posts}
        where ${posts.tenantId} = ${idToUuid("workspace", tenantId)} and ${posts.deletedAt} is null
          and ${posts.publishAt} >= '2026-12-05' and ${posts.publishAt} < '2026-12-06'`),
    );
    expect(JSON.stringify(plan)).toContain("posts_tenant_publish_at");
  });

  test("is narrowed by channels, campaigns and labels together", async () => {
    const ctx = await aPlan();
    const [site, lab] = [await aSiteChannel(ctx), await aLabChannel(ctx)];
    const [first, second] = await planned(ctx, site, "2026-12-02T09:00", "2026-12-02T10:00");
    await planned(ctx, lab, "2026-12-02T11:00");
    if (!first || !second) throw new Error("Nothing was planned");
    const [campaignId, labelId] = [newId("campaign"), newId("label")];
    await inTransaction(ctx, async ({ db, tenantId }) => {
      await db.insert(campaigns).values({ id: campaignId, tenantId, name: "Winter", color: "teal" });
      await db.insert(labels).values({ id: labelId, tenantId, name: "Sale", color: "rose" });
      await db
        .update(posts)
        .set({ campaignId })
        .where(sql`${posts.id} = ${idToUuid("post", first.id)}`);
      await db.insert(postLabels).values({ tenantId, postId: second.id, labelId });
    });
    const totalOf = async (filter: Partial<GridInput>) =>
      (await getGrid(ctx, { ...december, ...filter })).total;
    expect(await totalOf({ channelIds: [site] })).toBe(2);
    expect(await totalOf({ channelIds: [site, lab] })).toBe(3);
    expect(await totalOf({ campaignIds: [campaignId] })).toBe(1);
    expect(await totalOf({ labelIds: [labelId], channelIds: [lab] })).toBe(0);
    expect((await listPosts(ctx, { limit: 25, labelId })).items).toMatchObject([
      { id: second.id, labels: [{ id: labelId, name: "Sale", color: "rose" }] },
    ]);
    expect(await listSwatches(ctx)).toMatchObject({
      campaigns: [{ name: "Winter" }],
      labels: [{ name: "Sale" }],
    });
    expect(await listSwatches(await aWorkspace())).toEqual({ campaigns: [], labels: [] });
  });

  test("tells an author which posts are theirs to change, and shows nothing of another workspace", async () => {
    const ctx = await aPlan();
    const site = await aSiteChannel(ctx);
    await planned(ctx, site, "2026-12-02T09:00");
    const colleague = {
      ...asRole(ctx, "author"),
      actor: { ...ctx.actor, role: "author", userId: newId("user") },
    };
    const seenBy = async (caller: typeof ctx) => (await getGrid(caller, december)).items[0];
    expect(await seenBy(asRole(ctx, "author"))).toMatchObject({ mine: true, canEdit: true, canPlan: true });
    expect(await seenBy(colleague as typeof ctx)).toMatchObject({
      mine: false,
      canEdit: false,
      canPlan: false,
    });
    expect(await seenBy(asRole(ctx, "viewer"))).toMatchObject({ mine: true, canEdit: false });
    await getDatabase().db.update(deliveries).set({ state: "failed" });
    expect(await seenBy(asRole(ctx, "author"))).toMatchObject({ canEdit: true, canPlan: false });
    expect(await seenBy(ctx)).toMatchObject({ canPlan: true });
    expect(await getGrid(await aWorkspace(), { ...december, channelIds: [site] })).toMatchObject({
      total: 0,
    });
  });
});

test("the posts of a period are read page by page, each once, those of one instant too", async () => {
  const ctx = await aPlan();
  const times = ["2026-12-02T09:00", "2026-12-02T09:00", "2026-12-02T09:00", "2026-12-03T09:00"];
  const made = await planned(ctx, await aSiteChannel(ctx), ...times);
  const period = { from: new Date("2026-12-01T00:00:00Z"), to: new Date("2027-01-01T00:00:00Z"), limit: 2 };
  const first = await listAgenda(ctx, period);
  const second = await listAgenda(ctx, { ...period, cursor: first.nextCursor ?? undefined });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.map(({ id }) => id));
  expect(second.nextCursor).toBeNull();
  await expect(listAgenda(ctx, { ...period, to: period.from })).rejects.toMatchObject({ code: "INVALID" });
});

describe("what deserves a second look", () => {
  test("two posts of one channel within a quarter of an hour, not of two channels, and not in the past", async () => {
    const ctx = await aPlan();
    const [site, lab] = [await aSiteChannel(ctx), await aLabChannel(ctx)];
    await planned(ctx, site, "2026-12-02T09:00", "2026-12-02T09:14", "2026-12-02T12:00");
    await planned(ctx, lab, "2026-12-02T12:05", "2026-12-03T09:00", "2026-12-03T09:15");
    const { collisions } = await getMarks(ctx, { firstDay: "2026-11-30", days: 7 });
    expect(collisions).toEqual([
      { day: "2026-12-02", channelId: site, channel: expect.any(String), count: 2 },
    ]);
  });

  test("a day of a channel's slots on which nothing goes out, from today on", async () => {
    const ctx = await aPlan();
    const site = await aSiteChannel(ctx);
    await inTransaction(ctx, ({ db, tenantId }) =>
      db
        .insert(slots)
        .values(
          [1, 3].map((weekday) => ({ id: newId("slot"), tenantId, channelId: site, weekday, time: "09:00" })),
        ),
    );
    await planned(ctx, site, "2026-12-02T09:00");
    const { gaps } = await getMarks(ctx, { firstDay: "2026-11-16", days: 21 });
    expect(gaps.map(({ day }) => day)).toEqual(["2026-11-23", "2026-11-25", "2026-11-30"]);
  });

  test("an allowance that runs short, by the fullest window of each day", async () => {
    const ctx = await aPlan();
    const mastodon = await aLabChannel(ctx, "mastodon");
    await planned(ctx, await aLabChannel(ctx), "2026-12-02T09:00");
    await crowd(mastodon);
    const { quotas, collisions } = await getMarks(ctx, { firstDay: "2026-11-30", days: 42 });
    expect(quotas).toHaveLength(30);
    expect(quotas[3]).toMatchObject({ channelId: mastodon, limit: 300, windowMs: 3 * hourMs });
    // 20,000 in 30 days are 83 in three hours, on any day.
    for (const { used } of quotas) expect([83, 84]).toContain(used);
    expect(collisions).toHaveLength(30);
  });

  test("is nothing in an empty workspace, and nothing of another one", async () => {
    const ctx = await aPlan();
    const site = await aSiteChannel(ctx);
    await planned(ctx, site, "2026-12-02T09:00", "2026-12-02T09:05");
    const empty = { gaps: [], collisions: [], quotas: [], costs: [] };
    const window = { firstDay: "2026-11-30", days: 7 };
    expect(await getMarks(await aWorkspace(), window)).toEqual(empty);
    expect(await getMarks(await aWorkspace(), { ...window, channelIds: [site] })).toEqual(empty);
  });
});
