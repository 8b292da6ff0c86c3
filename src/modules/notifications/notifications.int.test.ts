import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { dayMs, hourMs, minuteMs } from "@/kernel/time";
import { queues, slots } from "@/modules/queues/tables";
import { series } from "@/modules/series/tables";
import { getEnv } from "@/platform/env";
import { open } from "@/platform/secrets";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { setChannelState } from "@/testing/publishing";
import { aFilledSeries } from "@/testing/series";
import { aMember, aStudio } from "@/testing/studio";
import { notify } from "./commands/notify";
import { expireNotifications, markAllRead, markRead } from "./commands/read";
import { resealPushSubscriptions } from "./commands/reseal";
import { pushPlaceOf, saveSetting, subscribePush, unsubscribePush } from "./commands/settings";
import { tellOfBrokenChannel, tellOfDelivery, tellOfDryQueues, tellOfStalledSeries } from "./commands/tell";
import { countUnread, getSettings, listNotifications } from "./queries";
import { keptDays, pushSubscriptionsMax } from "./schemas";
import { notifications, pushSubscriptions } from "./tables";

useEnvironment();
useDatabase();

const page = { limit: 25, unread: false };

const subscription = {
  endpoint: "https://push.example.test/abc",
  keys: {
    p256dh: Buffer.alloc(65, 4).toString("base64url"),
    auth: Buffer.alloc(16, 1).toString("base64url"),
  },
};

describe("a failure", () => {
  test("is told to its author and to those who can act, once for the same event", async () => {
    const { owner, author, system, aDelivery, post } = await aStudio();
    const viewer = await aMember(owner, "viewer");
    const news = { eventId: "event_1", event: "post.failed" as const, deliveryId: await aDelivery() };
    expect(await tellOfDelivery(system, news)).toEqual({ told: 2 });
    expect(await tellOfDelivery(system, news)).toEqual({ told: 0 });
    for (const person of [owner, author]) {
      const { items } = await listNotifications(person, page);
      expect(items).toMatchObject([
        {
          ...{ kind: "post.failed", path: `posts/${post.id}`, readAt: null },
          data: { post: "Boats in the harbour", channel: "Lab", reason: "policy" },
        },
      ]);
      expect(await countUnread(person)).toEqual({ unread: 1 });
    }
    expect((await listNotifications(viewer, page)).items).toEqual([]);
  });

  test("asks for mail and devices by one event a person, with ids only", async () => {
    const { system, owner, aDelivery } = await aStudio();
    await tellOfDelivery(system, { eventId: "e", event: "post.failed", deliveryId: await aDelivery() });
    const rows = await getDatabase()
      .db.select()
      .from(outbox)
      .where(and(eq(outbox.tenantId, owner.tenantId), eq(outbox.name, "notification.created")));
    expect(rows.map(({ data }) => Object.keys(data))).toEqual([["notificationId"], ["notificationId"]]);
  });

  test("that could only show on devices, of which there are none, is shown in the application", async () => {
    const { owner, author, system, aDelivery } = await aStudio();
    for (const person of [owner, author])
      await saveSetting(person, { kind: "post.failed", inApp: false, email: "off", push: true });
    await subscribePush(author, subscription);
    await tellOfDelivery(system, { eventId: "e", event: "post.failed", deliveryId: await aDelivery() });
    expect((await listNotifications(owner, page)).items).toHaveLength(1);
    expect((await listNotifications(author, page)).items).toEqual([]);
  });

  test("of a series is told to its author and those who can act, unless it goes on by now", async () => {
    const { ctx, seriesId } = await aFilledSeries();
    const system = { ...ctx, actor: { type: "system", name: "test" } as const };
    expect(await tellOfStalledSeries(system, { eventId: "s1", seriesId })).toEqual({ told: 0 });
    await inTransaction(ctx, ({ db }) =>
      db.update(series).set({ problem: "post.no_channel" }).where(eq(series.id, seriesId)),
    );
    expect(await tellOfStalledSeries(system, { eventId: "s1", seriesId })).toEqual({ told: 1 });
    expect((await listNotifications(ctx, page)).items).toMatchObject([
      { kind: "series.stalled", path: "recurring", data: { post: "Good morning" } },
    ]);
  });

  test("that is over by now is no news, and a miss is told as one", async () => {
    const { system, owner, aDelivery } = await aStudio();
    const over = await aDelivery({ state: "published", part: 0 });
    const news = { eventId: "e1", event: "post.failed" as const };
    expect(await tellOfDelivery(system, { ...news, deliveryId: over })).toEqual({ told: 0 });
    const missed = await aDelivery({ state: "missed", part: 1 });
    await tellOfDelivery(system, { ...news, deliveryId: missed });
    expect((await listNotifications(owner, page)).items).toMatchObject([{ kind: "post.missed" }]);
  });

  test("does not reach another workspace's delivery", async () => {
    const [mine, theirs] = [await aStudio(), await aStudio()];
    const deliveryId = await theirs.aDelivery();
    expect(await tellOfDelivery(mine.system, { eventId: "e", event: "post.failed", deliveryId })).toEqual({
      told: 0,
    });
  });
});

test("a channel that stops is told once a day for all the posts that it holds", async () => {
  const { system, owner, aDelivery, clock } = await aStudio();
  const held = async (eventId: string) => {
    const deliveryId = await aDelivery({ state: "held", reason: "channel_broken", part: Number(eventId) });
    return tellOfDelivery(system, { eventId, event: "post.held", deliveryId });
  };
  expect([await held("1"), await held("2")]).toEqual([{ told: 2 }, { told: 0 }]);
  clock.advance(dayMs);
  expect(await held("3")).toEqual({ told: 2 });
  expect((await listNotifications(owner, page)).items).toHaveLength(2);
});

test("a broken channel is told to those who can reconnect it, with what waits", async () => {
  const { system, owner, author, channelId, aDelivery } = await aStudio();
  await aDelivery({ state: "held" });
  const news = { eventId: "e", channelId };
  expect(await tellOfBrokenChannel(system, news)).toEqual({ told: 0 });
  await setChannelState(owner, channelId, "broken");
  expect(await tellOfBrokenChannel(system, news)).toEqual({ told: 1 });
  expect((await listNotifications(owner, page)).items).toMatchObject([
    { kind: "channel.broken", data: { waiting: 1 }, path: "channels" },
  ]);
  expect((await listNotifications(author, page)).items).toEqual([]);
});

describe("a queue that runs dry", () => {
  test("is told once for the same last post, to those who manage it, unless it is paused", async () => {
    const { owner, author, channelId, aDelivery, clock } = await aStudio();
    const { tenantId } = owner;
    await inTransaction(owner, ({ db }) =>
      db.insert(slots).values({ id: newId("slot"), tenantId, channelId, weekday: 1, time: "09:00" }),
    );
    await aDelivery({
      state: "scheduled",
      queued: true,
      publishAt: new Date(clock.now().getTime() + hourMs),
    });
    const mine = async () => (await listNotifications(owner, page)).items;
    await tellOfDryQueues(clock, "trace");
    await tellOfDryQueues(clock, "trace");
    expect(await mine()).toMatchObject([{ kind: "queue.empty", data: { channel: "Lab" } }]);
    expect((await listNotifications(author, page)).items).toEqual([]);

    const later = new Date(clock.now().getTime() + 5 * dayMs);
    await aDelivery({ state: "scheduled", queued: true, part: 1, publishAt: later });
    await tellOfDryQueues(clock, "trace");
    clock.advance(4 * dayMs);
    await inTransaction(owner, ({ db }) =>
      db.insert(queues).values({ tenantId, channelId, timeZone: "UTC", pausedAt: clock.now() }),
    );
    await tellOfDryQueues(clock, "trace");
    expect(await mine()).toHaveLength(1);
    await inTransaction(owner, ({ db }) => db.update(queues).set({ pausedAt: null }));
    await tellOfDryQueues(clock, "trace");
    expect(await mine()).toHaveLength(2);
  });
});

describe("reading", () => {
  async function aReader() {
    const studio = await aStudio();
    for (const n of [1, 2, 3]) {
      await notify(studio.system, { kind: "queue.empty", eventId: `e${n}`, data: { channel: `${n}` } });
      studio.clock.advance(minuteMs);
    }
    const { items } = await listNotifications(studio.owner, page);
    return { ...studio, items };
  }

  test("is newest first, page by page", async () => {
    const { owner, items } = await aReader();
    const first = await listNotifications(owner, { limit: 2, unread: false });
    const second = await listNotifications(owner, { ...page, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(items.map(({ data }) => data.channel)).toEqual(["3", "2", "1"]);
    expect(second.nextCursor).toBeNull();
  });

  test("marks one, again without effect", async () => {
    const { owner, items, clock } = await aReader();
    const [first] = items;
    if (!first) throw new Error("Nothing was told");
    await markRead(owner, { notificationId: first.id });
    const readAt = clock.now();
    clock.advance(minuteMs);
    await markRead(owner, { notificationId: first.id });
    expect(await countUnread(owner)).toEqual({ unread: 2 });
    expect((await listNotifications(owner, page)).items[0]?.readAt).toEqual(readAt);
    expect((await listNotifications(owner, { ...page, unread: true })).items).toHaveLength(2);
  });

  test("marks all that had come, and not what came since", async () => {
    const { owner, items, system } = await aReader();
    const before = items[0]?.createdAt ?? new Date(0);
    await notify(system, { kind: "queue.empty", eventId: "e4", data: {} });
    expect(await markAllRead(owner, { before })).toEqual({ read: 3 });
    expect(await countUnread(owner)).toEqual({ unread: 1 });
  });

  test("does not reach another person's, here or elsewhere", async () => {
    const { owner, items, author } = await aReader();
    const elsewhere = await aWorkspace();
    for (const other of [author, elsewhere]) {
      await expect(
        markRead(other, { notificationId: items[0]?.id ?? newId("notification") }),
      ).rejects.toMatchObject({ code: "NOT_FOUND" });
      await markAllRead(other, { before: new Date("2099-01-01") });
    }
    expect(await countUnread(owner)).toEqual({ unread: 3 });
  });

  test("is for people, not for keys", async () => {
    const { owner } = await aReader();
    const key = {
      ...owner,
      actor: { type: "apiKey", apiKeyId: newId("apiKey"), scopes: ["posts:read"] } as const,
    };
    expect(() => countUnread(key)).toThrow(expect.objectContaining({ reason: "member.person_only" }));
  });

  test("ends after ninety days", async () => {
    const { owner, clock } = await aReader();
    clock.advance(keptDays * dayMs - 3 * minuteMs);
    await expireNotifications(clock);
    expect((await listNotifications(owner, page)).items).toHaveLength(2);
  });
});

describe("settings", () => {
  test("begin with the defaults, are kept per workspace, and decide how one is told", async () => {
    const { owner, system, aDelivery } = await aStudio();
    const failed = async () =>
      (await getSettings(owner)).groups
        .flatMap(({ kinds }) => kinds)
        .find(({ kind }) => kind === "post.failed");
    expect(await failed()).toMatchObject({ inApp: true, email: "instant", push: true });
    await saveSetting(owner, { kind: "post.failed", inApp: false, email: "daily", push: false });
    await saveSetting(owner, { kind: "post.failed", inApp: false, email: "hourly", push: false });
    expect(await failed()).toMatchObject({ inApp: false, email: "hourly", push: false });
    await tellOfDelivery(system, { eventId: "e", event: "post.failed", deliveryId: await aDelivery() });
    expect((await listNotifications(owner, page)).items).toEqual([]);
    const [row] = await getDatabase()
      .db.select()
      .from(notifications)
      .where(eq(notifications.userId, owner.actor.userId));
    expect(row).toMatchObject({ digest: true, mailDueAt: new Date("2026-11-21T09:00:00Z") });
  });
});

describe("a browser's subscription", () => {
  const rowsOf = ({ actor }: WorkspaceCtx) =>
    getDatabase().db.select().from(pushSubscriptions).where(eq(pushSubscriptions.userId, actor.userId));

  test("is kept once, its keys sealed, and taken away again", async () => {
    const { owner } = await aStudio();
    const first = await subscribePush(owner, subscription, "Firefox");
    expect(await subscribePush(owner, subscription)).toEqual(first);
    const rows = await rowsOf(owner);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(subscription.keys.auth);
    expect((await getSettings(owner)).endpoints).toEqual([subscription.endpoint]);
    expect(await unsubscribePush(owner, subscription)).toEqual({ removed: true });
    expect(await unsubscribePush(owner, subscription)).toEqual({ removed: false });
  });

  test("is moved to a newer key with all other secrets, once", async () => {
    const { owner } = await aStudio();
    const { id } = await subscribePush(owner, subscription);
    const [newer] = [{ id: "k2", key: Buffer.alloc(32, 2) }];
    const keyring = [newer, ...getEnv().encryptionKeys];
    expect(await resealPushSubscriptions(keyring)).toBeGreaterThan(0);
    expect(await resealPushSubscriptions(keyring)).toBe(0);
    const [row] = await rowsOf(owner);
    const place = pushPlaceOf({ tenantId: owner.tenantId, id });
    expect(JSON.parse(open(row?.sealed ?? "", place, [newer]))).toEqual(subscription.keys);
    await getDatabase().db.delete(pushSubscriptions);
  });

  test("belongs to whoever uses the browser now", async () => {
    const [before, now] = [await aWorkspace(), await aWorkspace()];
    await subscribePush(before, subscription);
    await subscribePush(now, subscription);
    expect(await rowsOf(before)).toEqual([]);
    expect(await unsubscribePush(before, subscription)).toEqual({ removed: false });
    expect(await rowsOf(now)).toHaveLength(1);
  });

  test("is refused for an address inside, and beyond the limit", async () => {
    const owner = await aWorkspace();
    await expect(
      subscribePush(owner, { ...subscription, endpoint: "https://10.0.0.1/x" }),
    ).rejects.toMatchObject({ reason: "push.endpoint_refused" });
    const many = Array.from({ length: pushSubscriptionsMax + 2 }, (_, n) =>
      subscribePush(owner, { ...subscription, endpoint: `https://push.example.test/${n}` }),
    );
    const refused = (await Promise.allSettled(many)).filter(({ status }) => status === "rejected");
    expect(refused).toMatchObject([
      { reason: { reason: "push.too_many" } },
      { reason: { reason: "push.too_many" } },
    ]);
  });
});
