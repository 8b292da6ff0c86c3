import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HttpHost, startHttpHost } from "@/testing/http-host";
import { aPicture } from "@/testing/media";
import { type Storage, storageOf } from "./storage";

let folder: string;
let host: HttpHost;
let storage: Storage;
let picture: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "publify-files-"));
  host = await startHttpHost(async (request) => {
    const key = decodeURIComponent(new URL(request.url).pathname.split("/").at(-1) ?? "");
    if (!storage.standIn) throw new Error("The suite runs on the stand-in");
    return storage.standIn.serve(request, key);
  });
  const authSecret = "a secret of the serving suite, long enough";
  storage = storageOf({ appUrl: host.url, uploadThingToken: null, dataFolder: folder, authSecret });
  picture = await aPicture({ width: 200, height: 200 });
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a stored file", () => {
  const stored = async (name = "photo é.png") => {
    const key = await storage.keyOf(`seed ${Math.random()}`);
    await storage.put(key, { bytes: picture, fileName: name, mimeType: "image/png" });
    return { key, url: storage.urlOf(key) };
  };

  test("has a key that nobody guesses, the same for the same seed", async () => {
    const [one, same, other] = await Promise.all(["a", "a", "b"].map((seed) => storage.keyOf(seed)));
    expect(one).toBe(same);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[A-Za-z0-9]{12}[A-Za-z0-9_-]{43}$/);
  });

  test("is served inert, for ever, under its true type and name", async () => {
    const { url } = await stored();
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(picture.length),
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "public, max-age=31536000, immutable",
      "content-disposition": "inline; filename=\"photo _.png\"; filename*=UTF-8''photo%20%C3%A9.png",
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(picture));
  });

  test("is served in ranges and revalidated by its tag", async () => {
    const { url } = await stored();
    const ranged = async (range: string) => {
      const answer = await fetch(url, { headers: { range } });
      return [answer.status, answer.headers.get("content-range"), (await answer.arrayBuffer()).byteLength];
    };
    const size = picture.length;
    expect(await ranged("bytes=0-9")).toEqual([206, `bytes 0-9/${size}`, 10]);
    expect(await ranged("bytes=-5")).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, 5]);
    expect(await ranged(`bytes=${size - 1}-`)).toEqual([206, `bytes ${size - 1}-${size - 1}/${size}`, 1]);
    expect(await ranged(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, 0]);
    expect(await ranged("bytes=0-1,4-5")).toEqual([200, null, size]);
    const etag = (await fetch(url, { method: "HEAD" })).headers.get("etag") ?? "";
    expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
  });

  test("has a name that cannot break out of its header", async () => {
    const { url } = await stored('a"\r\nset-cookie: x=1;\\%.png');
    const answer = await fetch(url);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("content-disposition")).not.toMatch(/[\r\n]/);
  });

  test.each(["../../secret", "..%2f..%2fsecret", "a", "%00", "x".repeat(200)])(
    "is not found under %s",
    async (key) => {
      expect((await fetch(`${host.url}/api/files/${encodeURIComponent(key)}`)).status).toBe(404);
    },
  );

  test("is refused when it is larger than its reader takes", async () => {
    const { key } = await stored();
    await expect(storage.read(key, 10)).rejects.toMatchObject({ reason: "too_large" });
  });

  test("is gone, folder and all, once removed", async () => {
    const { key, url } = await stored();
    const before = (await readdir(join(folder, "files"), { recursive: true })).length;
    await storage.remove([key]);
    expect((await fetch(url)).status).toBe(404);
    expect((await readdir(join(folder, "files"), { recursive: true })).length).toBeLessThan(before);
  });
});
