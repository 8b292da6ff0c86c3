import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aPost, aSiteChannel, dispatchNow } from "@/testing/publishing";
import { getPost } from "../queries";
import { createPostInput, updatePostInput } from "../schemas";
import { createPost, deletePost, updatePost } from "./drafts";
import { publishPostNow, schedulePost } from "./schedule";

useEnvironment();
useDatabase();

const clock = () => new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
const change = (post: { id: string; revision: number }, body: string, channelIds: string[] = []) =>
  updatePostInput.parse({
    postId: post.id,
    revision: post.revision,
    body,
    variants: channelIds.map((channelId) => ({ channelId })),
  });

describe("writing a draft", () => {
  test("keeps text, tags and a variant for each channel, in the workspace's language", async () => {
    const ctx = await aWorkspace({ locale: "fr" });
    const channelId = await aSiteChannel(ctx);
    const input = createPostInput.parse({
      body: "Bonjour",
      tags: ["#été"],
      variants: [{ channelId, body: "Salut" }],
    });
    const post = await createPost(ctx, input);
    expect(post).toMatchObject({
      body: "Bonjour",
      tags: ["été"],
      language: "fr",
      state: "draft",
      revision: 1,
      deliveries: [],
    });
    expect(post.variants).toMatchObject([{ channelId, body: "Salut", issues: [] }]);
  });

  test("refuses another workspace's channel, media, label and campaign by their fields", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const own = { channelId: await aSiteChannel(mine) };
    const channelId = await aSiteChannel(theirs);
    const media = [{ assetId: newId("asset") }];
    const parts = [{ kind: "thread", body: "and", media }];
    for (const [input, field] of [
      [{ variants: [own, { channelId }] }, "variants.1.channelId"],
      [{ media }, "media.0.assetId"],
      [{ parts }, "parts.0.media.0.assetId"],
      [{ variants: [{ ...own, parts }] }, "variants.0.parts.0.media.0.assetId"],
      [{ labelIds: [newId("label")] }, "labelIds"],
      [{ campaignId: newId("campaign") }, "campaignId"],
    ] as const)
      await expect(createPost(mine, createPostInput.parse(input))).rejects.toMatchObject({
        code: "NOT_FOUND",
        field,
      });
  });

  test("is refused to those who only read or review", async () => {
    const ctx = await aWorkspace();
    expect(() => createPost(asRole(ctx, "viewer"), createPostInput.parse({}))).toThrow(/permission/);
    expect(() => createPost(asRole(ctx, "reviewer"), createPostInput.parse({}))).toThrow(/permission/);
  });
});

describe("editing", () => {
  test("replaces the text and raises the revision", async () => {
    const ctx = await aWorkspace();
    const post = await aPost(ctx, [], "one");
    expect(await updatePost(ctx, change(post, "two"))).toMatchObject({ body: "two", revision: 2 });
  });

  test("never overwrites what somebody else saved in between", async () => {
    const ctx = await aWorkspace();
    const post = await aPost(ctx, [], "one");
    await updatePost(ctx, change(post, "theirs"));
    await expect(updatePost(ctx, change(post, "mine"))).rejects.toMatchObject({
      reason: "post.stale_revision",
    });
    expect((await getPost(ctx, { postId: post.id })).body).toBe("theirs");
  });

  test("of another workspace's post looks as if there were none", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const post = await aPost(theirs, []);
    await expect(updatePost(mine, change(post, "x"))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(deletePost(mine, { postId: post.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("of somebody else's post is refused to an author, and open to an editor", async () => {
    const ctx = await aWorkspace();
    const post = await aPost({ ...ctx, actor: { type: "system", name: "import" } }, [], "one");
    await expect(updatePost(asRole(ctx, "author"), change(post, "two"))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await updatePost(asRole(ctx, "editor"), change(post, "two"))).toMatchObject({ body: "two" });
  });

  test("a scheduled post goes out in its new form", async () => {
    const at = clock();
    const ctx = await aWorkspace({ clock: at, timeZone: "UTC" });
    const channelId = await aSiteChannel(ctx);
    const post = await aPost(ctx, [channelId], "old");
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:00" });
    await updatePost(ctx, change(post, "new", [channelId]));
    await at.sleepUntil(new Date("2026-11-21T09:00:00Z"));
    await dispatchNow(at);
    const after = await getPost(ctx, { postId: post.id });
    expect(after).toMatchObject({ state: "published", body: "new" });
  });

  test("what is already published is locked", async () => {
    const at = clock();
    const ctx = await aWorkspace({ clock: at });
    const channelId = await aSiteChannel(ctx);
    const post = await aPost(ctx, [channelId]);
    await publishPostNow(ctx, { postId: post.id });
    await dispatchNow(at);
    await expect(updatePost(ctx, change(post, "x", [channelId]))).rejects.toMatchObject({
      reason: "post.locked",
    });
  });
});

describe("deleting", () => {
  test("takes a scheduled post out of the plan", async () => {
    const at = clock();
    const ctx = await aWorkspace({ clock: at, timeZone: "UTC" });
    const post = await aPost(ctx, [await aSiteChannel(ctx)]);
    await schedulePost(ctx, { postId: post.id, publishAt: "2026-11-21T09:00" });
    await deletePost(ctx, { postId: post.id });
    await at.sleepUntil(new Date("2026-11-21T09:00:00Z"));
    expect(await dispatchNow(at)).toMatchObject({ claimed: 0 });
    await expect(getPost(ctx, { postId: post.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
