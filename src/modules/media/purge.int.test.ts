import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { deliveries, postMedia } from "@/modules/publishing/tables";
import { deleteWorkspace } from "@/modules/workspaces/commands/workspace";
import { workspaces } from "@/modules/workspaces/tables";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPicture } from "@/testing/media";
import { aPost, aSiteChannel } from "@/testing/publishing";
import { useStorage } from "@/testing/storage";
import { deleteAsset } from "./commands/edit";
import { purgeDeletedAssets, removeLeftFiles } from "./commands/purge";
import { uploadAsset } from "./commands/upload";
import { filesLeft } from "./events";
import { assets, renditions } from "./tables";

useEnvironment();
useDatabase();
const files = useStorage();

const later = (days: number) => ({ now: () => new Date(Date.now() + days * dayMs) });

/** An asset of the workspace with the keys of its files. */
async function aFile(ctx: WorkspaceCtx) {
  const { id } = await uploadAsset(ctx, { bytes: await aPicture(), fileName: "a.png", altText: "" });
  const { db } = getDatabase();
  const own = await db.select({ key: assets.storageKey }).from(assets).where(eq(assets.id, id));
  const derived = await db
    .select({ key: renditions.storageKey })
    .from(renditions)
    .where(eq(renditions.assetId, id));
  return { id, keys: [...own, ...derived].map(({ key }) => key) };
}

const isThere = (key: string) =>
  files.storage.read(key, 1_000_000).then(
    () => true,
    () => false,
  );
const rowOf = (id: Id<"asset">) => getDatabase().db.select().from(assets).where(eq(assets.id, id));

test("the files of a deleted asset go after the grace period, with its rows, and not before", async () => {
  const ctx = await aWorkspace();
  const [gone, kept] = [await aFile(ctx), await aFile(ctx)];
  expect(gone.keys).toHaveLength(2);
  await deleteAsset(ctx, { assetId: gone.id });
  expect(await purgeDeletedAssets(later(29))).toBe(0);
  expect(await Promise.all(gone.keys.map(isThere))).toEqual([true, true]);
  expect(await purgeDeletedAssets(later(31))).toBe(1);
  expect(await Promise.all(gone.keys.map(isThere))).toEqual([false, false]);
  expect(await rowOf(gone.id)).toEqual([]);
  expect(await Promise.all(kept.keys.map(isThere))).toEqual([true, true]);
  expect(await purgeDeletedAssets(later(31))).toBe(0);
});

test("a file that a delivery was frozen with, or that a post carries, stays for good", async () => {
  const ctx = await aWorkspace();
  const channel = await aSiteChannel(ctx);
  const [frozen, carried] = [await aFile(ctx), await aFile(ctx)];
  const [first, second] = [await aPost(ctx, [channel]), await aPost(ctx, [channel])];
  await inTransaction(ctx, async ({ db, tenantId }) => {
    const now = new Date();
    await db.insert(deliveries).values({
      ...{ id: newId("delivery"), tenantId, postId: first.id },
      ...{ channelId: channel, network: "site", state: "published", publishAt: now, dueAt: now },
      content: {
        ...{ title: null, body: "", tags: [], language: "en", settings: {}, hash: "h" },
        media: [{ assetId: frozen.id, altText: "" }],
      },
    });
    await db
      .insert(postMedia)
      .values({ tenantId, postId: second.id, assetId: carried.id, position: 0, altText: "" });
  });
  for (const { id } of [frozen, carried])
    await getDatabase().db.update(assets).set({ deletedAt: new Date() }).where(eq(assets.id, id));
  expect(await purgeDeletedAssets(later(400))).toBe(0);
  expect(await Promise.all([...frozen.keys, ...carried.keys].map(isThere))).toEqual([true, true, true, true]);
});

test("a deleted workspace leaves the keys of its files, which go unless an asset names them again", async () => {
  const [ctx, other] = [await aWorkspace(), await aWorkspace()];
  const [file, foreign] = [await aFile(ctx), await aFile(other)];
  const [workspace] = await getDatabase().db.select().from(workspaces).where(eq(workspaces.id, ctx.tenantId));
  await deleteWorkspace(ctx, { confirmation: workspace?.slug ?? "" });
  const [event] = await getDatabase().db.select().from(outbox).where(eq(outbox.name, filesLeft.name));
  const { keys } = filesLeft.schema.parse(event?.data);
  expect(keys.toSorted()).toEqual(file.keys.toSorted());
  expect(await removeLeftFiles([...keys, ...foreign.keys])).toBe(2);
  expect(await Promise.all(file.keys.map(isThere))).toEqual([false, false]);
  expect(await Promise.all(foreign.keys.map(isThere))).toEqual([true, true]);
  expect(await removeLeftFiles(keys)).toBe(2);
});
