import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { newId } from "@/kernel/ids";
import { members } from "@/modules/workspaces/tables";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPost, aSiteChannel } from "@/testing/publishing";
import { aColleague, eventsOf } from "@/testing/reviewing";
import { addComment, deleteComment, editComment } from "./commands/comments";
import { listComments } from "./queries";
import { addCommentInput } from "./schemas";

useEnvironment();
useDatabase();

async function aTalk() {
  const owner = await aWorkspace();
  const colleague = await aColleague(owner, "reviewer", "Grace");
  const { id: postId } = await aPost(owner, [await aSiteChannel(owner)]);
  const say = (ctx: typeof owner, body: string, more: object = {}) =>
    addComment(ctx, addCommentInput.parse({ postId, body, ...more }));
  return { owner, colleague, postId, say };
}

describe("comments", () => {
  test("stand in order, the team's apart from the client's, with what their reader may do", async () => {
    const { owner, colleague, postId, say } = await aTalk();
    await say(owner, "Is this the new price?");
    await say(colleague, "It is");
    await say(owner, "Dear client", { audience: "client" });
    const { items } = await listComments(colleague, { postId, audience: "internal" });
    expect(items).toMatchObject([
      { body: "Is this the new price?", canEdit: false, canDelete: false, byClient: false },
      { body: "It is", authorName: "Grace", canEdit: true, canDelete: true },
    ]);
    const client = await listComments(owner, { postId, audience: "client" });
    expect(client.items.map(({ body }) => body)).toEqual(["Dear client"]);
  });

  test("can be changed after somebody whom they name has left", async () => {
    const { owner, colleague, say } = await aTalk();
    const mentions = [colleague.actor.userId];
    const { id: commentId } = await say(owner, "Ask @Grace", { mentions });
    await getDatabase().db.delete(members).where(eq(members.userId, colleague.actor.userId));
    expect(await editComment(owner, { commentId, body: "Asked @Grace", mentions })).toEqual({
      id: commentId,
    });
    const called = await say(owner, "Again", { mentions }).catch((error) => error);
    expect(called).toMatchObject({ reason: "comment.unknown_member" });
  });

  test("tell whom they call, but nobody of their own words, and call only members", async () => {
    const { owner, colleague, postId, say } = await aTalk();
    const mentions = [colleague.actor.userId, owner.actor.userId];
    const { id } = await say(owner, "@Grace look", { mentions });
    expect(await eventsOf(owner, "comment.mentioned")).toMatchObject([
      { postId, commentId: id, userId: colleague.actor.userId, authorId: owner.actor.userId },
    ]);
    expect((await listComments(owner, { postId })).items[0]?.mentions).toContainEqual({
      userId: colleague.actor.userId,
      name: "Grace",
    });
    const stranger = (await aWorkspace()).actor.userId;
    await expect(say(owner, "Hello", { mentions: [stranger] })).rejects.toMatchObject({
      reason: "comment.unknown_member",
    });
  });

  test("are changed by who wrote them, and call only who was not called before", async () => {
    const { owner, colleague, postId, say } = await aTalk();
    const other = await aColleague(owner, "editor", "Alan");
    const { id: commentId } = await say(owner, "@Grace", { mentions: [colleague.actor.userId] });
    const mentions = [colleague.actor.userId, other.actor.userId];
    await editComment(owner, { commentId, body: "@Grace and @Alan", mentions });
    const called = (await eventsOf(owner, "comment.mentioned")).map(({ userId }) => userId);
    expect(called).toEqual([colleague.actor.userId, other.actor.userId]);
    expect((await listComments(owner, { postId })).items[0]?.editedAt).not.toBeNull();
    const meddling = editComment(colleague, { commentId, body: "No", mentions: [] });
    await expect(meddling).rejects.toMatchObject({ reason: "comment.not_yours" });
  });

  test("are deleted by who wrote them or who manages members, and keep no words", async () => {
    const { owner, colleague, postId, say } = await aTalk();
    const { id: mine } = await say(owner, "Mine");
    const { id: hers } = await say(colleague, "Hers");
    await expect(deleteComment(colleague, { commentId: mine })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await deleteComment(owner, { commentId: hers });
    await deleteComment(owner, { commentId: mine });
    expect((await listComments(owner, { postId })).items).toEqual([]);
    await expect(editComment(owner, { commentId: mine, body: "Back", mentions: [] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("are refused to viewers, on unknown posts, and across workspaces", async () => {
    const [mine, theirs] = [await aTalk(), await aTalk()];
    const forbidden = { code: "FORBIDDEN" };
    const unknown = { code: "NOT_FOUND" };
    await expect(async () => mine.say(asRole(mine.owner, "viewer"), "Hello")).rejects.toMatchObject(
      forbidden,
    );
    await expect(theirs.say(mine.owner, "Hello")).rejects.toMatchObject(unknown);
    await expect(listComments(mine.owner, { postId: theirs.postId })).rejects.toMatchObject(unknown);
    await expect(listComments(mine.owner, { postId: newId("post") })).rejects.toMatchObject(unknown);
    const { id: commentId } = await theirs.say(theirs.owner, "Ours");
    await expect(deleteComment(mine.owner, { commentId })).rejects.toMatchObject(unknown);
    await expect(editComment(mine.owner, { commentId, body: "Taken", mentions: [] })).rejects.toMatchObject(
      unknown,
    );
  });
});
