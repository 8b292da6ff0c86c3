import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aSiteChannel } from "@/testing/publishing";
import { createPost } from "./commands/drafts";
import { createPostInput } from "./schemas";

useEnvironment();
useDatabase();

const draft = (body: string, rest: object = {}) => createPostInput.parse({ body, ...rest });

test("a draft whose answer was lost is found again under the same id, not written twice", async () => {
  const ctx = await aWorkspace();
  const postId = newId("post");
  const first = await createPost(ctx, draft("Written once", { postId }));
  const second = await createPost(ctx, draft("Typed further", { postId }));
  expect(first.id).toBe(postId);
  expect(second).toMatchObject({ id: postId, body: "Written once", revision: 1 });
});

test("an id that somebody else uses is refused, and their post stays hidden", async () => {
  const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
  const postId = newId("post");
  await createPost(theirs, draft("Theirs", { postId }));
  await expect(createPost(mine, draft("Mine", { postId }))).rejects.toMatchObject({
    code: "CONFLICT",
    reason: "post.exists",
  });
});

test("an option that its network does not take is a problem of its field, not of the day it goes out", async () => {
  const ctx = await aWorkspace();
  const channelId = await aSiteChannel(ctx);
  const variants = [{ channelId, settings: { slug: "not an address!" } }];
  const post = await createPost(ctx, draft("Text", { variants }));
  expect(post.variants[0]?.issues).toEqual([
    { severity: "error", code: "settings", field: "settings.slug", details: {} },
  ]);
});
