import { afterEach, expect, test } from "vitest";
import { emit } from "@/db/outbox";
import { readOutboxLag } from "@/db/outbox-queue";
import { inSystemTransaction, inTransaction } from "@/db/tx";
import { isId } from "@/kernel/ids";
import { aWorkspace, TestClock } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { bootEvents, drainOutbox, expireOutbox, OutboxDrainer, type SendEvents } from "./events";
import { setEmbeddedExecutor } from "./inngest";

useEnvironment();
useDatabase();
type Sent = Parameters<SendEvents>[0][number];

/** Durable functions that note what they are sent, and refuse what `refuses` names. */
function aReceiver(refuses: (event: Sent) => boolean = () => false) {
  const received: Sent[] = [];
  const send: SendEvents = async (events) => {
    if (events.some(refuses)) throw new Error("Inngest API Error: 400 Cannot process event payload");
    received.push(...events);
  };
  return { received, send };
}

const aClock = (aheadMs = 0) => new TestClock(new Date(Date.now() + aheadMs));
const unsent = async () => (await inSystemTransaction((db) => readOutboxLag(db, new Date()))).unsent;

async function emitting(...names: string[]) {
  const ctx = await aWorkspace();
  await inTransaction(ctx, (tx) => emit(tx, ...names.map((name) => ({ name, data: { name } }))));
  return ctx;
}

afterEach(async () => {
  setEmbeddedExecutor(null);
  await drainOutbox(aClock(10 * 365 * 86_400_000), aReceiver().send);
});

test("sends what was committed, oldest first, once, with the workspace and the trace", async () => {
  const { received, send } = aReceiver();
  const ctx = await emitting("post.scheduled", "post.published");
  expect(await drainOutbox(aClock(), send)).toBe(2);
  expect(received.map(({ name }) => name)).toEqual(["post.scheduled", "post.published"]);
  expect(received[0]?.data).toEqual({
    name: "post.scheduled",
    tenantId: ctx.tenantId,
    traceId: ctx.traceId,
  });
  expect(isId("outbox", received[0]?.id)).toBe(true);
  expect(await drainOutbox(aClock(), send)).toBe(0);
});

test("sends nothing of a transaction that was rolled back", async () => {
  const ctx = await aWorkspace();
  const failing = inTransaction(ctx, async (tx) => {
    await emit(tx, { name: "post.scheduled", data: {} });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await drainOutbox(aClock(), aReceiver().send)).toBe(0);
});

test("sends more than one batch", async () => {
  const { received, send } = aReceiver();
  await emitting(...Array.from({ length: 250 }, (_, index) => `event.${index}`));
  expect(await drainOutbox(aClock(), send)).toBe(250);
  expect(new Set(received.map(({ id }) => id)).size).toBe(250);
});

test("sends each row once when several processes drain", async () => {
  const { received, send } = aReceiver();
  await emitting(...Array.from({ length: 250 }, (_, index) => `event.${index}`));
  await Promise.all([drainOutbox(aClock(), send), drainOutbox(aClock(), send), drainOutbox(aClock(), send)]);
  expect(received).toHaveLength(250);
});

test("keeps everything when the service cannot be reached", async () => {
  await emitting("post.scheduled");
  const down: SendEvents = () => Promise.reject(new Error("fetch failed"));
  await expect(drainOutbox(aClock(), down)).rejects.toThrow("fetch failed");
  expect(await unsent()).toBe(1);
  expect(await drainOutbox(aClock(), aReceiver().send)).toBe(1);
});

test("a refused event holds up no other, and is tried ever more rarely, never dropped", async () => {
  const { received, send } = aReceiver(({ name }) => name === "bad");
  await emitting("one", "bad", "two");
  expect(await drainOutbox(aClock(), send)).toBe(2);
  expect(received.map(({ name }) => name)).toEqual(["one", "two"]);
  const attempts = async (aheadMs: number) => {
    let count = 0;
    await drainOutbox(aClock(aheadMs), (events) => {
      count += events.length;
      return send(events);
    });
    return count;
  };
  expect(await attempts(0)).toBe(0);
  expect(await attempts(3_000)).toBe(1);
  expect(await attempts(3_000)).toBe(0);
  expect(await attempts(5_000)).toBe(1);
  const accepting = aReceiver();
  expect(await drainOutbox(aClock(60_000), accepting.send)).toBe(1);
  expect(accepting.received[0]?.name).toBe("bad");
});

test("wakes during a drain make one more", async () => {
  let drains = 0;
  let release: () => void = () => undefined;
  const drainer = new OutboxDrainer(async () => {
    drains += 1;
    if (drains === 1) await new Promise<void>((resolve) => (release = resolve));
    return 0;
  });
  for (let wakes = 0; wakes < 50; wakes++) drainer.wake();
  release();
  await drainer.stop();
  expect(drains).toBeLessThanOrEqual(2);
});

test("a booted process drains after the commit", async () => {
  const bodies: Sent[] = [];
  let arrived: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  setEmbeddedExecutor({
    transport: async (_input, init) => {
      bodies.push(...(JSON.parse(String(init?.body)) as Sent[]));
      arrived();
      return Response.json({ ids: bodies.map(({ id }) => id), status: 200 });
    },
    stats: () => Promise.reject(new Error("not asked for")),
  });
  const events = bootEvents();
  await emitting("post.scheduled");
  await arrival;
  await events.stop();
  expect(bodies.map(({ name }) => name)).toEqual(["post.scheduled"]);
  expect(await unsent()).toBe(0);
});

test("retention deletes what was sent over thirty days ago, and never what was not", async () => {
  const dayMs = 86_400_000;
  await expireOutbox(aClock(365 * dayMs));
  await emitting("old");
  await drainOutbox(aClock(), aReceiver().send);
  await emitting("new");
  expect(await expireOutbox(aClock(29 * dayMs))).toBe(0);
  expect(await expireOutbox(aClock(31 * dayMs))).toBe(1);
  expect(await unsent()).toBe(1);
});
