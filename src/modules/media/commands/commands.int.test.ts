import { eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { auditLog } from "@/modules/audit/tables";
import { channels } from "@/modules/channels/tables";
import { deliveries, postMedia, posts } from "@/modules/publishing/tables";
import type { HttpClient, HttpResult } from "@/platform/http";
import { asRole, aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { aPicture, aVideo } from "@/testing/media";
import { useStorage } from "@/testing/storage";
import { getAsset, listAssets, listAssetsByIds, readAsset, readPublishMedia } from "../queries";
import { deleteAsset, updateAsset } from "./edit";
import { importAssetFromUrl, registerUpload, uploadAsset } from "./upload";

useDatabase();
const files = useStorage();

const anAsset = async (ctx: WorkspaceCtx, fileName = "cat.png", altText = "") =>
  uploadAsset(ctx, { bytes: await aPicture(), fileName, altText });

/** A post that carries the asset, with one delivery in `state`. */
async function aPostWith(
  ctx: WorkspaceCtx,
  assetId: Awaited<ReturnType<typeof anAsset>>["id"],
  state: string,
) {
  const { tenantId } = ctx;
  const [postId, channelId] = [newId("post"), newId("channel")];
  const at = new Date("2027-01-01T00:00:00Z");
  await inTransaction(ctx, async ({ db }) => {
    await db.insert(posts).values({ id: postId, tenantId, language: "en" });
    await db.insert(channels).values({
      ...{
        id: channelId,
        tenantId,
        network: "site",
        name: "Site",
        handle: "site",
        externalId: channelId,
        state: "active",
      },
    });
    await db.insert(postMedia).values({ tenantId, postId, assetId, position: 0, altText: "" });
    await db.insert(deliveries).values({
      ...{ id: newId("delivery"), tenantId, postId, channelId, network: "site", publishAt: at, dueAt: at },
      state: state as "scheduled",
    });
  });
}

const traces = async (ctx: WorkspaceCtx) => ({
  audit: await inTransaction(ctx, ({ db }) =>
    db.select().from(auditLog).where(eq(auditLog.tenantId, ctx.tenantId)),
  ),
  events: await inTransaction(ctx, ({ db }) =>
    db.select().from(outbox).where(eq(outbox.tenantId, ctx.tenantId)),
  ),
});

describe("uploading", () => {
  test("keeps the picture, its thumbnail and its facts, and tells of it", async () => {
    const ctx = await aWorkspace({ clock: new TestClock() });
    const bytes = await aPicture({ width: 1200, height: 600, format: "jpeg" });
    const asset = await uploadAsset(ctx, { bytes, fileName: "holiday.jpeg", altText: "A beach" });
    expect(asset).toMatchObject({
      ...{ fileName: "holiday.jpg", kind: "image", mimeType: "image/jpeg", width: 1200, height: 600 },
      ...{ durationMs: null, altText: "A beach", createdAt: ctx.clock.now() },
    });
    const stored = await readAsset(ctx, asset.id);
    expect(stored.length).toBe(asset.bytes);
    const thumbnail = await files.storage.read(asset.thumbnailUrl?.split("/").at(-1) ?? "", 1e6);
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: "webp", width: 480, height: 240 });
    const { audit, events } = await traces(ctx);
    expect(audit).toMatchObject([{ action: "asset.created", targetId: asset.id }]);
    expect(events).toMatchObject([{ name: "asset.created", data: { assetId: asset.id } }]);
  });

  test("keeps a video's size and duration", async () => {
    const ctx = await aWorkspace();
    const asset = await uploadAsset(ctx, {
      bytes: aVideo({ turned: true }),
      fileName: "clip.mp4",
      altText: "",
    });
    expect(asset).toMatchObject({
      kind: "video",
      width: 360,
      height: 640,
      durationMs: 2_500,
      thumbnailUrl: null,
    });
  });

  test("is refused to a viewer", async () => {
    const ctx = asRole(await aWorkspace(), "viewer");
    expect(() => uploadAsset(ctx, { bytes: new Uint8Array(1), fileName: "x", altText: "" })).toThrow(
      expect.objectContaining({ code: "FORBIDDEN" }),
    );
  });

  test("leaves no row, file or event behind when it is refused", async () => {
    const ctx = await aWorkspace();
    const before = (await files.storage.standIn?.fetch(`${files.storage.urlOf("x")}`))?.status;
    await expect(
      uploadAsset(ctx, { bytes: Buffer.from("<svg/>"), fileName: "x.png", altText: "" }),
    ).rejects.toMatchObject({ code: "INVALID", reason: "asset.type", field: "file" });
    expect(before).toBe(404);
    expect(await traces(ctx)).toEqual({ audit: [], events: [] });
    expect((await listAssets(ctx, { limit: 10 })).items).toEqual([]);
  });
});

describe("registering what the storage received", () => {
  const received = async (bytes: Uint8Array) => {
    const receivedKey = await files.storage.keyOf(`as received ${Math.random()}`);
    await files.storage.put(receivedKey, { bytes, fileName: "in.png", mimeType: "image/png" });
    return receivedKey;
  };

  test("gives the same asset however often it is told, and forgets the file as it came", async () => {
    const ctx = await aWorkspace();
    const receivedKey = await received(await aPicture({ personal: true }));
    const [first, again] = await Promise.all([
      registerUpload(ctx, { receivedKey, fileName: "in.png" }),
      registerUpload(ctx, { receivedKey, fileName: "in.png" }).catch(() => null),
    ]);
    const later = await registerUpload(ctx, { receivedKey, fileName: "in.png" });
    expect(later.id).toBe(first.id);
    expect(again === null || again.id === first.id).toBe(true);
    expect((await listAssets(ctx, { limit: 10 })).items).toHaveLength(1);
    await expect(files.storage.read(receivedKey, 1e6)).rejects.toMatchObject({ reason: "absent" });
    expect((await readAsset(ctx, first.id)).length).toBe(first.bytes);
  });

  test("forgets the file as it came when it is refused too", async () => {
    const ctx = await aWorkspace();
    const receivedKey = await received((await aPicture()).slice(0, 90));
    await expect(registerUpload(ctx, { receivedKey, fileName: "in.png" })).rejects.toMatchObject({
      reason: "asset.damaged",
    });
    await expect(files.storage.read(receivedKey, 1e6)).rejects.toMatchObject({ reason: "absent" });
  });

  test("is refused to a reviewer", async () => {
    const ctx = asRole(await aWorkspace(), "reviewer");
    await expect(registerUpload(ctx, { receivedKey: "k", fileName: "x" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("importing from an address", () => {
  const answering = (answer: HttpResult): HttpClient => ({ send: async () => answer });
  const response = (status: number, body: Uint8Array, url = "https://a.test/pics/caf%C3%A9.png?x=1") =>
    answering({ kind: "response", status, headers: new Headers(), body, url, retryAfterMs: null });

  test("keeps the file under the last part of its address", async () => {
    const ctx = await aWorkspace();
    const http = response(200, await aPicture());
    const asset = await importAssetFromUrl(ctx, { url: "https://a.test/x", altText: "Coffee" }, http);
    expect(asset).toMatchObject({ fileName: "café.png", altText: "Coffee" });
  });

  test.each([
    ["asset.url_refused", answering({ kind: "not_sent", reason: "blocked", detail: "private" })],
    [
      "asset.url_failed",
      answering({ kind: "no_answer", reason: "timeout" as never, status: null, detail: "slow" }),
    ],
    ["asset.url_failed", response(404, new Uint8Array())],
    ["asset.type", response(200, Buffer.from("<html></html>"))],
    ["asset.empty", response(200, new Uint8Array())],
  ])("answers %s", async (reason, http) => {
    const ctx = await aWorkspace();
    await expect(
      importAssetFromUrl(ctx, { url: "https://a.test/x", altText: "" }, http),
    ).rejects.toMatchObject({
      code: "INVALID",
      reason,
    });
  });

  test("is refused to a viewer before anything is fetched", async () => {
    const ctx = asRole(await aWorkspace(), "viewer");
    const http: HttpClient = { send: () => Promise.reject(new Error("fetched")) };
    await expect(
      importAssetFromUrl(ctx, { url: "https://a.test/x", altText: "" }, http),
    ).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("changing an asset", () => {
  test("sets its alternative text and its name, whose extension stays true", async () => {
    const ctx = await aWorkspace();
    const { id } = await anAsset(ctx);
    expect(await updateAsset(ctx, { assetId: id, altText: "A cat" })).toMatchObject({ altText: "A cat" });
    expect(await updateAsset(ctx, { assetId: id, fileName: "../tom.exe" })).toMatchObject({
      ...{ altText: "A cat", fileName: "tom.png" },
    });
  });

  test("does not find another workspace's", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { id } = await anAsset(theirs);
    await expect(updateAsset(mine, { assetId: id, altText: "x" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await getAsset(theirs, { assetId: id })).toMatchObject({ altText: "" });
  });

  test("does not find a deleted one", async () => {
    const ctx = await aWorkspace();
    const { id } = await anAsset(ctx);
    await deleteAsset(ctx, { assetId: id });
    await expect(updateAsset(ctx, { assetId: id, altText: "x" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("deleting an asset", () => {
  test("takes it out of the library and keeps its file for what was published", async () => {
    const ctx = await aWorkspace();
    const { id } = await anAsset(ctx);
    await aPostWith(ctx, id, "published");
    expect(await deleteAsset(ctx, { assetId: id })).toEqual({ deleted: true });
    await expect(getAsset(ctx, { assetId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listAssetsByIds(ctx, [id], { includeDeleted: true })).toMatchObject([{ id }]);
    expect((await readAsset(ctx, id)).length).toBeGreaterThan(0);
    expect((await traces(ctx)).events.map(({ name }) => name)).toEqual(["asset.created", "asset.deleted"]);
  });

  test.each(["scheduled", "sending", "unconfirmed", "held", "needs_attention"])(
    "is refused while a delivery is %s",
    async (state) => {
      const ctx = await aWorkspace();
      const { id } = await anAsset(ctx);
      await aPostWith(ctx, id, state);
      await expect(deleteAsset(ctx, { assetId: id })).rejects.toMatchObject({
        ...{ code: "CONFLICT", reason: "asset.in_use", details: { posts: 1 } },
      });
    },
  );

  test("does not find another workspace's", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { id } = await anAsset(theirs);
    await expect(deleteAsset(mine, { assetId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await getAsset(theirs, { assetId: id })).toMatchObject({ id });
  });

  test("waits for a post that is being scheduled with it, then refuses", async () => {
    const ctx = await aWorkspace();
    const { id } = await anAsset(ctx);
    let deleting: Promise<unknown> | undefined;
    await inTransaction(ctx, async (tx) => {
      await listAssetsByIds(tx, [id]);
      deleting = deleteAsset(ctx, { assetId: id });
      await aPostWith({ ...ctx, db: tx.db }, id, "scheduled");
    });
    await expect(deleting).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("reading the library", () => {
  test("pages from the newest, and finds by name and by alternative text", async () => {
    const ctx = await aWorkspace();
    for (const name of ["one.png", "two.png", "50%_off.png"]) await anAsset(ctx, name, `Alt of ${name}`);
    const first = await listAssets(ctx, { limit: 2 });
    expect(first.items.map(({ fileName }) => fileName)).toEqual(["50%_off.png", "two.png"]);
    const rest = await listAssets(ctx, { limit: 2, cursor: first.nextCursor ?? "" });
    expect(rest).toMatchObject({ items: [{ fileName: "one.png" }], nextCursor: null });
    const named = async (search: string) =>
      (await listAssets(ctx, { limit: 9, search })).items.map(({ fileName }) => fileName);
    expect(await named("%")).toEqual(["50%_off.png"]);
    expect(await named("ALT OF TW")).toEqual(["two.png"]);
    expect(await named("nothing")).toEqual([]);
  });

  test("gives assets in the order asked for, and none of them when one is not ours", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const [a, b, c] = [await anAsset(mine, "a.png"), await anAsset(mine, "b.png"), await anAsset(theirs)];
    expect((await listAssetsByIds(mine, [b.id, a.id, b.id])).map(({ id }) => id)).toEqual([b.id, a.id, b.id]);
    await expect(listAssetsByIds(mine, [a.id, c.id])).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readAsset(mine, c.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listAssets(theirs, { limit: 9 })).items).toHaveLength(1);
  });

  test("counts the posts that carry an asset, each once", async () => {
    const ctx = await aWorkspace();
    const { id } = await anAsset(ctx);
    await aPostWith(ctx, id, "published");
    await aPostWith(ctx, id, "scheduled");
    expect(await getAsset(ctx, { assetId: id })).toMatchObject({ usedInPosts: 2 });
  });

  test("hands publishing the frozen text with the file, though the asset has left the library", async () => {
    const ctx = await aWorkspace();
    const { id } = await anAsset(ctx, "x.png", "library text");
    await deleteAsset(ctx, { assetId: id });
    const [media] = await readPublishMedia(ctx.tenantId, [{ assetId: id, altText: "frozen text" }]);
    expect(media).toMatchObject({ altText: "frozen text", kind: "image", mimeType: "image/png" });
    expect((await media?.read())?.length).toBe(media?.bytes);
  });
});
