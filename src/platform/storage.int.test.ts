import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { createRouteHandler, createUploadthing, UTApi, UTFile } from "uploadthing/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type HttpHost, startHttpHost } from "@/testing/http-host";
import { type Storage, storageOf } from "./storage";
import { signText, signUrl } from "./storage-signing";
import { createStandIn } from "./storage-standin";

const authSecret = "a secret of the contract suite, long enough";
let folder: string;
let host: HttpHost;
let storage: Storage;
let picture: Uint8Array<ArrayBuffer>;
/** What `onUploadComplete` was told. */
let completed: { key: string; name: string; size: number; type: string; metadata: unknown }[] = [];
let onComplete: (key: string) => unknown = () => ({ registered: true });
let upload: (request: Request) => Promise<Response>;

const standIn = () => {
  if (!storage.standIn) throw new Error("The suite runs on the stand-in");
  return storage.standIn;
};

function buildRoute(config: Storage["route"]) {
  const f = createUploadthing();
  const router = {
    media: f({ "image/png": { maxFileSize: "1MB", maxFileCount: 4 }, blob: { maxFileSize: "1MB" } })
      .middleware(() => ({ tenant: "ws_1" }))
      .onUploadComplete(({ file: { key, name, size, type }, metadata }) => {
        completed.push({ key, name, size, type, metadata });
        return onComplete(key) as { registered: boolean };
      }),
  };
  return createRouteHandler({ router, config: config as never });
}

async function respond(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const key = decodeURIComponent(pathname.split("/").at(-1) ?? "");
  if (pathname === "/api/upload") return upload(request);
  if (pathname.startsWith("/api/upload/store/")) return standIn().receive(request, key, upload);
  return standIn().serve(request, key);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "publify-storage-"));
  host = await startHttpHost(respond);
  storage = storageOf({ appUrl: host.url, uploadThingToken: null, dataFolder: folder, authSecret });
  upload = buildRoute(storage.route);
  const noise = {
    create: { width: 200, height: 200, channels: 3, noise: { type: "gaussian", mean: 120, sigma: 60 } },
  };
  picture = Uint8Array.from(
    await sharp(noise as never)
      .png()
      .toBuffer(),
  );
});
beforeEach(() => {
  completed = [];
  onComplete = () => ({ registered: true });
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

interface Presigned {
  url: string;
  key: string;
}

async function presign(bytes = picture, name = "a cat é.png", type = "image/png"): Promise<Presigned> {
  const response = await fetch(`${host.url}/api/upload?actionType=upload&slug=media`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input: null, files: [{ name, size: bytes.length, type }] }),
  });
  expect(response.status).toBe(200);
  const [first] = (await response.json()) as Presigned[];
  if (!first) throw new Error("No presigned address");
  return first;
}

function formOf(bytes: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.append("file", new Blob([bytes], { type: "image/png" }), "blob");
  return form;
}

const put = (url: string, bytes = picture, from = 0) =>
  fetch(url, { method: "PUT", headers: { range: `bytes=${from}-` }, body: formOf(bytes) });

/** Send a multipart body up to the middle of its file; the caller cuts the connection. */
async function putHalf(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ cut(): void }> {
  const whole = new Response(formOf(picture));
  const body = Buffer.from(await whole.arrayBuffer());
  const outgoing = httpRequest(url, {
    method: "PUT",
    headers: { "content-type": whole.headers.get("content-type") ?? "", "content-length": body.length },
  });
  outgoing.on("error", () => undefined);
  outgoing.write(body.subarray(0, body.indexOf("\r\n\r\n") + 4));
  outgoing.write(bytes);
  return { cut: () => outgoing.destroy() };
}

/** Where the file stands, asked until `settled` likes the answer. */
async function rangeStart(url: string, settled: (start: number) => boolean = () => true): Promise<number> {
  for (;;) {
    const head = await fetch(url, { method: "HEAD" });
    const start = Number(head.headers.get("x-ut-range-start"));
    if (settled(start)) return start;
  }
}

/** Send the rest, as soon as the stand-in has let go of the connection that was cut. */
async function putRest(url: string): Promise<{ start: number; answer: Response }> {
  for (;;) {
    const start = await rangeStart(url);
    const answer = await put(url, picture.slice(start), start);
    if (answer.status !== 409) return { start, answer };
  }
}

describe("an upload through the route", () => {
  test("arrives, is announced with a signed callback, and gives the application's answer back", async () => {
    const { url, key } = await presign();
    expect(await rangeStart(url)).toBe(0);
    const answer = await put(url);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      serverData: { registered: true },
      ufsUrl: `${host.url}/api/files/${key}`,
    });
    expect(completed).toEqual([
      { key, name: "a cat é.png", size: picture.length, type: "image/png", metadata: { tenant: "ws_1" } },
    ]);
    expect(Buffer.from(await storage.read(key, picture.length))).toEqual(Buffer.from(picture));
  });

  test("resumes where a cut connection left it", async () => {
    const { url, key } = await presign();
    const sending = await putHalf(url, picture.slice(0, 40_000));
    await rangeStart(url, (start) => start > 0);
    sending.cut();
    const { start, answer } = await putRest(url);
    expect(start).toBeGreaterThan(0);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await storage.read(key, picture.length))).toEqual(Buffer.from(picture));
  });

  test("refuses to resume from another place than where the file stands", async () => {
    const { url } = await presign();
    const answer = await put(url, picture.slice(10), 10);
    expect(answer.status).toBe(416);
    expect(answer.headers.get("x-ut-range-start")).toBe("0");
  });

  test("keeps an incomplete file for later and announces nothing", async () => {
    const { url } = await presign();
    expect((await put(url, picture.slice(0, 100))).status).toBe(400);
    expect(await rangeStart(url)).toBe(100);
    expect(completed).toEqual([]);
    expect((await put(url, picture.slice(100), 100)).status).toBe(200);
  });

  test("announces a file once, however often its sender repeats", async () => {
    const { url } = await presign();
    await put(url);
    const again = await put(url);
    expect(await again.json()).toMatchObject({ serverData: { registered: true } });
    expect(completed).toHaveLength(1);
  });

  test("tells the sender when the application does not confirm, and asks it again on a retry", async () => {
    onComplete = () => {
      throw new Error("database away");
    };
    const { url } = await presign();
    expect((await put(url)).status).toBe(502);
    onComplete = () => ({ registered: true });
    expect(await rangeStart(url)).toBe(picture.length);
    expect((await put(url, new Uint8Array(0), picture.length)).status).toBe(200);
  });

  test("gives its answer again though the application has taken the file away", async () => {
    onComplete = (key) => storage.remove([key]).then(() => ({ registered: true }));
    const { url, key } = await presign();
    expect(await (await put(url)).json()).toMatchObject({ serverData: { registered: true } });
    await expect(storage.read(key, 1)).rejects.toMatchObject({ reason: "absent" });
    expect(await rangeStart(url)).toBe(picture.length);
    const again = await put(url, new Uint8Array(0), picture.length);
    expect(await again.json()).toMatchObject({ serverData: { registered: true } });
    expect(completed).toHaveLength(1);
  });

  test("is forgotten after a day when it was never finished, and nothing else is", async () => {
    let now = Date.now();
    const { apiKey } = JSON.parse(Buffer.from(storage.route.token, "base64").toString()) as {
      apiKey: string;
    };
    const sweeper = createStandIn({
      ...{ folder: join(folder, "files"), apiKey, now: () => now },
      ...{ ingestUrl: standIn().ingestUrl, filesUrl: `${host.url}/api/files` },
    });
    const kept = await presign();
    await put(kept.url);
    const { url } = await presign();
    await put(url, picture.slice(0, 100));
    onComplete = () => {
      throw new Error("The application cannot keep it");
    };
    const given = await presign();
    await put(given.url);
    now += 25 * 3_600_000;
    const key = await storage.keyOf("fresh");
    const address = signUrl(
      `${standIn().ingestUrl}/${key}?x-ut-file-name=x.png&x-ut-file-size=9`,
      apiKey,
      now + 1e6,
    );
    await sweeper.receive(new Request(address, { method: "PUT", body: formOf(picture) }), key, upload);
    expect(await rangeStart(url)).toBe(0);
    expect(await rangeStart(given.url)).toBe(0);
    expect(await rangeStart(kept.url)).toBe(picture.length);
    expect((await storage.read(kept.key, picture.length)).length).toBe(picture.length);
  });

  test("is not readable without a signature, since the key is the SDK's own", async () => {
    const { url, key } = await presign();
    await put(url);
    expect((await fetch(storage.urlOf(key))).status).toBe(404);
  });
});

describe("a presigned address", () => {
  const changes: [string, (url: URL) => void][] = [
    ["another size", (url) => url.searchParams.set("x-ut-file-size", "9999999")],
    ["another name", (url) => url.searchParams.set("x-ut-file-name", "x.png")],
    ["a later end", (url) => url.searchParams.set("expires", String(Date.now() + 1e9))],
    ["no signature", (url) => url.searchParams.delete("signature")],
    ["another signature", (url) => url.searchParams.set("signature", `hmac-sha256=${"0".repeat(64)}`)],
    ["another key", (url) => Object.assign(url, { pathname: `${url.pathname.slice(0, -4)}abcd` })],
    [
      "a key that climbs",
      (url) => Object.assign(url, { pathname: "/api/upload/store/..%2F..%2Fetc%2Fpasswd" }),
    ],
  ];
  test.each(changes)("is refused with %s", async (_what, change) => {
    const url = new URL((await presign()).url);
    change(url);
    expect((await put(url.href)).status).toBe(400);
    expect((await fetch(url, { method: "HEAD" })).status).toBe(400);
    expect(completed).toEqual([]);
  });

  test("is refused once it has expired", async () => {
    const late = storageOf({ appUrl: host.url, uploadThingToken: null, dataFolder: folder, authSecret });
    const { url } = await presign();
    const expired = new URL(url);
    expired.searchParams.delete("signature");
    expired.searchParams.set("expires", String(Date.now() - 1));
    const { apiKey } = JSON.parse(Buffer.from(late.route.token, "base64").toString()) as { apiKey: string };
    expired.searchParams.append("signature", signText(expired.href, apiKey));
    expect((await put(expired.href)).status).toBe(403);
  });
});

describe("what is sent", () => {
  test("is refused, and forgotten, as soon as it exceeds the announced size", async () => {
    const { url } = await presign(picture.slice(0, 1_000));
    expect((await put(url)).status).toBe(413);
    expect(await rangeStart(url)).toBe(0);
  });

  test("is refused before its address is signed when the announced size exceeds the route's limit", async () => {
    const response = await fetch(`${host.url}/api/upload?actionType=upload&slug=media`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ input: null, files: [{ name: "x.png", size: 2_000_000, type: "image/png" }] }),
    });
    expect(response.status).toBe(400);
  });

  test.each([
    ["an SVG with a script", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ["an HTML page", "<!doctype html><script>alert(1)</script>"],
    ["a PDF", "%PDF-1.7\n%âãÏÓ\n1 0 obj<<>>endobj\n%%EOF"],
    ["a text", "hello"],
  ])("is refused when it is %s, whatever it calls itself", async (_what, text) => {
    const bytes = new TextEncoder().encode(text);
    const { url } = await presign(bytes);
    expect((await put(url, bytes)).status).toBe(415);
    expect(completed).toEqual([]);
  });

  test("is refused when it is not a multipart body", async () => {
    const { url } = await presign();
    expect((await fetch(url, { method: "PUT", body: picture })).status).toBe(400);
  });
});

describe("the callback", () => {
  const callback = (body: string, signature: string) =>
    fetch(`${host.url}/api/upload?slug=media`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "uploadthing-hook": "callback",
        "x-uploadthing-signature": signature,
      },
      body,
    });

  test("is refused by the application unless the storage signed it", async () => {
    const body = JSON.stringify({ status: "uploaded", origin: host.url, metadata: {}, file: {} });
    expect((await callback(body, signText(body, "sk_live_other"))).status).toBe(400);
    expect((await callback(body, "")).status).toBe(400);
    expect(completed).toEqual([]);
  });
});

describe("the SDK on the server", () => {
  const api = () => new UTApi({ ...storage.route, apiUrl: standIn().apiUrl } as never);

  test("uploads, lists, renames and deletes", async () => {
    const { data } = await api().uploadFiles(new UTFile([picture], "server.png"));
    if (!data) throw new Error("not uploaded");
    expect(data).toMatchObject({ name: "server.png", size: picture.length });
    expect((await api().renameFiles({ fileKey: data.key, newName: "renamed.png" })).success).toBe(true);
    const { files } = await api().listFiles({ limit: 100 });
    expect(files.find(({ key }) => key === data.key)).toMatchObject({
      name: "renamed.png",
      status: "Uploaded",
    });
    expect(await api().deleteFiles(data.key)).toEqual({ success: true, deletedCount: 1 });
    expect(await api().deleteFiles(data.key)).toEqual({ success: true, deletedCount: 0 });
    await expect(storage.read(data.key, 10)).rejects.toMatchObject({ reason: "absent" });
  });

  test("is refused with another key", async () => {
    const token = Buffer.from(JSON.stringify({ apiKey: "sk_live_no", appId: "publify", regions: ["local"] }));
    const stranger = new UTApi({
      ...storage.route,
      apiUrl: standIn().apiUrl,
      token: token.toString("base64"),
    } as never);
    await expect(stranger.listFiles({})).rejects.toThrow();
    expect((await stranger.uploadFiles(new UTFile([picture], "x.png"))).error).not.toBeNull();
  });

  test("cannot be reached from outside: only presigned addresses and files are", async () => {
    const answer = await fetch(`${standIn().ingestUrl}/route-metadata`, { method: "POST", body: "{}" });
    expect(answer.status).toBe(400);
  });
});
