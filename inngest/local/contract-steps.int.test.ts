import { NonRetriableError, RetryAfterError } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "@/testing/database";
import { aJournal, contractServer, keyOf } from "./testing";

const server = contractServer();
const { client } = server;
const storage = useDatabase();

const { report, reported, untilReported, send } = aJournal(client);

client.createFunction({ id: "chain", triggers: { event: "chain" } }, async ({ event, step }) => {
  const key = keyOf(event);
  const one = await step.run("one", () => report(key, "one"));
  await step.sleep("nap", "1s");
  const two = await step.run("two", () => report(key, "two") + one);
  await step.run("three", () => report(key, two));
  return two;
});

client.createFunction({ id: "loop", triggers: { event: "loop" } }, async ({ event, step }) => {
  for (let round = 0; round < 5; round++) await step.run("again", () => report(keyOf(event), round));
});

client.createFunction({ id: "until", triggers: { event: "until" } }, async ({ event, step }) => {
  await step.sleepUntil("instant", new Date(event.data.at as string));
  report(keyOf(event), Date.now());
});

client.createFunction({ id: "parallel", triggers: { event: "parallel" } }, async ({ event, step }) => {
  const key = keyOf(event);
  const run = (name: string) => step.run(name, () => (report(key, name), name.toUpperCase()));
  const values = await Promise.all([
    run("a"),
    run("b"),
    step.sleep("c", "1s"),
    run("d").then(() => run("e")),
  ]);
  await step.run("end", () => report(key, values));
});

client.createFunction({ id: "race", triggers: { event: "race" } }, async ({ event, step, group }) => {
  const winner = await group.parallel({ mode: "race" }, () =>
    Promise.race([step.run("quick", () => "quick"), step.sleep("slow", "1h").then(() => "slow")]),
  );
  await step.run("end", () => report(keyOf(event), winner));
});

client.createFunction({ id: "sender", triggers: { event: "sender" } }, async ({ event, step }) => {
  const sent = await step.sendEvent("tell", [
    { name: "receiver", data: { key: keyOf(event) } },
    { name: "receiver", data: { key: keyOf(event) } },
  ]);
  report(keyOf(event), sent.ids.length);
});
client.createFunction({ id: "receiver", triggers: { event: "receiver" } }, async ({ event }) => {
  report(keyOf(event), "received");
});

client.createFunction(
  { id: "flaky", retries: 3, triggers: { event: "flaky" } },
  async ({ event, step, attempt }) => {
    await step.run("sure", () => report(keyOf(event), "sure"));
    await step.run("unsure", () => {
      report(keyOf(event), attempt);
      if (reported(keyOf(event)).length < 4) throw new RetryAfterError("not yet", "1s");
    });
    report(keyOf(event), "done");
  },
);

client.createFunction(
  { id: "patient", retries: 1, triggers: { event: "patient" } },
  async ({ event, attempt }) => {
    report(keyOf(event), Date.now());
    if (attempt === 0) throw new RetryAfterError("later", new Date(Date.now() + 2_000));
  },
);

client.createFunction(
  {
    id: "hopeless",
    retries: 3,
    triggers: { event: "hopeless" },
    onFailure: async ({ event, error }) => {
      report(keyOf(event.data.event), { failed: event.data.function_id, error: error.message });
    },
  },
  async ({ event, step }) => {
    await step.run("fail", () => {
      report(keyOf(event), "tried");
      throw new NonRetriableError("never");
    });
  },
);

client.createFunction(
  {
    id: "exhausted",
    retries: 1,
    triggers: { event: "exhausted" },
    onFailure: async ({ event, error }) => {
      report(keyOf(event.data.event), error.message);
    },
  },
  async ({ event, attempt }) => {
    report(keyOf(event), attempt);
    throw new RetryAfterError("again", "1s");
  },
);

client.createFunction(
  { id: "catcher", retries: 0, triggers: { event: "catcher" } },
  async ({ event, step }) => {
    const caught = await step
      .run("fail", () => {
        throw new NonRetriableError("known");
      })
      .catch((error: Error) => error.message);
    await step.run("after", () => report(keyOf(event), caught));
  },
);

beforeAll(() => server.start(() => storage.database.connect()));
afterAll(() => server.stop());

describe("steps", () => {
  test("run in order, once each, across a sleep", async () => {
    const key = await send("chain");
    expect(await untilReported(key, 3)).toEqual(["one", "two", 3]);
  });

  test("with the same name in a loop are different steps", async () => {
    const key = await send("loop");
    expect(await untilReported(key, 5)).toEqual([0, 1, 2, 3, 4]);
  });

  test("sleep until an instant, and never less", async () => {
    const at = Date.now() + 1_500;
    const key = await send("until", { at: new Date(at).toISOString() });
    const [woke] = await untilReported(key);
    expect(woke).toBeGreaterThanOrEqual(at);
    expect((woke as number) - at).toBeLessThan(10_000);
  });

  test("do not wait for an instant that has passed", async () => {
    const key = await send("until", { at: "2020-01-01T00:00:00.000Z" });
    await untilReported(key);
  });

  test("run side by side, and the function goes on when all of them ended", async () => {
    const key = await send("parallel");
    const seen = await untilReported(key, 5);
    expect(new Set(seen.slice(0, 4))).toEqual(new Set(["a", "b", "d", "e"]));
    expect(seen[4]).toEqual(["A", "B", null, "E"]);
  });

  test("race, and the function goes on when one of them ended", async () => {
    const key = await send("race");
    expect(await untilReported(key)).toEqual(["quick"]);
  });

  test("send events that start other functions", async () => {
    const key = await send("sender");
    const seen = await untilReported(key, 3);
    expect(seen.filter((value) => value === "received")).toHaveLength(2);
    expect(seen).toContain(2);
  });
});

describe("failures", () => {
  test("repeat the step that failed, not the ones before it", async () => {
    const key = await send("flaky");
    expect(await untilReported(key, 5)).toEqual(["sure", 0, 1, 2, "done"]);
  });

  test("are tried again when the function asked for it", async () => {
    const key = await send("patient");
    const [first, second] = (await untilReported(key, 2)) as number[];
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1_999);
  });

  test("that cannot be retried fail the run at once and call onFailure", async () => {
    const key = await send("hopeless");
    expect(await untilReported(key, 2)).toEqual([
      "tried",
      { failed: `${client.id}-hopeless`, error: "never" },
    ]);
  });

  test("fail the run when its tries are used up", async () => {
    const key = await send("exhausted");
    expect(await untilReported(key, 3)).toEqual([0, 1, "again"]);
  });

  test("of a step can be caught by the function", async () => {
    const key = await send("catcher");
    expect(await untilReported(key)).toEqual(["known"]);
  });
});
