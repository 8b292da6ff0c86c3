import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "@/testing/database";
import { aJournal, contractServer, keyOf, until } from "./testing";

const server = contractServer();
const { client } = server;
const storage = useDatabase();
const { report, reported, untilReported, send } = aJournal(client);

client.createFunction({ id: "waiter", triggers: { event: "waiter" } }, async ({ event, step }) => {
  await step.run("ready", () => report(keyOf(event), "ready"));
  const answer = await step.waitForEvent("answer", { event: "answer", match: "data.key", timeout: "1h" });
  await step.run("end", () => report(keyOf(event), answer?.data.text ?? null));
});

client.createFunction({ id: "choosy", triggers: { event: "choosy" } }, async ({ event, step }) => {
  await step.run("ready", () => report(keyOf(event), "ready"));
  const answer = await step.waitForEvent("answer", {
    event: "answer",
    if: "event.data.key == async.data.key && async.data.score > 5",
    timeout: "1h",
  });
  await step.run("end", () => report(keyOf(event), answer?.data.score));
});

client.createFunction({ id: "impatient", triggers: { event: "impatient" } }, async ({ event, step }) => {
  const answer = await step.waitForEvent("answer", { event: "nobody", timeout: "1s" });
  await step.run("end", () => report(keyOf(event), answer));
});

const double = client.createFunction(
  { id: "double", retries: 0, triggers: { event: "double" } },
  async ({ event, step }) => {
    const number = await step.run("read", () => (event.data as { number: number }).number);
    if (number < 0) throw new Error("negative");
    return number * 2;
  },
);

const endless = client.createFunction({ id: "endless", triggers: { event: "endless" } }, async ({ step }) => {
  await step.sleep("long", "1h");
});

client.createFunction({ id: "caller", triggers: { event: "caller" } }, async ({ event, step }) => {
  const value = await step.invoke("ask", { function: double, data: { number: event.data.number } }).then(
    (result) => result,
    (error: Error) => error.message,
  );
  await step.run("end", () => report(keyOf(event), value));
});

client.createFunction({ id: "hurried", triggers: { event: "hurried" } }, async ({ event, step }) => {
  const value = await step.invoke("ask", { function: endless, data: {}, timeout: "1s" }).then(
    () => "answered",
    () => "timed out",
  );
  await step.run("end", () => report(keyOf(event), value));
});

client.createFunction({ id: "signalled", triggers: { event: "signalled" } }, async ({ event, step }) => {
  await step.run("ready", () => report(keyOf(event), "ready"));
  const signal = await step.waitForSignal("go", {
    signal: `go-${keyOf(event)}`,
    timeout: "1h",
    onConflict: "fail",
  });
  await step.run("end", () => report(keyOf(event), signal?.data));
});

client.createFunction(
  {
    id: "revocable",
    triggers: { event: "revocable" },
    cancelOn: [{ event: "revoke", match: "data.key" }],
  },
  async ({ event, step }) => {
    await step.run("start", () => report(keyOf(event), "started"));
    await step.waitForEvent("finish", { event: "finish", match: "data.key", timeout: "1h" });
    await step.run("end", () => report(keyOf(event), "ended"));
  },
);
client.createFunction(
  { id: "watcher", triggers: { event: "inngest/function.cancelled" } },
  async ({ event }) => {
    report(keyOf(event.data.event), "cancelled");
  },
);

beforeAll(() => server.start(() => storage.database.connect()));
afterAll(() => server.stop());

describe("a wait for an event", () => {
  test("ends with the event that matches, and with no other", async () => {
    const [key, other] = [await send("waiter"), await send("waiter")];
    await Promise.all([untilReported(key), untilReported(other)]);
    // A run may begin to wait a moment after its last step; like any sender, repeat until somebody hears.
    await until(async () => {
      await client.send({ name: "answer", data: { key, text: "yes" } });
      return reported(key).length > 1;
    });
    expect(reported(key)).toEqual(["ready", "yes"]);
    expect(reported(other)).toEqual(["ready"]);
  });

  test("weighs the condition on both events", async () => {
    const key = await send("choosy");
    await untilReported(key);
    await until(async () => {
      await client.send([
        { name: "answer", data: { key, score: 3 } },
        { name: "answer", data: { key: "other", score: 8 } },
        { name: "answer", data: { key, score: 7 } },
      ]);
      return reported(key).length > 1;
    });
    expect(reported(key)).toEqual(["ready", 7]);
  });

  test("ends with null when nothing came in time", async () => {
    const key = await send("impatient");
    expect(await untilReported(key)).toEqual([null]);
  });

  test("for a signal ends with what was sent", async () => {
    const key = await send("signalled");
    await untilReported(key);
    await until(async () => {
      const heard = await client.sendSignal({ signal: `go-${key}`, data: { now: true } });
      return heard?.runId !== undefined;
    });
    expect(await untilReported(key, 2)).toEqual(["ready", { now: true }]);
  });
});

describe("an invoked function", () => {
  test("gives its result to the caller", async () => {
    const key = await send("caller", { number: 21 });
    expect(await untilReported(key)).toEqual([42]);
  });

  test("gives its failure to the caller", async () => {
    const key = await send("caller", { number: -1 });
    expect(await untilReported(key)).toEqual(["negative"]);
  });

  test("is not waited for beyond the timeout", async () => {
    const key = await send("hurried");
    expect(await untilReported(key)).toEqual(["timed out"]);
  });
});

describe("cancelling", () => {
  test("ends the runs that match, and says so", async () => {
    const [key, other] = [await send("revocable"), await send("revocable")];
    await Promise.all([untilReported(key), untilReported(other)]);
    await client.send({ name: "revoke", data: { key } });
    expect(await untilReported(key, 2)).toEqual(["started", "cancelled"]);
    await until(async () => {
      await client.send([
        { name: "finish", data: { key } },
        { name: "finish", data: { key: other } },
      ]);
      return reported(other).length > 1;
    });
    expect(reported(other)).toEqual(["started", "ended"]);
    expect(reported(key)).toEqual(["started", "cancelled"]);
  });
});
