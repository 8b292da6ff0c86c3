import type { IncomingHttpHeaders } from "node:http";
import { afterEach, expect, test } from "vitest";
import { bodyOf, listen } from "@/testing/server";
import { createHttpClient } from "./http";
import { allowPrivateHosts } from "./http-address";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
async function http(...args: Parameters<typeof listen>) {
  const server = await listen(...args);
  closers.push(server.close);
  return server;
}

/** A server that must never be reached. */
async function canary() {
  const seen = { hits: 0 };
  const server = await http((_, response) => {
    seen.hits++;
    response.end("secret");
  });
  return { ...server, seen };
}

const open = createHttpClient({ allowPrivate: () => true });
const redirectTo = (location: string, status = 302) =>
  http((_, response) => response.writeHead(status, { location }).end());

test.each([301, 302, 303, 307, 308])("a %i to a private address is not followed", async (status) => {
  const inside = await canary();
  const outside = await redirectTo(inside.url, status);
  const client = createHttpClient({ allowPrivate: allowPrivateHosts([`127.0.0.1:${outside.port}`]) });
  expect(await client.send({ url: outside.url })).toMatchObject({ kind: "no_answer", reason: "redirect" });
  expect(inside.seen.hits).toBe(0);
});

test.each([
  "file:///etc/passwd",
  "gopher://127.0.0.1:6379/",
  "http://u:p@127.0.0.1/",
  "http://[::ffff:7f00:1]/",
])("a redirect to %s is not followed", async (location) => {
  const outside = await redirectTo(location);
  const client = createHttpClient({ allowPrivate: allowPrivateHosts([`127.0.0.1:${outside.port}`]) });
  expect(await client.send({ url: outside.url })).toMatchObject({ kind: "no_answer", reason: "redirect" });
});

test.each([
  "127.0.0.1",
  "10.0.0.7",
  "169.254.169.254",
  "::1",
  "::ffff:127.0.0.1",
  "fd00::1",
  "64:ff9b::7f00:1",
])("a name that resolves to %s is not called", async (address) => {
  const inside = await canary();
  const client = createHttpClient({
    resolve: async () => [{ address, family: address.includes(":") ? 6 : 4 }],
  });
  const result = await client.send({ url: `http://innocent.example:${inside.port}/`, method: "POST" });
  expect(result).toMatchObject({ kind: "not_sent", reason: "blocked" });
  expect(inside.seen.hits).toBe(0);
});

test("one private address among public ones is enough to refuse the name", async () => {
  const resolve = async () => ["93.184.216.34", "127.0.0.1"].map((address) => ({ address, family: 4 }));
  const result = await createHttpClient({ resolve }).send({ url: "http://mixed.example/" });
  expect(result).toMatchObject({ kind: "not_sent", reason: "blocked" });
});

test("a name that changes its mind between two lookups gains nothing: it is looked up once a connection", async () => {
  const inside = await canary();
  let lookups = 0;
  const resolve = async () => [{ address: lookups++ === 0 ? "192.0.2.1" : "127.0.0.1", family: 4 }];
  const client = createHttpClient({ resolve });
  const url = `http://rebind.example:${inside.port}/`;
  expect(await client.send({ url })).toMatchObject({ kind: "not_sent", reason: "blocked" });
  expect(lookups).toBe(1);
  expect(await client.send({ url, retries: 3 })).toMatchObject({ kind: "not_sent", reason: "blocked" });
  expect(inside.seen.hits).toBe(0);
});

test("the address that was judged is the address that is called", async () => {
  const server = await http((request, response) => response.end(request.headers.host));
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
  const allowPrivate = allowPrivateHosts(["pinned.example:*"]);
  const result = await createHttpClient({ resolve, allowPrivate }).send({
    url: `http://pinned.example:${server.port}/`,
  });
  expect(result.kind === "response" && Buffer.from(result.body).toString()).toBe(
    `pinned.example:${server.port}`,
  );
});

test("a loop ends", async () => {
  const server = await http((_, response) => response.writeHead(302, { location: "/again" }).end());
  expect(await open.send({ url: server.url })).toMatchObject({
    kind: "no_answer",
    reason: "redirect",
    status: 302,
  });
});

async function echo() {
  const seen: { method?: string; headers?: IncomingHttpHeaders; body?: string } = {};
  const server = await http(async (request, response) => {
    Object.assign(seen, {
      method: request.method,
      headers: request.headers,
      body: (await bodyOf(request)).toString(),
    });
    response.end("ok");
  });
  return { ...server, seen };
}
const secrets = { authorization: "Bearer t", cookie: "a=b", "x-api-key": "k", accept: "text/plain" };

test("credentials stay with the origin that they were meant for", async () => {
  const other = await echo();
  const first = await redirectTo(`${other.url}/x`);
  expect(await open.send({ url: first.url, headers: secrets })).toMatchObject({ url: `${other.url}/x` });
  expect(other.seen.headers).toMatchObject({ accept: "text/plain" });
  expect(other.seen.headers).not.toHaveProperty("authorization");
  expect(other.seen.headers).not.toHaveProperty("cookie");
  expect(other.seen.headers).not.toHaveProperty("x-api-key");
});

test("within an origin they are kept", async () => {
  const seen: IncomingHttpHeaders[] = [];
  const server = await http((request, response) => {
    seen.push(request.headers);
    if (request.url === "/") response.writeHead(301, { location: "/next" });
    response.end();
  });
  await open.send({ url: server.url, headers: secrets });
  expect(seen[1]).toMatchObject(secrets);
});

test("a POST is not redirected unless asked: the answer is the 3xx", async () => {
  const other = await echo();
  const first = await redirectTo(other.url, 307);
  expect(await open.send({ url: first.url, method: "POST" })).toMatchObject({
    kind: "response",
    status: 307,
  });
  expect(other.seen).toEqual({});
});

test("a body never goes to another origin", async () => {
  const other = await echo();
  const first = await redirectTo(other.url, 308);
  const result = await open.send({
    url: first.url,
    method: "POST",
    body: { json: { password: 1 } },
    redirects: 3,
  });
  expect(result).toMatchObject({ kind: "response", status: 308 });
  expect(other.seen).toEqual({});
});

test("a 303 after a POST becomes a GET without body", async () => {
  const other = await echo();
  const first = await redirectTo(other.url, 303);
  await open.send({ url: first.url, method: "POST", body: { json: { a: 1 } }, redirects: 3 });
  expect(other.seen).toMatchObject({ method: "GET", body: "" });
  expect(other.seen.headers).not.toHaveProperty("content-type");
});
