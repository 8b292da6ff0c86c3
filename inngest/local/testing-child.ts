import { createInterface } from "node:readline";
import pg from "pg";
import type { Connection } from "@/db/client";
import { aLocalClient, keyOf, startExecutor } from "./testing";

/**
 * One process of an application for the crash tests. Each line on its input is an event to send.
 * What its functions do is written to the table `mark`, which outlives it.
 */
const [url = "", listenUrl] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 8 });
const mark = (key: string, what: string) =>
  pool.query("insert into mark (key, what, pid, at) values ($1, $2, $3, clock_timestamp())", [
    key,
    what,
    process.pid,
  ]);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isFirst = async (key: string, what: string): Promise<boolean> =>
  (await pool.query("select 1 from mark where key = $1 and what = $2", [key, what])).rowCount === 0;

const app = aLocalClient("crash");
const { client } = app;

client.createFunction({ id: "nap", triggers: { event: "nap" } }, async ({ event, step }) => {
  await step.run("before", () => mark(keyOf(event), "before").then(() => null));
  await step.sleep("nap", "2s");
  await step.run("after", () => mark(keyOf(event), "after").then(() => null));
});

client.createFunction({ id: "work", retries: 0, triggers: { event: "work" } }, async ({ event, step }) => {
  await step.run("before", () => mark(keyOf(event), "before").then(() => null));
  await step.run("work", async () => {
    const first = await isFirst(keyOf(event), "began");
    await mark(keyOf(event), "began");
    if (first) await pause(600_000);
  });
  await step.run("after", () => mark(keyOf(event), "after").then(() => null));
});

client.createFunction(
  { id: "narrow", concurrency: { limit: 2, key: "event.data.key" }, triggers: { event: "narrow" } },
  async ({ event, step }) => {
    await step.run("work", async () => {
      await mark(keyOf(event), "enter");
      await pause(20);
      await mark(keyOf(event), "leave");
    });
  },
);

client.createFunction({ id: "shared", triggers: { event: "shared" } }, async ({ event, step }) => {
  await step.run("work", async () => {
    await pause(20);
    await mark(keyOf(event), String(event.data.number));
  });
});

await startExecutor(() => pool.connect() as Promise<Connection>, app, client.funcs, {
  leaseMs: 1_500,
  concurrency: 4,
  listenUrl,
});
createInterface({ input: process.stdin }).on("line", (line) => void client.send(JSON.parse(line)));
process.stdout.write("ready\n");
