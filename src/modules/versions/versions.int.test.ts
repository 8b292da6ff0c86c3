import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { channels } from "@/modules/channels/tables";
import { createCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput } from "@/modules/campaigns/schemas";
import { createPost, updatePost } from "@/modules/publishing/commands/drafts";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput, type PostView, updatePostInput } from "@/modules/publishing/schemas";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, aSiteChannel, dispatchNow } from "@/testing/publishing";
import { restoreVersion } from "./commands/restore";
import { compareVersions, getVersion, listVersions } from "./queries";

useEnvironment();
useDatabase();

const edit = (ctx: WorkspaceCtx, { id, revision }: PostView, change: object) =>
  updatePost(ctx, updatePostInput.parse({ postId: id, revision, ...change }));
const versionsOf = async (ctx: WorkspaceCtx, { id }: PostView) =>
  (await listVersions(ctx, { postId: id })).items;

async function anEditedPost() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const channelId = await aSiteChannel(ctx);
  const first = await aPost(ctx, [channelId], "We open at nine");
  const second = await edit(ctx, first, { body: "We open at ten", variants: [{ channelId }] });
  const [latest, oldest] = await versionsOf(ctx, first);
  if (!latest || !oldest) throw new Error("Two versions were expected");
  return { ctx, clock, channelId, first, second, latest, oldest };
}

describe("the history of a post", () => {
  test("has a version for each saving, with who made it", async () => {
    const { ctx, latest, oldest } = await anEditedPost();
    expect(latest).toMatchObject({ revision: 2, origin: "edited", authorId: ctx.actor.userId });
    expect(oldest).toMatchObject({ revision: 1, origin: "created" });
    expect(latest.authorName).toMatch(/^Ada/);
    expect((await getVersion(ctx, { versionId: oldest.id })).content.body).toBe("We open at nine");
  });

  test("tells what a version changed, and what was changed since", async () => {
    const { ctx, channelId, latest, oldest } = await anEditedPost();
    const changed = await compareVersions(ctx, { versionId: latest.id, with: "previous" });
    expect(changed).toMatchObject({ before: { revision: 1 }, after: { revision: 2 } });
    expect(changed.groups).toMatchObject([
      {
        channels: [{ id: channelId, network: "site" }],
        change: "changed",
        text: [
          { kind: "same", text: "We open at " },
          { kind: "removed", text: "nine" },
          { kind: "added", text: "ten" },
        ],
      },
    ]);
    expect(await compareVersions(ctx, { versionId: oldest.id, with: "latest" })).toMatchObject({
      ...{ before: { revision: 1 }, after: { revision: 2 } },
    });
    expect(await compareVersions(ctx, { versionId: oldest.id, with: "previous" })).toMatchObject({
      ...{ before: null, groups: [{ change: "added" }] },
    });
  });

  test("of another workspace looks as if there were none", async () => {
    const [mine, { first, oldest }] = [await aWorkspace(), await anEditedPost()];
    const versionId = oldest.id;
    await expect(listVersions(mine, { postId: first.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getVersion(mine, { versionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(compareVersions(mine, { versionId, with: "latest" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(restoreVersion(mine, { versionId, revision: 1 })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("restoring a version", () => {
  test("makes a new one of it, and leaves campaign and labels alone", async () => {
    const { ctx, second, oldest } = await anEditedPost();
    const { id: campaignId } = await createCampaign(ctx, createCampaignInput.parse({ name: "Winter" }));
    const moved = await edit(ctx, second, { body: "third", campaignId });
    const restored = await restoreVersion(ctx, { versionId: oldest.id, revision: moved.revision });
    expect(restored).toEqual({ postId: second.id, revision: 4, dropped: { channels: 0, files: 0 } });
    expect(await getPost(ctx, { postId: second.id })).toMatchObject({ body: "We open at nine", campaignId });
    expect(await versionsOf(ctx, second)).toMatchObject([
      { revision: 4, origin: "restored" },
      { revision: 3 },
      { revision: 2 },
      { revision: 1 },
    ]);
  });

  test("brings parts and settings of channels back", async () => {
    const ctx = await aWorkspace();
    const channelId = await aLabChannel(ctx);
    const parts = [{ kind: "thread", body: "and more" }];
    const post = await createPost(
      ctx,
      createPostInput.parse({ body: "a", parts, variants: [{ channelId }] }),
    );
    const next = await edit(ctx, post, { body: "b", parts: [], variants: [] });
    const [, oldest] = await versionsOf(ctx, post);
    if (!oldest) throw new Error("A first version was expected");
    await restoreVersion(ctx, { versionId: oldest.id, revision: next.revision });
    expect(await getPost(ctx, { postId: post.id })).toMatchObject({
      ...{ body: "a", parts: [{ kind: "thread", body: "and more" }], variants: [{ channelId }] },
    });
  });

  test("leaves out a channel that is gone, and says so", async () => {
    const { ctx, second, oldest, channelId } = await anEditedPost();
    const { revision } = await edit(ctx, second, { body: "x" });
    await getDatabase().db.delete(channels).where(eq(channels.id, channelId));
    const restored = await restoreVersion(ctx, { versionId: oldest.id, revision });
    expect(restored.dropped).toEqual({ channels: 1, files: 0 });
    expect(await getPost(ctx, { postId: second.id })).toMatchObject({
      body: "We open at nine",
      variants: [],
    });
  });

  test("never overwrites what somebody saved in the meantime", async () => {
    const { ctx, first, oldest } = await anEditedPost();
    await expect(
      restoreVersion(ctx, { versionId: oldest.id, revision: first.revision }),
    ).rejects.toMatchObject({ reason: "post.stale_revision" });
  });

  test("is refused once a part of the post is out, and to those who may not edit it", async () => {
    const { ctx, clock, second, oldest } = await anEditedPost();
    const input = { versionId: oldest.id, revision: second.revision };
    await expect(restoreVersion(asRole(ctx, "reviewer"), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await publishPostNow(ctx, { postId: second.id });
    await dispatchNow(clock);
    await expect(restoreVersion(ctx, input)).rejects.toMatchObject({ reason: "post.locked" });
  });
});
