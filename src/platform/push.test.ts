import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { useEnvironment } from "@/testing/environment";
import { getEnv } from "./env";
import { createHttpClient } from "./http";
import { isPushEndpoint, sendPush } from "./push";

const vapid = createECDH("prime256v1");
const vapidPublic = vapid.generateKeys();
useEnvironment({
  VAPID_PUBLIC_KEY: vapidPublic.toString("base64url"),
  VAPID_PRIVATE_KEY: Buffer.concat([Buffer.alloc(32), vapid.getPrivateKey()])
    .subarray(-32)
    .toString("base64url"),
});

const http = createHttpClient({ allowPrivate: (url) => url.hostname === "127.0.0.1" });
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Call {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A push service that answers as told and keeps what it was sent. */
async function aPushService(status = 201, headers: Record<string, string> = {}) {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    calls.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(status, headers).end("said the service");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return { calls, origin: `http://127.0.0.1:${port}`, endpoint: `http://127.0.0.1:${port}/send/abc` };
}

/** A browser's keys, and its way to read (RFC 8188 and 8291), written from the specifications. */
function aBrowser() {
  const pair = createECDH("prime256v1");
  const publicKey = pair.generateKeys();
  const auth = randomBytes(16);
  const keys = { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") };
  const read = (body: Buffer): string => {
    const salt = body.subarray(0, 16);
    const keyLength = body.readUInt8(20);
    const sender = body.subarray(21, 21 + keyLength);
    const record = body.subarray(21 + keyLength);
    const secret = pair.computeSecret(sender);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, sender]);
    const ikm = Buffer.from(hkdfSync("sha256", secret, auth, info, 32));
    const key = Buffer.from(hkdfSync("sha256", ikm, salt, "Content-Encoding: aes128gcm\0", 16));
    const nonce = Buffer.from(hkdfSync("sha256", ikm, salt, "Content-Encoding: nonce\0", 12));
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(record.subarray(-16));
    const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    // The last record ends with a 2 and padding of zeros.
    return plain.subarray(0, plain.lastIndexOf(2)).toString("utf8");
  };
  return { keys, read };
}

const message = { payload: JSON.stringify({ title: "Échec — à voir" }), topic: "notice", urgent: true };

describe("a message to a device", () => {
  test("is readable by its browser alone, and signed with our key for that very service", async () => {
    const [service, browser, other] = [await aPushService(), aBrowser(), aBrowser()];
    const sent = await sendPush({ endpoint: service.endpoint, keys: browser.keys }, message, http);
    expect(sent).toEqual({ status: "sent" });
    const [call] = service.calls;
    if (!call) throw new Error("Nothing came");
    expect(call.headers).toMatchObject({
      ...{ "content-encoding": "aes128gcm", ttl: "86400", urgency: "high", topic: "notice" },
    });
    expect(browser.read(call.body)).toBe(message.payload);
    expect(() => other.read(call.body)).toThrow();
    expect(call.body.toString("latin1")).not.toContain("title");

    const [, token = "", key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(call.headers.authorization ?? "") ?? [];
    expect(key).toBe(getEnv().push?.publicKey);
    const [head = "", claims = "", signature = ""] = token.split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      aud: service.origin,
      sub: "mailto:no-reply@publify.localhost",
    });
    const jwk = {
      ...{ kty: "EC", crv: "P-256" },
      x: vapidPublic.subarray(1, 33).toString("base64url"),
      y: vapidPublic.subarray(33).toString("base64url"),
    };
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    const signed = Buffer.from(`${head}.${claims}`);
    const proof = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
    expect(verify("sha256", signed, proof, Buffer.from(signature, "base64url"))).toBe(true);
  });

  test.each([404, 410])("that meets %i tells that the browser is gone", async (status) => {
    const service = await aPushService(status);
    const target = { endpoint: service.endpoint, keys: aBrowser().keys };
    expect(await sendPush(target, message, http)).toEqual({ status: "gone" });
  });

  test.each([429, 500, 503])("that meets %i may be sent again, and when", async (status) => {
    const service = await aPushService(status, { "retry-after": "7" });
    const target = { endpoint: service.endpoint, keys: aBrowser().keys };
    expect(await sendPush(target, message, http)).toMatchObject({ status: "retry", afterMs: 7_000 });
    expect(service.calls).toHaveLength(1);
  });

  test.each([400, 403, 413])("that meets %i is refused for good", async (status) => {
    const service = await aPushService(status);
    const target = { endpoint: service.endpoint, keys: aBrowser().keys };
    expect(await sendPush(target, message, http)).toEqual({
      ...{ status: "refused", detail: `${status} said the service` },
    });
  });

  test("never goes to a private address", async () => {
    const service = await aPushService();
    const target = { endpoint: service.endpoint, keys: aBrowser().keys };
    expect(await sendPush(target, message, createHttpClient())).toMatchObject({ status: "refused" });
    expect(service.calls).toEqual([]);
  });

  test("may be sent again when nobody answers", async () => {
    const service = await aPushService();
    for (const close of closers.splice(0)) await close();
    const target = { endpoint: service.endpoint, keys: aBrowser().keys };
    expect(await sendPush(target, message, http)).toMatchObject({ status: "retry" });
  });

  test("is refused when the browser's keys are no keys", async () => {
    const service = await aPushService();
    const keys = { p256dh: Buffer.alloc(65, 4).toString("base64url"), auth: aBrowser().keys.auth };
    expect(await sendPush({ endpoint: service.endpoint, keys }, message, http)).toMatchObject({
      status: "refused",
    });
  });
});

test.each([
  ["https://fcm.googleapis.com/fcm/send/abc", true],
  ["https://updates.push.services.mozilla.com/wpush/v2/abc", true],
  ["http://push.example.com/abc", false],
  ["https://192.168.1.1/abc", false],
  ["https://user:word@push.example.com/", false],
  ["file:///etc/passwd", false],
  ["nonsense", false],
])("the endpoint %s is accepted: %s", (endpoint, accepted) => {
  expect(isPushEndpoint(endpoint)).toBe(accepted);
});
