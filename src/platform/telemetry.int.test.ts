import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { createHttpClient } from "./http";
import { createLogger } from "./log";
import { type TelemetryOptions, startTelemetry } from "./telemetry";
import { currentTraceId, noteSpan, span, traceRequest, withTrace } from "./trace";

const value = z.object({ stringValue: z.string().optional(), intValue: z.number().optional() });
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value })) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              attributes: z.array(z.object({ key: z.string(), value })),
              status: z.object({ code: z.number() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Handle = (req: IncomingMessage, res: ServerResponse) => void;

async function listen(handle: Handle): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A collector that keeps what it is sent. */
async function aCollector() {
  const batches: { path: string; body: string }[] = [];
  const endpoint = await listen((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      batches.push({ path: req.url ?? "", body: Buffer.concat(chunks).toString() });
      res.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  const spans = () =>
    batches.flatMap(({ body }) =>
      exported.parse(JSON.parse(body)).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) =>
          scope.spans.map(({ attributes, ...one }) => ({
            ...one,
            attributes: Object.fromEntries(
              attributes.map((a) => [a.key, a.value.stringValue ?? a.value.intValue]),
            ),
          })),
        ),
      ),
    );
  return { endpoint, batches, spans };
}

function start(endpoint: string, more: Partial<TelemetryOptions> = {}) {
  const logger = { warn: vi.fn<(...told: unknown[]) => void>(), info: vi.fn<(...told: unknown[]) => void>() };
  const telemetry = startTelemetry({ endpoint, ratio: 1, logger, delayMs: 10, timeoutMs: 2_000, ...more });
  closers.push(telemetry.stop);
  return { ...telemetry, logger };
}

const http = createHttpClient({ allowPrivate: () => true });
const incoming = (traceparent?: string) =>
  new Request("https://publify.test/api/thing?secret=canary", {
    headers: traceparent ? { traceparent } : {},
  });
const ok = async () => new Response("ok");

test("a request, the procedure in it and its call to a server are one trace, under the caller's span", async () => {
  const collector = await aCollector();
  const { stop } = start(collector.endpoint);
  let heard: string | undefined;
  const target = await listen((req, res) => {
    heard = req.headers.traceparent as string;
    res.writeHead(404).end();
  });
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  await traceRequest(incoming(`00-${traceId}-00f067aa0ba902b7-01`), "/api/thing", () =>
    span("thing.read", {}, async () => {
      noteSpan({ "publify.workspace": "ws_1" });
      await http.send({ url: `${target}/botCANARY/send?key=canary` });
      return new Response(null, { status: 200 });
    }),
  );
  await stop();

  const [call, procedure, request] = collector.spans();
  expect(collector.batches[0]?.path).toBe("/v1/traces");
  expect(request).toMatchObject({
    traceId,
    parentSpanId: "00f067aa0ba902b7",
    name: "GET /api/thing",
    kind: 2,
  });
  expect(request?.attributes).toMatchObject({ "http.route": "/api/thing", "http.response.status_code": 200 });
  expect(procedure).toMatchObject({ traceId, parentSpanId: request?.spanId, name: "thing.read" });
  expect(procedure?.attributes).toEqual({ "publify.workspace": "ws_1" });
  expect(call).toMatchObject({ traceId, parentSpanId: procedure?.spanId, kind: 3, status: { code: 2 } });
  expect(call?.attributes).toMatchObject({ "http.response.status_code": 404, "error.type": "404" });
  expect(heard).toBe(`00-${traceId}-${call?.spanId}-01`);
  expect(JSON.stringify(collector.batches).toLowerCase()).not.toContain("canary");
});

test("without a caller's span the trace has the id that the log lines carry", async () => {
  const collector = await aCollector();
  const { stop } = start(collector.endpoint);
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line: string) => void lines.push(line) });
  await traceRequest(incoming(), "/api/thing", async () => {
    logger.info("working");
    return new Response("ok");
  });
  await stop();
  const [request] = collector.spans();
  expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ traceId: request?.traceId });
  expect(request?.parentSpanId).toBeUndefined();
});

test("a job goes on in the trace of the request that caused it, and its failure is told by name alone", async () => {
  const collector = await aCollector();
  const { stop } = start(collector.endpoint);
  const traceId = "a".repeat(32);
  const job = withTrace(traceId, () =>
    span("run publishing.dispatch", {}, async () => {
      throw new TypeError("canary: what somebody wrote");
    }),
  );
  await expect(job).rejects.toThrow("canary");
  await stop();
  expect(collector.spans()).toMatchObject([
    {
      traceId,
      name: "run publishing.dispatch",
      status: { code: 2 },
      attributes: { "error.type": "TypeError" },
    },
  ]);
  expect(JSON.stringify(collector.batches)).not.toContain("canary");
});

test("what the caller does not want kept, or chance leaves out, is not exported", async () => {
  const collector = await aCollector();
  const all = start(collector.endpoint);
  await traceRequest(incoming(`00-${"b".repeat(32)}-00f067aa0ba902b7-00`), "/api/thing", ok);
  await all.stop();
  const none = start(collector.endpoint, { ratio: 0 });
  await traceRequest(incoming(), "/api/thing", ok);
  await none.stop();
  expect(collector.batches).toEqual([]);
});

test("absent, work runs as it is, in its trace", async () => {
  const traceId = "c".repeat(32);
  expect(await withTrace(traceId, () => span("work", {}, async () => currentTraceId()))).toBe(traceId);
});

test.each<[string, Handle | null]>([
  ["is away", null],
  ["never answers", () => undefined],
  ["refuses", (_, res) => void res.writeHead(400).end()],
])(
  "a collector that %s neither holds up nor fails a request, keeps no stop waiting and is told of once",
  async (_, handle) => {
    const endpoint = handle ? await listen(handle) : "http://127.0.0.1:1";
    const { stop, logger } = start(endpoint, { timeoutMs: 300 });
    const answers = await Promise.all(
      Array.from({ length: 3_000 }, () => traceRequest(incoming(), "/api/thing", ok)),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await vi.waitFor(
      () => expect(logger.warn).toHaveBeenCalledWith(expect.anything(), "traces could not be exported"),
      3_000,
    );
    await stop();
    expect(logger.warn).toHaveBeenCalledTimes(1);
  },
);
