import { serve } from "inngest/edge";
import { afterEach, expect, test } from "vitest";
import { useDatabase } from "@/testing/database";
import type { LocalExecutor } from "./executor";
import type { ExecutorOptions } from "./options";
import { aJournal, aLocalClient, keyOf, startExecutor, until } from "./testing";

const storage = useDatabase();
const running: LocalExecutor[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((executor) => executor.stop()));
});

const connect = () => storage.database.connect();
async function query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const connection = await connect();
  try {
    return (await connection.query(text, values)).rows as Row[];
  } finally {
    connection.release();
  }
}

/** An application of its own, whose functions say what they did in a journal. */
function anApp() {
  const app = aLocalClient();
  const start = async (options: Partial<ExecutorOptions> = {}) => {
    const executor = await startExecutor(connect, app, app.client.funcs, options);
    running.push(executor);
    return executor;
  };
  return { ...app, ...aJournal(app.client), start };
}

/** A promise that the test settles. */
function aGate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

const jobOf = (functionId: string) =>
  until(
    async () =>
      (
        await query<{ id: string }>(
          "select id from inngest_local.job where function_id = $1 and lease_owner is not null",
          [functionId],
        )
      )[0]?.id,
  );

test("several processes may boot at the same moment", async () => {
  await query("drop schema if exists inngest_local cascade");
  // Each of their sessions has looked for it in vain before.
  const sessions = await Promise.all([connect(), connect(), connect(), connect()]);
  for (const session of sessions) await session.query("select to_regnamespace('inngest_local')");
  for (const session of sessions) session.release();
  const app = anApp();
  await Promise.all([app.start(), app.start(), app.start(), app.start()]);
  expect(await query("select number from inngest_local.version")).toEqual([{ number: 1 }]);
});

test("a request without a signature is refused and executes nothing", async () => {
  const app = anApp();
  const secret = app.client.createFunction({ id: "secret", triggers: { event: "secret" } }, () => {
    app.report("secret", "ran");
  });
  const handler = serve({ client: app.client, functions: [secret] });
  const request = new Request(`http://executor.local/api/inngest?fnId=${app.client.id}-secret&stepId=step`, {
    method: "POST",
    headers: { host: "executor.local", "content-type": "application/json" },
    body: JSON.stringify({
      event: { name: "secret", data: {} },
      events: [],
      steps: {},
      ctx: { run_id: "r" },
    }),
  });
  expect((await handler(request)).status).toBe(401);
  expect(app.reported("secret")).toEqual([]);
});

test("the answer of a call whose lease went to somebody else is dropped", async () => {
  const app = anApp();
  const gate = aGate();
  app.client.createFunction({ id: "slow", triggers: { event: "slow" } }, async ({ event, step }) => {
    const turn = await step.run("work", async () => {
      const number = app.report(keyOf(event), "began");
      if (number === 1) await gate.passed;
      return number;
    });
    await step.run("after", () => app.report(keyOf(event), `after ${turn}`));
    return turn;
  });
  await app.start();
  const key = await app.send("slow");
  const job = await jobOf(`${app.client.id}-slow`);
  await app.untilReported(key);
  await query("update inngest_local.job set ready_at = now() - interval '1 second' where id = $1", [job]);
  expect(await app.untilReported(key, 3)).toEqual(["began", "began", "after 2"]);
  const done = async () =>
    (
      await query<{ output: unknown }>(
        "select output from inngest_local.run where id = $1 and status = 'completed'",
        [job],
      )
    )[0]?.output;
  expect(await until(done)).toEqual({ type: "data", data: 2 });
  gate.open();
  await running.splice(0)[0]?.stop();
  expect(app.reported(key)).toEqual(["began", "began", "after 2"]);
});

test("a step that ends its process each time fails its run instead of doing so for ever", async () => {
  const app = anApp();
  const gate = aGate();
  app.client.createFunction(
    {
      id: "poison",
      triggers: { event: "poison" },
      onFailure: ({ event, error }) => {
        app.report(keyOf(event.data.event), error.message);
      },
    },
    ({ step }) => step.run("die", () => gate.passed),
  );
  await app.start();
  const key = await app.send("poison");
  const job = await jobOf(`${app.client.id}-poison`);
  await query(
    "update inngest_local.job set ready_at = now() - interval '1 second', losses = 4 where id = $1",
    [job],
  );
  expect(await app.untilReported(key)).toEqual([
    "The process that ran this step vanished 5 times without an answer",
  ]);
  gate.open();
});

test("a job that outlived its run is discarded, not tried for ever", async () => {
  const app = anApp();
  app.client.createFunction({ id: "over", triggers: { event: "over" } }, ({ event }) => {
    app.report(keyOf(event), "ran");
  });
  await app.start();
  const key = await app.send("over");
  await app.untilReported(key);
  const functionId = `${app.client.id}-over`;
  const run = await until(
    async () =>
      (
        await query<{ id: string }>(
          "select id from inngest_local.run where function_id = $1 and ended_at is not null",
          [functionId],
        )
      )[0]?.id,
  );
  await query(
    "insert into inngest_local.job (id, run_id, function_id, ready_at) values ($1, $1, $2, now())",
    [run, functionId],
  );
  await until(
    async () => (await query("select 1 from inngest_local.job where run_id = $1", [run])).length === 0,
  );
  expect(app.reported(key)).toEqual(["ran"]);
});

test("a function that asks for what the executor cannot do is refused at the start", async () => {
  const app = anApp();
  app.client.createFunction(
    { id: "late", timeouts: { start: "1m" }, triggers: { event: "late" } },
    () => undefined,
  );
  await expect(app.start()).rejects.toThrow("timeouts.start");
});

test("a run that takes longer than its finish timeout is cancelled", async () => {
  const app = anApp();
  app.client.createFunction(
    { id: "lasting", timeouts: { finish: "1s" }, triggers: { event: "lasting" } },
    async ({ step }) => {
      await step.sleep("long", "1h");
    },
  );
  await app.start();
  await app.send("lasting");
  const status = async () =>
    (
      await query<{ status: string }>(
        "select status from inngest_local.run where function_id = $1 and ended_at is not null",
        [`${app.client.id}-lasting`],
      )
    )[0]?.status;
  expect(await until(status)).toBe("cancelled");
  expect(
    await query("select 1 from inngest_local.job where function_id = $1", [`${app.client.id}-lasting`]),
  ).toEqual([]);
});

test("stopping waits for calls in flight and hands the others over at once", async () => {
  const app = anApp();
  const gate = aGate();
  app.client.createFunction({ id: "long", triggers: { event: "long" } }, async ({ event, step }) => {
    await step.run("work", async () => {
      if (app.report(keyOf(event), "began") === 1) await gate.passed;
    });
  });
  const first = await app.start({ leaseMs: 600_000, graceMs: 50 });
  const key = await app.send("long");
  await app.untilReported(key);
  await first.stop();
  await app.start({ leaseMs: 600_000 });
  await app.untilReported(key, 2);
  gate.open();
});

test("occurrences of a schedule that were missed count as one", async () => {
  const app = anApp();
  app.client.createFunction({ id: "hourly", triggers: { cron: "TZ=Europe/Paris 0 * * * *" } }, () => {
    app.report("hourly", "ran");
  });
  const first = await app.start();
  await first.stop();
  const functionId = `${app.client.id}-hourly`;
  await query("update inngest_local.cron set next_at = now() - interval '5 hours' where function_id = $1", [
    functionId,
  ]);
  await app.start();
  await app.untilReported("hourly");
  const next = async () =>
    (
      await query<{ at: Date }>(
        "select next_at as at from inngest_local.cron where function_id = $1 and next_at > now()",
        [functionId],
      )
    )[0]?.at;
  expect((await until(next)).getUTCMinutes()).toBe(0);
  const runs = await query("select 1 from inngest_local.run where function_id = $1", [functionId]);
  expect(runs).toHaveLength(1);
});

test("what a function no longer declares is not scheduled any more", async () => {
  const app = anApp();
  app.client.createFunction({ id: "tick", triggers: { cron: "0 0 1 1 *" } }, () => undefined);
  await (await app.start()).stop();
  const later = aLocalClient(app.client.id);
  later.client.createFunction({ id: "tick", triggers: { cron: "0 0 2 1 *" } }, () => undefined);
  running.push(await startExecutor(connect, later, later.client.funcs));
  const rows = await query("select expression from inngest_local.cron where function_id = $1", [
    `${app.client.id}-tick`,
  ]);
  expect(rows).toEqual([{ expression: "0 0 2 1 *" }]);
});

test("retention deletes what ended long ago, and nothing else", async () => {
  const app = anApp();
  app.client.createFunction({ id: "brief", triggers: { event: "brief" } }, async ({ event, step }) => {
    await step.run("work", () => app.report(keyOf(event), "ran"));
    if (event.data.stay) await step.sleep("stay", "1h");
  });
  const executor = await app.start();
  const [old, young, active] = [
    await app.send("brief"),
    await app.send("brief"),
    await app.send("brief", { stay: true }),
  ];
  const ended = (key: string) =>
    until(async () => {
      const rows = await query<{ id: string }>(
        "select id from inngest_local.run where ended_at is not null and events -> 0 -> 'data' ->> 'key' = $1",
        [key],
      );
      return rows[0]?.id;
    });
  const [oldRun, youngRun] = [await ended(old), await ended(young)];
  await app.untilReported(active);
  await query("update inngest_local.run set ended_at = now() - interval '8 days' where id = $1", [oldRun]);
  await query("update inngest_local.run set created_at = now() - interval '8 days'");
  await executor.sweep();
  const left = await query<{ id: string; status: string }>(
    "select id, status from inngest_local.run where function_id = $1",
    [`${app.client.id}-brief`],
  );
  expect(left.map(({ id }) => id)).not.toContain(oldRun);
  expect(left.map(({ id }) => id)).toContain(youngRun);
  expect(left.map(({ status }) => status).sort()).toEqual(["active", "completed"]);
  expect(await query("select 1 from inngest_local.step where run_id = $1", [oldRun])).toEqual([]);
});

test("texts with a NUL character pass through events, steps and results", async () => {
  const app = anApp();
  app.client.createFunction({ id: "nul", triggers: { event: "nul" } }, async ({ event, step }) => {
    const text = await step.run("echo", () => event.data.text as string);
    await step.sleep("nap", "1s");
    app.report(keyOf(event), text);
    return text;
  });
  await app.start();
  const key = await app.send("nul", { text: "a\u0000b\ud800" });
  expect(await app.untilReported(key)).toEqual(["a\u0000b\ud800"]);
});

test("a wait that nobody ends costs other waits on the same event nothing", async () => {
  const app = anApp();
  app.client.createFunction({ id: "many", triggers: { event: "many" } }, async ({ event, step }) => {
    const answer = await step.waitForEvent("answer", {
      event: "many.answer",
      match: "data.key",
      timeout: "1h",
    });
    app.report(keyOf(event), answer?.name);
  });
  const executor = await app.start();
  const keys = Array.from({ length: 200 }, () => app.newKey());
  await app.client.send(keys.map((key) => ({ name: "many", data: { key } })));
  const waiting = async () =>
    (await query("select 1 from inngest_local.pause where event_name = 'many.answer'")).length === 200;
  await until(waiting);
  expect((await executor.stats()).waiting).toBeGreaterThanOrEqual(200);
  const chosen = keys[77] ?? "";
  await app.client.send({ name: "many.answer", data: { key: chosen } });
  expect(await app.untilReported(chosen)).toEqual(["many.answer"]);
  expect(await query("select 1 from inngest_local.pause where event_name = 'many.answer'")).toHaveLength(199);
});

test("a sleep ends within milliseconds of its instant, and never before", async () => {
  const app = anApp();
  app.client.createFunction({ id: "exact", triggers: { event: "exact" } }, async ({ event, step }) => {
    await step.sleepUntil("instant", new Date(event.data.at as string));
    app.report(keyOf(event), Date.now() - new Date(event.data.at as string).getTime());
  });
  await app.start();
  const from = Date.now() + 1_000;
  const instants = Array.from({ length: 30 }, (_, index) => new Date(from + index * 50).toISOString());
  const keys = await Promise.all(instants.map((at) => app.send("exact", { at })));
  const lateness = (await Promise.all(keys.map((key) => app.untilReported(key)))).map(
    ([late]) => late as number,
  );
  lateness.sort((left, right) => left - right);
  process.stdout.write(`lateness of sleepUntil: p50 ${lateness[15]} ms, worst ${lateness.at(-1)} ms\n`);
  expect(lateness[0]).toBeGreaterThanOrEqual(0);
  expect(lateness[15]).toBeLessThan(1_000);
});
