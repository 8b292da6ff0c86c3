import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createECDH, randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import type { Locale } from "@/i18n/locales";
import { type Id, newId } from "@/kernel/ids";
import { dayMs, hourMs, minuteMs } from "@/kernel/time";
import { users } from "@/modules/identity/tables";
import { members } from "@/modules/workspaces/tables";
import { closeMail, mailboxFolder } from "@/platform/email";
import { getEnv } from "@/platform/env";
import { createHttpClient } from "@/platform/http";
import { listMails } from "@/platform/mailbox";
import { linkIn, useSignIn } from "@/testing/auth";
import { aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { sendDueMails } from "./commands/mail";
import { notify } from "./commands/notify";
import { countUnread } from "./queries";
import { listPushTargets, pushTo } from "./commands/push";
import { markRead } from "./commands/read";
import { saveSetting, subscribePush } from "./commands/settings";
import type { EmailChoice } from "./schemas";
import { notifications, pushSubscriptions } from "./tables";

const vapid = createECDH("prime256v1");
useSignIn({
  VAPID_PUBLIC_KEY: vapid.generateKeys().toString("base64url"),
  VAPID_PRIVATE_KEY: Buffer.concat([Buffer.alloc(32), vapid.getPrivateKey()])
    .subarray(-32)
    .toString("base64url"),
  PUBLIFY_ALLOW_PRIVATE_HOSTS: "127.0.0.1:*",
});
useDatabase();

const { slot } = { slot: globalThis as unknown as Record<string, unknown> };

interface Reader {
  ctx: WorkspaceCtx;
  clock: TestClock;
  email: string;
  mails(): Promise<{ subject: string; text: string }[]>;
  tell(eventId: string, words?: string): Promise<Id<"notification">>;
}

async function aReader(email: EmailChoice, locale: Locale = "en"): Promise<Reader> {
  const clock = new TestClock();
  const ctx = await aWorkspace({ clock, locale });
  const { userId } = ctx.actor;
  await getDatabase().db.update(users).set({ locale }).where(eq(users.id, userId));
  await saveSetting(ctx, { kind: "comment.mentioned", inApp: true, email, push: true });
  const address = `${userId}@example.test`;
  const system = { ...ctx, actor: { type: "system", name: "test" } as const };
  return {
    ...{ ctx, clock, email: address },
    mails: async () => (await listMails(mailboxFolder())).filter(({ to }) => to.includes(address)).reverse(),
    tell: async (eventId, words = "Look at this <b>") => {
      const data = { post: "Boats & sails", postId: newId("post"), actor: "Grace", words };
      await notify(system, { kind: "comment.mentioned", eventId, named: [userId], data });
      const rows = await getDatabase()
        .db.select({ id: notifications.id })
        .from(notifications)
        .where(eq(notifications.dedupeKey, eventId));
      return rows[0]?.id ?? newId("notification");
    },
  };
}

describe("a mail at once", () => {
  test.each([
    ["en", "Grace mentioned you about “Boats & sails”", "Choose what you are told of"],
    ["fr", "Grace vous a mentionné à propos de", "Choisir ce qui vous est signalé"],
  ] as const)(
    "is in the person's language (%s), with the way to it and to the settings",
    async (locale, said, settings) => {
      const reader = await aReader("instant", locale);
      const id = await reader.tell(`now-${locale}`);
      expect(await sendDueMails(reader.clock, id)).toEqual({ settled: 1, failed: 0 });
      expect(await sendDueMails(reader.clock, id)).toEqual({ settled: 0, failed: 0 });
      const [mail] = await reader.mails();
      expect(mail?.subject).toContain(said);
      expect(mail?.text).toContain("Look at this <b>");
      expect(mail?.text).toContain(settings);
      const links = mail?.text.match(/https?:\/\/\S+/g) ?? [];
      expect(links.map((link) => new URL(link).searchParams.get("next"))).toEqual([
        expect.stringMatching(/^\/[^/]+\/posts\/post_/),
        expect.stringMatching(/\/settings\/notifications$/),
      ]);
    },
  );

  test("is sent by one of two processes that try at the same moment", async () => {
    const reader = await aReader("instant");
    await reader.tell("both");
    await Promise.all([sendDueMails(reader.clock), sendDueMails(reader.clock)]);
    expect(await reader.mails()).toHaveLength(1);
  });

  test("is not sent for what was read meanwhile, nor to an address that nobody confirmed, nor to a former member", async () => {
    const [read, unproved, gone] = [
      await aReader("instant"),
      await aReader("instant"),
      await aReader("instant"),
    ];
    await markRead(read.ctx, { notificationId: await read.tell("read") });
    await unproved.tell("unproved");
    await gone.tell("gone");
    const { db } = getDatabase();
    await db.update(users).set({ emailVerified: false }).where(eq(users.email, unproved.email));
    await db.delete(members).where(eq(members.userId, gone.ctx.actor.userId));
    await sendDueMails(read.clock);
    for (const reader of [read, unproved, gone]) expect(await reader.mails()).toEqual([]);
  });

  test("that the server does not take now leaves later, once", async () => {
    const reader = await aReader("instant");
    await reader.tell("down");
    const env = getEnv();
    await closeMail();
    slot.publifyEnv = { ...env, smtpUrl: "smtp://127.0.0.1:1" };
    expect(await sendDueMails(reader.clock)).toMatchObject({ failed: 1 });
    await closeMail();
    slot.publifyEnv = env;
    await sendDueMails(reader.clock);
    expect(await reader.mails()).toEqual([]);
    reader.clock.advance(11 * minuteMs);
    await sendDueMails(reader.clock);
    reader.clock.advance(11 * minuteMs);
    await sendDueMails(reader.clock);
    expect(await reader.mails()).toHaveLength(1);
  });

  test("that could not leave for three days is given up", async () => {
    const reader = await aReader("instant");
    await reader.tell("old");
    reader.clock.advance(3 * dayMs);
    await sendDueMails(reader.clock);
    expect(await reader.mails()).toEqual([]);
  });
});

describe("gathered mails", () => {
  test("wait for the full hour and tell everything in one", async () => {
    const reader = await aReader("hourly");
    await reader.tell("h1", "first");
    await reader.tell("h2", "second");
    reader.clock.advance(59 * minuteMs);
    await sendDueMails(reader.clock);
    expect(await reader.mails()).toEqual([]);
    reader.clock.advance(minuteMs);
    await sendDueMails(reader.clock);
    await sendDueMails(reader.clock);
    const [mail, ...more] = await reader.mails();
    expect(more).toEqual([]);
    expect(mail?.subject).toContain("2 things to know");
    expect(mail?.text).toMatch(/first[\s\S]*second/);
    expect(linkIn({ ...mail, subject: "", text: mail?.text ?? "" } as never).pathname).toBe("/sign-in");
  });

  test("wait for the morning of the workspace", async () => {
    const reader = await aReader("daily");
    await reader.tell("d1");
    reader.clock.set("2026-11-22T06:59:00Z");
    await sendDueMails(reader.clock);
    expect(await reader.mails()).toEqual([]);
    reader.clock.advance(minuteMs);
    await sendDueMails(reader.clock);
    expect(await reader.mails()).toHaveLength(1);
  });
});

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("a device", () => {
  async function aDevice(reader: Reader, status = 201) {
    let calls = 0;
    const server = createServer((request, response) => {
      calls += 1;
      request.resume().on("end", () => response.writeHead(status).end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/device`;
    const keys = {
      p256dh: createECDH("prime256v1").generateKeys().toString("base64url"),
      auth: randomBytes(16).toString("base64url"),
    };
    const { id } = await subscribePush(reader.ctx, { endpoint, keys });
    return { pushId: id, calls: () => calls };
  }
  const http = createHttpClient({ allowPrivate: () => true });
  const rowOf = async (id: Id<"push">) =>
    (await getDatabase().db.select().from(pushSubscriptions).where(eq(pushSubscriptions.id, id)))[0];

  test("is told when its person wants it, and its use is noted", async () => {
    const reader = await aReader("off");
    const device = await aDevice(reader);
    const notificationId = await reader.tell("p1");
    expect(await listPushTargets(reader.ctx, notificationId)).toEqual([device.pushId]);
    const input = { notificationId, pushId: device.pushId };
    expect(await pushTo(reader.ctx, input, http)).toEqual({ status: "sent" });
    expect(device.calls()).toBe(1);
    expect((await rowOf(device.pushId))?.lastUsedAt).toEqual(reader.clock.now());
    await markRead(reader.ctx, { notificationId });
    expect(await listPushTargets(reader.ctx, notificationId)).toEqual([]);
    expect(await pushTo(reader.ctx, input, http)).toEqual({ status: "skipped" });
  });

  test("that its service no longer knows is forgotten, and what it alone was to show is shown in the application", async () => {
    const reader = await aReader("off");
    const device = await aDevice(reader, 410);
    await saveSetting(reader.ctx, { kind: "comment.mentioned", inApp: false, email: "off", push: true });
    const notificationId = await reader.tell("p2");
    expect(await pushTo(reader.ctx, { notificationId, pushId: device.pushId }, http)).toEqual({
      status: "gone",
    });
    expect(await rowOf(device.pushId)).toBeUndefined();
    expect(await countUnread(reader.ctx)).toEqual({ unread: 1 });
  });

  test("whose service is down is worth another try", async () => {
    const reader = await aReader("off");
    const device = await aDevice(reader, 503);
    const notificationId = await reader.tell("p3");
    await expect(pushTo(reader.ctx, { notificationId, pushId: device.pushId }, http)).rejects.toMatchObject({
      ...{ code: "UNAVAILABLE", reason: "push.unavailable" },
    });
    expect(await rowOf(device.pushId)).toBeTruthy();
  });

  test("of another person is never told, and nobody who wants no messages is", async () => {
    const [reader, other] = [await aReader("off"), await aReader("off")];
    const device = await aDevice(other);
    const notificationId = await reader.tell("p4");
    expect(await pushTo(reader.ctx, { notificationId, pushId: device.pushId }, http)).toEqual({
      status: "skipped",
    });
    await aDevice(reader);
    await saveSetting(reader.ctx, { kind: "comment.mentioned", inApp: true, email: "off", push: false });
    expect(await listPushTargets(reader.ctx, notificationId)).toEqual([]);
    expect(device.calls()).toBe(0);
    reader.clock.advance(hourMs);
  });
});
