import { describe, expect, test } from "vitest";
import type { Scope } from "@/kernel/permissions";
import { createApiKey } from "@/modules/apikeys/commands/keys";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPicture } from "@/testing/media";
import { listen } from "@/testing/server";
import { useStorage } from "@/testing/storage";
import { router } from "@/trpc/init";
import { createRestHandler } from "@/trpc/rest-handler";
import { mediaRouter } from "./router";

useEnvironment();
useDatabase();
useStorage();
const serve = createRestHandler(router({ media: mediaRouter }));

async function caller(ctx: WorkspaceCtx, ...scopes: Scope[]) {
  const { key } = await createApiKey(ctx, { name: "Test", scopes, lifetimeDays: null });
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await serve(
      new Request(`http://localhost:3000/api/v1${path}`, {
        method,
        headers: { "x-api-key": key, "content-type": "application/json", ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    );
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

const encoded = async () => Buffer.from(await aPicture()).toString("base64");

describe("media through the public API", () => {
  test("is sent, listed, read, described and deleted", async () => {
    const call = await caller(await aWorkspace(), "media:write");
    const sent = await call("POST", "/media", {
      fileName: "cat.png",
      altText: "A cat",
      base64: await encoded(),
    });
    expect(sent).toMatchObject({
      status: 201,
      body: { fileName: "cat.png", altText: "A cat", kind: "image" },
    });
    const one = `/media/${sent.body.id as string}`;
    expect((await call("GET", "/media?search=cat&limit=5")).body).toMatchObject({
      items: [{ id: sent.body.id }],
    });
    expect((await call("GET", one)).body).toMatchObject({ id: sent.body.id, usedInPosts: 0 });
    expect((await call("PATCH", one, { altText: "A black cat" })).body).toMatchObject({
      altText: "A black cat",
    });
    expect(await call("DELETE", one)).toEqual({ status: 200, body: { deleted: true } });
    expect((await call("GET", one)).status).toBe(404);
  });

  test("is sent once when the sender repeats itself under one key", async () => {
    const ctx = await aWorkspace();
    const call = await caller(ctx, "media:write");
    const body = { fileName: "cat.png", base64: await encoded() };
    const first = await call("POST", "/media", body, { "idempotency-key": "once" });
    const again = await call("POST", "/media", body, { "idempotency-key": "once" });
    expect(again.body.id).toBe(first.body.id);
    expect((await call("GET", "/media")).body.items).toHaveLength(1);
  });

  test.each([
    ["bytes that are no base 64", { fileName: "x.png", base64: "not base64!" }, "asset.not_base64"],
    ["an SVG", { fileName: "x.png", base64: Buffer.from("<svg/>").toString("base64") }, "asset.type"],
  ])("refuses %s with a reason", async (_what, body, reason) => {
    const call = await caller(await aWorkspace(), "media:write");
    expect(await call("POST", "/media", body)).toMatchObject({ status: 422, body: { reason } });
  });

  test("refuses a key that may only read, another workspace's file, and an unknown one", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const [reader, writer, stranger] = [
      await caller(mine, "posts:read"),
      await caller(mine, "media:write"),
      await caller(theirs, "media:write"),
    ];
    const body = { fileName: "x.png", base64: await encoded() };
    expect((await reader("POST", "/media", body)).status).toBe(403);
    const { id } = (await writer("POST", "/media", body)).body as { id: string };
    expect((await reader("GET", `/media/${id}`)).status).toBe(200);
    for (const method of ["GET", "DELETE"]) expect((await stranger(method, `/media/${id}`)).status).toBe(404);
    expect((await stranger("PATCH", `/media/${id}`, { altText: "mine" })).status).toBe(404);
  });

  test("imports from an address, and refuses one inside this network", async () => {
    const call = await caller(await aWorkspace(), "media:write");
    const picture = await aPicture({ format: "jpeg" });
    await using host = await listen((_request, response) => response.end(picture));
    expect(await call("POST", "/media/import", { url: `${host.url}/pics/dog.png` })).toMatchObject({
      status: 201,
      body: { fileName: "dog.jpg", mimeType: "image/jpeg" },
    });
    expect(await call("POST", "/media/import", { url: "http://169.254.169.254/latest" })).toMatchObject({
      status: 422,
      body: { reason: "asset.url_refused" },
    });
  });
});
