import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "@/testing/database";
import { aJournal, contractServer, keyOf, until } from "./testing";

const server = contractServer();
const { client } = server;
const storage = useDatabase();
const { report, reported, untilReported, send, newKey } = aJournal(client);

client.createFunction({ id: "plain", triggers: { event: "plain" } }, async ({ event }) => {
  report(keyOf(event), event.id);
});

client.createFunction(
  { id: "big", triggers: [{ event: "sized", if: "event.data.size > 10" }] },
  async ({ event }) => {
    report(keyOf(event), "big");
  },
);
client.createFunction(
  { id: "any", triggers: [{ event: "sized" }, { event: "unsized" }] },
  async ({ event }) => {
    report(keyOf(event), event.name);
  },
);

const inside = new Map<string, { now: number; most: number }>();
client.createFunction(
  { id: "narrow", concurrency: { limit: 2, key: "event.data.channel" }, triggers: { event: "narrow" } },
  async ({ event, step }) => {
    await step.run("work", async () => {
      const channel = event.data.channel as string;
      const gate = inside.get(channel) ?? { now: 0, most: 0 };
      inside.set(channel, gate);
      gate.now += 1;
      gate.most = Math.max(gate.most, gate.now);
      await new Promise((resolve) => setTimeout(resolve, 40));
      gate.now -= 1;
      report(keyOf(event), channel);
    });
  },
);

client.createFunction(
  { id: "even", throttle: { limit: 5, period: "1s", key: "event.data.key" }, triggers: { event: "even" } },
  async ({ event }) => {
    report(keyOf(event), Date.now());
  },
);

client.createFunction(
  {
    id: "capped",
    rateLimit: { limit: 2, period: "1h", key: "event.data.key" },
    triggers: { event: "capped" },
  },
  async ({ event }) => {
    report(keyOf(event), event.data.number);
  },
);

client.createFunction(
  { id: "settled", debounce: { period: "1s", key: "event.data.key" }, triggers: { event: "settled" } },
  async ({ event }) => {
    report(keyOf(event), event.data.number);
  },
);

client.createFunction(
  { id: "once", idempotency: "event.data.key", triggers: { event: "once" } },
  async ({ event }) => {
    report(keyOf(event), event.data.number);
  },
);

client.createFunction(
  {
    id: "batch",
    batchEvents: { maxSize: 4, timeout: "2s", key: "event.data.key" },
    triggers: { event: "batch" },
  },
  async ({ event, events }) => {
    report(
      keyOf(event),
      events.map(({ data }) => (data as { number: number }).number),
    );
  },
);

client.createFunction(
  { id: "alone", singleton: { mode: "skip", key: "event.data.key" }, triggers: { event: "alone" } },
  async ({ event, step }) => {
    await step.run("start", () => report(keyOf(event), event.data.number));
    await step.sleep("stay", "2s");
  },
);

client.createFunction({ id: "clock", triggers: { cron: "* * * * * *" } }, async ({ event }) => {
  report("clock", event.name);
});

beforeAll(() => server.start(() => storage.database.connect()));
afterAll(() => server.stop());

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const sendMany = async (name: string, count: number) => {
  const key = newKey();
  await client.send(numbers(count).map((number) => ({ name, data: { key, number } })));
  return key;
};

describe("an event", () => {
  test("starts the functions that ask for it", async () => {
    const key = await send("unsized");
    expect(await untilReported(key)).toEqual(["unsized"]);
  });

  test("starts a conditional function only when the condition holds", async () => {
    const [small, large] = [await send("sized", { size: 3 }), await send("sized", { size: 30 })];
    expect(new Set(await untilReported(large, 2))).toEqual(new Set(["big", "sized"]));
    expect(await untilReported(small)).toEqual(["sized"]);
  });

  test("without the field that a condition speaks of does not start the function", async () => {
    const [key, later] = [await send("sized"), await send("sized", { size: 30 })];
    await untilReported(later, 2);
    expect(await untilReported(key)).toEqual(["sized"]);
  });

  test("with an id that was seen starts nothing again", async () => {
    const [key, marker] = [newKey(), newKey()];
    const event = { id: `id-${key}`, name: "plain", data: { key } };
    await client.send(event);
    await untilReported(key);
    await client.send([event, event]);
    await client.send({ name: "plain", data: { key: marker } });
    await untilReported(marker);
    expect(reported(key)).toEqual([`id-${key}`]);
  });

  test("can be one of many in a call", async () => {
    const key = await sendMany("plain", 50);
    expect(new Set(await untilReported(key, 50)).size).toBe(50);
  });
});

describe("flow control", () => {
  test("holds concurrency to the limit of each key", async () => {
    const key = newKey();
    await client.send(
      numbers(12).map((number) => ({ name: "narrow", data: { key, channel: number % 2 ? "a" : "b" } })),
    );
    await untilReported(key, 12);
    expect(inside.get("a")?.most).toBe(2);
    expect(inside.get("b")?.most).toBe(2);
  });

  test("throttles starts and loses none", async () => {
    const sentAt = Date.now();
    const key = await sendMany("even", 6);
    const starts = (await untilReported(key, 6)) as number[];
    // A busy machine may start late, never early: the sixth start is not before its place in the flow.
    expect(Math.max(...starts) - sentAt).toBeGreaterThanOrEqual(900);
  });

  test("drops what exceeds a rate limit", async () => {
    const key = await sendMany("capped", 5);
    await untilReported(key, 2);
    const other = await sendMany("capped", 1);
    await untilReported(other);
    expect(reported(key)).toHaveLength(2);
  });

  test("debounces to the last event", async () => {
    const key = await sendMany("settled", 5);
    expect(await untilReported(key)).toEqual([4]);
  });

  test("runs once for an idempotency key", async () => {
    const key = await sendMany("once", 3);
    await client.send({ name: "once", data: { key, number: 9 } });
    const other = await sendMany("once", 1);
    await untilReported(other);
    expect(await untilReported(key)).toHaveLength(1);
  });

  test("gathers a batch until it is full, and the rest until the timeout", async () => {
    const key = await sendMany("batch", 6);
    expect(await untilReported(key, 2)).toEqual([
      [0, 1, 2, 3],
      [4, 5],
    ]);
  });

  test("skips a second run of a singleton", async () => {
    const key = await send("alone", { number: 1 });
    await untilReported(key);
    await client.send({ name: "alone", data: { key, number: 2 } });
    const other = await send("alone", { number: 3 });
    await untilReported(other);
    expect(reported(key)).toEqual([1]);
  });
});

describe("a schedule", () => {
  test("starts its function at each occurrence", async () => {
    const ticks = await until(() => reported("clock").length >= 3 && reported("clock"));
    expect(ticks[0]).toBe("inngest/scheduled.timer");
  });
});
