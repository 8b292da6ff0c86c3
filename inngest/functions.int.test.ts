import { expect, test } from "vitest";
import { emit } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { bootEvents } from "@/platform/events";
import { inngest, inngestSigningKey, setEmbeddedExecutor } from "@/platform/inngest";
import { log } from "@/platform/log";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { functions } from "./index";
import { startLocalExecutor } from "./local/executor";
import { until } from "./local/testing";

useEnvironment();
const storage = useDatabase();

async function query<Row>(text: string): Promise<Row[]> {
  const connection = await storage.database.connect();
  try {
    return (await connection.query(text)).rows as Row[];
  } finally {
    connection.release();
  }
}

test("a process without an Inngest server carries the product's functions itself", async () => {
  const executor = await startLocalExecutor({
    connect: () => storage.database.connect(),
    functions,
    client: inngest,
    signingKey: inngestSigningKey(),
    attach: setEmbeddedExecutor,
    logger: log(),
  });
  const events = bootEvents();
  const crons = await query<{ functionId: string }>(
    'select function_id as "functionId" from inngest_local.cron',
  );
  expect(crons.map(({ functionId }) => functionId)).toContain("publify-system.sweep-outbox");
  const ctx = await aWorkspace();
  await inTransaction(ctx, (tx) => emit(tx, { name: "boot.tested", data: {} }));
  await until(
    async () => (await query("select 1 from inngest_local.event where name = 'boot.tested'")).length === 1,
  );
  expect((await executor.stats()).failedLastDay).toBe(0);
  await events.stop();
  await executor.stop();
  setEmbeddedExecutor(null);
});

test("every function has an id of the form domain.name", () => {
  for (const { opts } of functions) expect((opts as { id: string }).id).toMatch(/^[a-z]+\.[a-z-]+$/);
});
