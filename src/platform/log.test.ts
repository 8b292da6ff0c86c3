import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { createLogger } from "./log";
import { newTraceId, traceIdOf, withTrace } from "./trace";

function aLog(level = "info") {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const read = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger: createLogger(level, destination), lines, read };
}

describe("a log line", () => {
  test("is JSON with level, time and message", () => {
    const { logger, read } = aLog();
    logger.info({ postId: "post_1" }, "published");
    expect(read()).toMatchObject([{ level: "info", service: "publify", postId: "post_1", msg: "published" }]);
    expect(Date.parse(String(read()[0]?.time))).not.toBeNaN();
  });

  test("carries the trace that it was written in, also after an await", async () => {
    const { logger, read } = aLog();
    const [one, two] = [newTraceId(), newTraceId()];
    const work = (step: string) => async () => {
      await Promise.resolve();
      logger.info(step);
    };
    await Promise.all([withTrace(one, work("one")), withTrace(two, work("two"))]);
    logger.info("outside");
    expect(read().map(({ msg, traceId }) => [msg, traceId])).toEqual([
      ["one", one],
      ["two", two],
      ["outside", undefined],
    ]);
  });

  test.each([
    [{ password: "canary" }],
    [{ apiKey: "canary" }],
    [{ account: { accessJwt: "canary", refreshToken: "canary" } }],
    [{ channel: { secrets: { sealed: "canary" } } }],
    [{ headers: { authorization: "canary", cookie: "canary", "x-api-key": "canary" } }],
    [{ request: { headers: { "set-cookie": "canary" } } }],
  ])("keeps no secret: %j", (fields) => {
    const { logger, lines } = aLog();
    logger.warn(fields, "signed in");
    expect(lines.join()).not.toContain("canary");
    expect(lines.join()).toContain("[redacted]");
  });

  test("tells an error with its cause", () => {
    const { logger, lines } = aLog();
    logger.error({ error: new Error("outer", { cause: new Error("inner") }) }, "failed");
    expect(lines.join()).toContain("outer");
    expect(lines.join()).toContain("inner");
  });

  test("is left out below the level", () => {
    const { logger, lines } = aLog("warn");
    logger.info("quiet");
    expect(lines).toEqual([]);
  });
});

describe("the trace of a request", () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

  test("is taken over when it is well formed", () =>
    expect(traceIdOf(new Headers({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` }))).toBe(traceId));

  test.each([
    "",
    "00-x-y-01",
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId}`,
  ])("is a new one for %j", (traceparent) =>
    expect(traceIdOf(new Headers({ traceparent }))).toMatch(/^(?!4bf92f)[0-9a-f]{32}$/),
  );
});
