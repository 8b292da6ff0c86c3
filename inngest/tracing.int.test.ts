import { expect, test } from "vitest";
import { inngest, inngestSigningKey, setEmbeddedExecutor } from "@/platform/inngest";
import { log } from "@/platform/log";
import { currentTraceId } from "@/platform/trace";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { useTracer } from "@/testing/tracer";
import { startLocalExecutor } from "./local/executor";
import { until } from "./local/testing";

useEnvironment();
const storage = useDatabase();
const spans = useTracer();

test("a durable run is a span in the trace of the event that caused it, or in one of its own", async () => {
  const inside: (string | undefined)[] = [];
  const traced = inngest.createFunction(
    { id: "test.traced", retries: 0, triggers: [{ event: "test.traced" }] },
    ({ step }) => step.run("look", () => void inside.push(currentTraceId())),
  );
  const executor = await startLocalExecutor({
    connect: () => storage.database.connect(),
    functions: [traced],
    client: inngest,
    signingKey: inngestSigningKey(),
    attach: setEmbeddedExecutor,
    logger: log(),
  });
  const traceId = "d".repeat(32);
  await inngest.send({ name: "test.traced", data: { traceId, tenantId: "ws_1" } });
  await until(() => inside.length === 1);
  await inngest.send({ name: "test.traced", data: {} });
  await until(() => inside.length === 2);
  await executor.stop();
  setEmbeddedExecutor(null);

  const runs = spans.filter(({ name }) => name === "run test.traced");
  expect(runs[0]).toMatchObject({ traceId, attributes: { "publify.workspace": "ws_1" }, failed: null });
  expect(inside[0]).toBe(traceId);
  expect(inside[1]).toMatch(/^[0-9a-f]{32}$/);
  expect(runs.map((run) => run.traceId)).toContain(inside[1]);
});
