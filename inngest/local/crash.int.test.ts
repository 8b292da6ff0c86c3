import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { useDatabase } from "@/testing/database";
import { until } from "./testing";

const storage = useDatabase();

interface Mark {
  what: string;
  pid: number;
  at: Date;
}

async function query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const connection = await storage.database.connect();
  try {
    return (await connection.query(text, values)).rows as Row[];
  } finally {
    connection.release();
  }
}
const marksOf = (key: string) =>
  query<Mark>("select what, pid, at from mark where key = $1 order by id", [key]);
const whatOf = async (key: string) => (await marksOf(key)).map(({ what }) => what);

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
beforeAll(() =>
  query(
    "create table mark (id bigint generated always as identity, key text, what text, pid int, at timestamptz)",
  ),
);

interface Child {
  pid: number | undefined;
  send(name: string, data: Record<string, unknown>): void;
  sendMany(events: object[]): void;
  kill(): Promise<void>;
}

/** A process of the application, ready for events. */
async function aChild({ listen = false } = {}): Promise<Child> {
  const script = join(import.meta.dirname, "testing-child.ts");
  const args = ["--import", "tsx", script, storage.url, ...(listen ? [storage.url] : [])];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`The child ended with ${code}`)));
  });
  const sendMany = (events: object[]) => child.stdin?.write(`${JSON.stringify(events)}\n`);
  return {
    pid: child.pid,
    sendMany,
    send: (name, data) => sendMany([{ name, data }]),
    kill: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

const isAsleep = (functionId: string) => async () =>
  (
    await query(
      "select 1 from inngest_local.run where function_id = $1 and ended_at is null and cardinality(pending) = 1",
      [functionId],
    )
  ).length === 1;

test("a run whose process is killed during a sleep goes on elsewhere, and no step runs twice", async () => {
  const first = await aChild();
  first.send("nap", { key: "nap" });
  await until(isAsleep("crash-nap"));
  await first.kill();
  await aChild();
  await until(async () => (await whatOf("nap")).includes("after"));
  const [before, after] = await marksOf("nap");
  expect(await whatOf("nap")).toEqual(["before", "after"]);
  expect((after?.at.getTime() ?? 0) - (before?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test("a step whose process is killed runs again after its lease, and the steps before it do not", async () => {
  const [first, second] = [await aChild(), await aChild()];
  first.send("work", { key: "work" });
  await until(async () => (await whatOf("work")).includes("began"));
  const holder = (await marksOf("work")).at(-1)?.pid;
  await (holder === first.pid ? first : second).kill();
  await until(async () => (await whatOf("work")).includes("after"));
  expect(await whatOf("work")).toEqual(["before", "began", "began", "after"]);
  expect((await marksOf("work")).at(-1)?.pid).not.toBe(holder);
});

test("two processes hold one concurrency limit between them", async () => {
  const [first] = [await aChild(), await aChild()];
  first.sendMany(
    Array.from({ length: 30 }, (_, number) => ({ name: "narrow", data: { key: "narrow", number } })),
  );
  await until(async () => (await whatOf("narrow")).length === 60);
  let [inside, most] = [0, 0];
  for (const what of await whatOf("narrow")) {
    inside += what === "enter" ? 1 : -1;
    most = Math.max(most, inside);
  }
  expect(most).toBe(2);
});

test.each([{ listen: false }, { listen: true }])(
  "two processes share the work and do none of it twice (listening: $listen)",
  async ({ listen }) => {
    const key = `shared-${listen}`;
    const [first, second] = [await aChild({ listen }), await aChild({ listen })];
    first.sendMany(Array.from({ length: 300 }, (_, number) => ({ name: "shared", data: { key, number } })));
    await until(async () => (await whatOf(key)).length >= 300);
    expect(new Set(await whatOf(key)).size).toBe(300);
    expect(await whatOf(key)).toHaveLength(300);
    expect(new Set((await marksOf(key)).map(({ pid }) => pid))).toEqual(new Set([first.pid, second.pid]));
  },
);
