import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { WorkspaceCtx } from "@/testing/context";
import { scheduleAfter } from "@/modules/publishing/commands/after";
import { createPost } from "@/modules/publishing/commands/drafts";
import { schedulePost, unschedulePost } from "@/modules/publishing/commands/schedule";
import { createPostInput } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPicture } from "@/testing/media";
import { aLabChannel, aPost } from "@/testing/publishing";
import { useStorage } from "@/testing/storage";
import { deleteAsset } from "./commands/edit";
import { uploadAsset } from "./commands/upload";

useEnvironment();
useDatabase();
useStorage();

const inUse = { code: "CONFLICT", reason: "asset.in_use", details: { posts: 1 } };
const publishAt = "2099-11-25T09:00";
const aFile = async (ctx: WorkspaceCtx) =>
  (await uploadAsset(ctx, { bytes: await aPicture(), fileName: "a.png", altText: "" })).id;

test("a file that a part of a planned thread carries is in use, until the thread has no time any more", async () => {
  const ctx = await aWorkspace();
  const assetId = await aFile(ctx);
  const { id: postId } = await aPost(ctx, [await aLabChannel(ctx)]);
  await schedulePost(ctx, { postId, publishAt });
  const part = { kind: "thread" as const, body: "two", media: [{ assetId, altText: "" }], delayMinutes: 0 };
  await inTransaction(ctx, ({ db }) =>
    db
      .update(posts)
      .set({ parts: [part] })
      .where(eq(posts.id, postId)),
  );
  await expect(deleteAsset(ctx, { assetId })).rejects.toMatchObject(inUse);
  await unschedulePost(ctx, { postId });
  expect(await deleteAsset(ctx, { assetId })).toEqual({ deleted: true });
});

test("a file of a post that waits for another one is in use", async () => {
  const ctx = await aWorkspace();
  const [channelId, assetId] = [await aLabChannel(ctx), await aFile(ctx)];
  const first = await aPost(ctx, [channelId]);
  await schedulePost(ctx, { postId: first.id, publishAt });
  const variants = [{ channelId, assetIds: [] }];
  const { id: postId } = await createPost(
    ctx,
    createPostInput.parse({ body: "b", variants, media: [{ assetId }] }),
  );
  await scheduleAfter(ctx, { postId, afterPostId: first.id, afterChannelId: null, afterMinutes: 0 });
  await expect(deleteAsset(ctx, { assetId })).rejects.toMatchObject(inUse);
});
