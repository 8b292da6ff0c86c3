import { and, asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { hourMs, minuteMs } from "@/kernel/time";
import { auditLog } from "@/modules/audit/tables";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { published } from "@/testing/queues";
import { getPost } from "../queries";
import { createPostInput } from "../schemas";
import { deliveries, posts } from "../tables";
import { scheduleAfter } from "./after";
import { type ClockWalk, followClocks, followPostClocks } from "./clocks";
import { createPost } from "./drafts";
import { publishPostNow, schedulePost } from "./schedule";
import { noticeZoneData } from "./zone-data";

useEnvironment();
useDatabase();

const timeZone = "Europe/Paris";
const wallTime = "2026-12-01T09:00";
/** 09:00 in Paris as it is, and as it was said to become while everybody thought that it would stay on summer time. */
const [meant, stale] = [new Date("2026-12-01T08:00:00Z"), new Date("2026-12-01T07:00:00Z")];

async function aPlanned(publishAt = wallTime) {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const channelIds = [await aLabChannel(ctx), await aLabChannel(ctx)];
  const parts = [{ kind: "follow_up" as const, body: "more", media: [], delayMinutes: 30 }];
  const variants = channelIds.map((channelId) => ({ channelId }));
  const { id: postId } = await createPost(ctx, createPostInput.parse({ body: "Hello", variants, parts }));
  await schedulePost(ctx, { postId, publishAt, timeZone });
  return { clock, ctx, postId, channelIds };
}

/** As if it had been planned by rules under which everything lay `byMs` elsewhere. */
const misplace = (ctx: WorkspaceCtx, postId: Id<"post">, byMs: number) =>
  inTransaction(ctx, async ({ db }) => {
    const rows = await db.select().from(deliveries).where(eq(deliveries.postId, postId));
    for (const { id, publishAt, dueAt } of rows)
      await db
        .update(deliveries)
        .set({ publishAt: new Date(+publishAt + byMs), dueAt: new Date(+dueAt + byMs) })
        .where(eq(deliveries.id, id));
    const [post] = await db.select().from(posts).where(eq(posts.id, postId));
    await db
      .update(posts)
      .set({ publishAt: new Date(Number(post?.publishAt) + byMs) })
      .where(eq(posts.id, postId));
  });

const rowsOf = (ctx: WorkspaceCtx, postId: Id<"post">) =>
  inTransaction(ctx, ({ db }) =>
    db
      .select()
      .from(deliveries)
      .where(eq(deliveries.postId, postId))
      .orderBy(asc(deliveries.part), asc(deliveries.id)),
  );
const change = (
  ctx: WorkspaceCtx,
  id: Id<"delivery"> | undefined,
  to: Partial<typeof deliveries.$inferInsert>,
) =>
  inTransaction(ctx, ({ db }) =>
    db
      .update(deliveries)
      .set(to)
      .where(eq(deliveries.id, id as Id<"delivery">)),
  );

test("a post keeps its wall time where a zone's rules changed, with its parts and what follows it", async () => {
  const { ctx, postId, channelIds } = await aPlanned();
  const { id: afterId } = await aPost(ctx, channelIds);
  await scheduleAfter(ctx, { postId: afterId, afterPostId: postId, afterChannelId: null, afterMinutes: 60 });
  await misplace(ctx, postId, -hourMs);
  await misplace(ctx, afterId, -hourMs);
  const [first] = await rowsOf(ctx, postId);
  const paused = new Date(meant.getTime() + 5 * hourMs);
  await change(ctx, first?.id, { dueAt: paused, reason: "rate_limited" });
  expect(await followPostClocks(ctx, { postId })).toBe(true);
  expect(await getPost(ctx, { postId })).toMatchObject({ publishAt: meant, wallTime, timeZone });
  const rows = await rowsOf(ctx, postId);
  const part = new Date(meant.getTime() + 30 * minuteMs);
  expect(rows.map(({ publishAt, dueAt }) => [publishAt, dueAt])).toEqual([
    ...[
      [meant, paused],
      [meant, meant],
    ],
    ...[
      [part, part],
      [part, part],
    ],
  ]);
  expect(rows[0]?.fence).toBe((first?.fence ?? 0) + 1);
  expect((await getPost(ctx, { postId: afterId })).publishAt).toEqual(new Date(meant.getTime() + hourMs));
  expect(await followPostClocks(ctx, { postId })).toBe(false);
  const told = await inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select({ data: auditLog.data })
      .from(auditLog)
      .where(and(eq(auditLog.tenantId, tenantId), eq(auditLog.action, "post.clocks_changed"))),
  );
  expect(told).toEqual([
    { data: { timeZone, wallTime, from: stale.toISOString(), to: meant.toISOString() } },
  ]);
});

test.each(["leased", "sending", "unconfirmed", "needs_attention", "published"] as const)(
  "a post of which a delivery is %s stays as it is",
  async (state) => {
    const { ctx, postId } = await aPlanned();
    await misplace(ctx, postId, -hourMs);
    const [first] = await rowsOf(ctx, postId);
    await change(ctx, first?.id, { state });
    const before = await rowsOf(ctx, postId);
    expect(await followPostClocks(ctx, { postId })).toBe(false);
    expect(await rowsOf(ctx, postId)).toEqual(before);
  },
);

test("one delivery to which a person gave a time of its own keeps it", async () => {
  const { ctx, postId } = await aPlanned();
  await misplace(ctx, postId, -hourMs);
  const [first] = await rowsOf(ctx, postId);
  const own = new Date("2026-12-02T10:00:00Z");
  await change(ctx, first?.id, { publishAt: own, dueAt: own });
  await followPostClocks(ctx, { postId });
  expect((await rowsOf(ctx, postId)).slice(0, 2).map(({ publishAt }) => publishAt)).toEqual([own, meant]);
});

test.each([
  ["the second of two equal ones", "2027-10-31T02:30+01:00", "2027-10-31T02:30+01:00"],
  ["the first of two equal ones", "2027-10-31T02:30", "2027-10-31T02:30"],
])("%s stays that one", async (_, asked, kept) => {
  const { ctx, postId } = await aPlanned(asked);
  const { publishAt } = await getPost(ctx, { postId });
  expect(await followPostClocks(ctx, { postId })).toBe(false);
  await misplace(ctx, postId, -3 * hourMs);
  await followPostClocks(ctx, { postId });
  expect(await getPost(ctx, { postId })).toMatchObject({ publishAt, wallTime: kept });
});

test("a time over which clocks now leap is the next valid one, and an offset that is no more is left out", async () => {
  const { ctx, postId } = await aPlanned("2027-03-28T03:30");
  const write = (wall: string) =>
    inTransaction(ctx, ({ db }) => db.update(posts).set({ wallTime: wall }).where(eq(posts.id, postId)));
  await misplace(ctx, postId, -hourMs);
  await write("2027-03-28T02:30");
  await followPostClocks(ctx, { postId });
  expect(await getPost(ctx, { postId })).toMatchObject({
    ...{ publishAt: new Date("2027-03-28T01:30:00Z"), wallTime: "2027-03-28T03:30" },
  });
  await write("2027-06-01T02:30+01:00");
  await followPostClocks(ctx, { postId });
  expect(await getPost(ctx, { postId })).toMatchObject({
    ...{ publishAt: new Date("2027-06-01T00:30:00Z"), wallTime: "2027-06-01T02:30" },
  });
});

test("what goes out now, or belongs to another workspace, is left alone", async () => {
  const { ctx, postId } = await aPlanned();
  await publishPostNow(ctx, { postId });
  expect(await followPostClocks(ctx, { postId })).toBe(false);
  const other = await aPlanned();
  await misplace(other.ctx, other.postId, -hourMs);
  expect(await followPostClocks(ctx, { postId: other.postId })).toBe(false);
});

test("the daily walk finds them in every workspace, page by page, and they go out once at the time that was meant", async () => {
  const all = [await aPlanned(), await aPlanned(), await aPlanned()];
  const [first, , third] = all;
  for (const { ctx, postId } of [first, third].filter((one) => one !== undefined))
    await misplace(ctx, postId, -hourMs);
  const clock = new VirtualClock(Date.parse("2026-11-22T03:11:00Z"));
  let moved = 0;
  for (let after: ClockWalk | null = null, pages = 0; pages === 0 || after; pages++) {
    const done: Awaited<ReturnType<typeof followClocks>> = await followClocks(
      { clock, traceId: "t" },
      after,
      2,
    );
    expect(done.failed).toBe(0);
    moved += done.moved;
    after = done.next;
  }
  expect(moved).toBeGreaterThanOrEqual(2);
  const network = scripted([published]);
  await clock.sleepUntil(new Date(stale.getTime() + minuteMs));
  await dispatchNow(clock, network);
  for (const { ctx, postId } of all) expect((await getPost(ctx, { postId })).state).toBe("scheduled");
  for (const later of [minuteMs, hourMs]) {
    await clock.sleepUntil(new Date(meant.getTime() + later));
    await dispatchNow(clock, network);
  }
  for (const { ctx, postId } of all) {
    expect((await getPost(ctx, { postId })).state).toBe("published");
    const own = (await rowsOf(ctx, postId)).map(({ attemptsMade }) => attemptsMade);
    expect(own).toEqual([1, 1, 1, 1]);
  }
});

test("a boot with other zone data than the last one asks for a look, once, and again when asking failed", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const asked: string[] = [];
  const boot = (version: string) => noticeZoneData(clock, version, async () => asked.push(version));
  expect(await boot("2026a")).toBe(true);
  expect(await boot("2026a")).toBe(false);
  await expect(noticeZoneData(clock, "2026b", () => Promise.reject(new Error("away")))).rejects.toThrow(
    "away",
  );
  expect([await boot("2026b"), await boot("2026b"), await boot("2026a")]).toEqual([true, false, true]);
  expect(asked).toEqual(["2026a", "2026b", "2026a"]);
});
