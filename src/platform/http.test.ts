import { createServer as createTcpServer, type Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { bodyOf, listen, sendJson, serve } from "@/testing/server";
import { createHttpClient, type HttpResult } from "./http";

const open = createHttpClient({ allowPrivate: () => true });
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function http(...args: Parameters<typeof listen>) {
  const server = await listen(...args);
  closers.push(server.close);
  return server;
}

/** A server that reads the whole head of a request and then does what it is told with the socket. */
async function raw(then: (socket: Socket) => void) {
  const server = await serve(createTcpServer((socket) => socket.once("data", () => then(socket))));
  closers.push(server.close);
  return server;
}

const text = (result: HttpResult) =>
  result.kind === "response" ? Buffer.from(result.body).toString() : `${result.kind} ${result.reason}`;

describe("what was sent", () => {
  test("method, headers, body and answer travel whole", async () => {
    const server = await http(async (request, response) => {
      const body = (await bodyOf(request)).toString();
      const { authorization, "content-type": type } = request.headers;
      sendJson(
        response,
        201,
        { method: request.method, url: request.url, authorization, type, body },
        { "x-a": "b" },
      );
    });
    const headers = { Authorization: "Bearer t" };
    const result = await open.send({
      url: `${server.url}/p?q=1`,
      method: "POST",
      headers,
      body: { json: { é: 1 } },
    });
    expect(result).toMatchObject({
      kind: "response",
      status: 201,
      url: `${server.url}/p?q=1`,
      retryAfterMs: null,
    });
    expect(JSON.parse(text(result))).toEqual({
      method: "POST",
      url: "/p?q=1",
      authorization: "Bearer t",
      type: "application/json",
      body: '{"é":1}',
    });
    expect(result.kind === "response" && result.headers.get("x-a")).toBe("b");
  });

  test("a multipart body carries its boundary", async () => {
    const server = await http(async (request, response) => {
      response.end(`${request.headers["content-type"]}\n${await bodyOf(request)}`);
    });
    const multipart = { file: { name: "a.png", type: "image/png", bytes: Buffer.from("bytes") }, about: "é" };
    const seen = text(await open.send({ url: server.url, method: "POST", body: { multipart } }));
    expect(seen).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen).toContain('filename="a.png"');
  });
});

describe("proved not sent", () => {
  test("a closed port", async () => {
    const server = await listen(() => undefined);
    await server.close();
    expect(await open.send({ url: server.url, method: "POST" })).toMatchObject({
      kind: "not_sent",
      reason: "refused",
    });
  });

  test("a name that does not exist", async () => {
    const resolve = () =>
      Promise.reject(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }));
    const client = createHttpClient({ resolve });
    expect(await client.send({ url: "http://nowhere.example/" })).toMatchObject({
      kind: "not_sent",
      reason: "dns",
    });
  });

  test("plain text where TLS was expected", async () => {
    const server = await raw((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const result = await open.send({ url: server.url.replace("http:", "https:"), method: "POST" });
    expect(result).toMatchObject({ kind: "not_sent", reason: "tls" });
  });

  test("a resolver that never answers, within the time given", async () => {
    const client = createHttpClient({
      resolve: () => new Promise(() => undefined),
      allowPrivate: () => true,
    });
    const result = await client.send({ url: "http://slow.example/", timeoutMs: 60 });
    expect(result).toMatchObject({ kind: "not_sent", reason: "timeout" });
  });

  test("a call that was given up before it started", async () => {
    const result = await open.send({ url: "http://127.0.0.1:1/", signal: AbortSignal.abort() });
    expect(result).toMatchObject({ kind: "not_sent", reason: "aborted" });
  });

  test("a header that cannot be written", async () => {
    const result = await open.send({ url: "http://127.0.0.1:9/", headers: { "x-bad": "a\r\nb" } });
    expect(result).toMatchObject({ kind: "not_sent", reason: "invalid" });
  });
});

describe("no answer, so it may have arrived", () => {
  test("a reset after the request was read", async () => {
    const server = await raw((socket) => socket.resetAndDestroy());
    const result = await open.send({ url: server.url, method: "POST", body: { json: {} } });
    expect(result).toMatchObject({ kind: "no_answer", reason: "reset", status: null });
  });

  test("a clean close after the request was read", async () => {
    const server = await raw((socket) => socket.end());
    expect(await open.send({ url: server.url, method: "POST" })).toMatchObject({
      kind: "no_answer",
      reason: "reset",
    });
  });

  test("silence", async () => {
    const server = await raw(() => undefined);
    const result = await open.send({ url: server.url, method: "POST", timeoutMs: 80 });
    expect(result).toMatchObject({ kind: "no_answer", reason: "timeout", status: null });
  });

  test("a body that drips for ever is cut by the total time, and its status is kept", async () => {
    const server = await http((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(drip));
    });
    const result = await open.send({ url: server.url, timeoutMs: 120 });
    expect(result).toMatchObject({ kind: "no_answer", reason: "timeout", status: 200 });
  });

  test("headers that drip for ever", async () => {
    const server = await raw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => socket.write("X-A: b\r\n"), 10);
      socket.on("close", () => clearInterval(drip));
    });
    const result = await open.send({ url: server.url, timeoutMs: 120 });
    expect(result).toMatchObject({ kind: "no_answer", reason: "timeout", status: null });
  });

  test("the caller gives up while waiting", async () => {
    const stop = new AbortController();
    const server = await raw(() => stop.abort());
    const result = await open.send({ url: server.url, signal: stop.signal });
    expect(result).toMatchObject({ kind: "no_answer", reason: "aborted" });
  });

  test("a body shorter than it claims", async () => {
    const server = await raw((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"));
    const result = await open.send({ url: server.url });
    expect(result).toMatchObject({ kind: "no_answer", status: 200 });
  });

  test.each([
    "nonsense\r\n\r\n",
    "HTTP/1.1 999999 X\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
  ])("what is not HTTP: %j", async (answer) => {
    const server = await raw((socket) => socket.end(answer));
    expect(await open.send({ url: server.url })).toMatchObject({ kind: "no_answer", reason: "malformed" });
  });

  test("headers without end", async () => {
    const server = await raw((socket) => socket.end(`HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(70_000)}\r\n\r\n`));
    expect(await open.send({ url: server.url })).toMatchObject({ kind: "no_answer", reason: "malformed" });
  });
});

describe("size", () => {
  test("a body over the limit stops the reading", async () => {
    let sent = 0;
    const server = await http((_, response) => {
      const chunk = Buffer.alloc(65_536);
      const more = () => {
        while (sent < 500_000_000 && response.write(chunk)) sent += chunk.length;
      };
      response.on("drain", more);
      more();
    });
    const result = await open.send({ url: server.url, maxBytes: 100_000 });
    expect(result).toMatchObject({ kind: "no_answer", reason: "too_large", status: 200 });
    expect(sent).toBeLessThan(50_000_000);
  });

  test("a small answer that unpacks to a huge one is refused", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const server = await http((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    );
    const result = await open.send({ url: server.url, maxBytes: 1_000_000 });
    expect(result).toMatchObject({ kind: "no_answer", reason: "too_large" });
  });

  test("a bomb inside a bomb is refused", async () => {
    const bomb = gzipSync(brotliCompressSync(Buffer.alloc(50_000_000)));
    const server = await http((_, response) =>
      response.writeHead(200, { "content-encoding": "br, gzip" }).end(bomb),
    );
    expect(await open.send({ url: server.url })).toMatchObject({ kind: "no_answer", reason: "too_large" });
  });

  test.each([
    ["gzip", gzipSync("plain")],
    ["br", brotliCompressSync("plain")],
    ["identity", Buffer.from("plain")],
  ])("%s is read", async (encoding, body) => {
    const server = await http((_, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(body),
    );
    expect(text(await open.send({ url: server.url }))).toBe("plain");
  });

  test.each(["gzip", "zstd", "gzip, gzip, gzip"])("a body that is not the %s it claims", async (encoding) => {
    const server = await http((_, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end("?"),
    );
    expect(await open.send({ url: server.url })).toMatchObject({ kind: "no_answer", reason: "malformed" });
  });
});

describe("retries", () => {
  test("happen only when asked", async () => {
    let calls = 0;
    const server = await http((_, response) => sendJson(response, ++calls < 3 ? 503 : 200, {}));
    expect(await open.send({ url: server.url })).toMatchObject({ status: 503 });
    expect(await open.send({ url: server.url, retries: 3 })).toMatchObject({ status: 200 });
    expect(calls).toBe(3);
  });

  test("are bounded", async () => {
    let calls = 0;
    const server = await raw((socket) => {
      calls++;
      socket.resetAndDestroy();
    });
    expect(await open.send({ url: server.url, retries: 1 })).toMatchObject({ kind: "no_answer" });
    expect(calls).toBe(2);
  });

  test("never repeat a POST, whatever the types were made to say", async () => {
    let calls = 0;
    const server = await http((_, response) => sendJson(response, 503, { calls: ++calls }));
    await open.send({ url: server.url, method: "POST", retries: 3 } as never);
    expect(calls).toBe(1);
  });

  test("end with the total time", async () => {
    const server = await http((_, response) => sendJson(response, 503, {}, { "retry-after": "30" }));
    const started = performance.now();
    expect(await open.send({ url: server.url, retries: 5, timeoutMs: 100 })).toMatchObject({ status: 503 });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
