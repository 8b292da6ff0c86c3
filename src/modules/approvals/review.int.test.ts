import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { addComment } from "@/modules/comments/commands/comments";
import { addCommentInput } from "@/modules/comments/schemas";
import { getPost } from "@/modules/publishing/queries";
import { asRole, aWorkspace, TestClock } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPost, aSiteChannel } from "@/testing/publishing";
import { aReviewLink, edit, eventsOf } from "@/testing/reviewing";
import { setPolicy } from "./commands/policies";
import { requestApproval } from "./commands/request";
import { reviewApproveAll, reviewComment, reviewDecide, type Visitor } from "./commands/review";
import { resendReviewLink, revokeReviewLink, tokenOf } from "./commands/review-links";
import { getApproval, listReviewLinks } from "./queries";
import { viewReview, viewReviewPost } from "./queries.client";
import { reviewLinks } from "./tables";

useEnvironment();
useDatabase();

const gone = { code: "NOT_FOUND" };

async function anAgency(mode: "client" | "staged" | "none" = "client") {
  const clock = new TestClock();
  const ctx = await aWorkspace({ clock });
  await setPolicy(ctx, { channelId: null, mode });
  const channelId = await aSiteChannel(ctx);
  const [first, second] = [await aPost(ctx, [channelId], "First"), await aPost(ctx, [channelId], "Second")];
  const address = newId("outbox");
  const visitor: Visitor = { headers: new Headers({ "x-real-ip": address }), clock, traceId: "test" };
  return { clock, ctx, visitor, first: first.id, second: second.id };
}

/** What the page shows of each post, by its text's place in the link. */
const statesOf = async (visitor: Visitor, token: string) => {
  const { page } = await viewReview(visitor, { token });
  return page?.posts.map(({ state }) => state);
};

describe("a review link", () => {
  test("asks for the client's approval, is mailed, and keeps only the hash of its secret", async () => {
    const { ctx, first, second } = await anAgency();
    const link = await aReviewLink(ctx, [first, second]);
    expect(link.url).toMatch(/\/review\/[\w-]{43}$/);
    expect(await eventsOf(ctx, "approval.review_mailed")).toEqual([{ reviewId: link.id, kind: "request" }]);
    const [row] = await getDatabase().db.select().from(reviewLinks).where(eq(reviewLinks.id, link.id));
    expect(JSON.stringify(row)).not.toContain(link.token);
    expect((await getApproval(ctx, { postId: first })).entries).toMatchObject([
      { stage: "client", state: "pending" },
    ]);
    expect(await listReviewLinks(ctx, { postId: first })).toMatchObject([
      { name: "Nadia", state: "open", postCount: 2 },
    ]);
  });

  test("shows its own posts as they will appear, and nothing of the team's", async () => {
    const { ctx, visitor, first, second } = await anAgency();
    const secret = "Between us: the client is late again";
    await addComment(ctx, addCommentInput.parse({ postId: first, body: secret }));
    await addComment(ctx, addCommentInput.parse({ postId: first, body: "Dear Nadia", audience: "client" }));
    const { token } = await aReviewLink(ctx, [first]);
    const { page } = await viewReview(visitor, { token });
    expect(page).toMatchObject({ name: "Nadia", posts: [{ postId: first, state: "open" }] });
    const post = await viewReviewPost(visitor, { token, postId: first });
    expect(post.shown?.post).toMatchObject({ body: "First", authorName: null, deliveries: [], labels: [] });
    expect(post.comments).toMatchObject([{ body: "Dear Nadia", byClient: false }]);
    expect(JSON.stringify([page, post])).not.toContain(secret);
    await expect(viewReviewPost(visitor, { token, postId: second })).rejects.toMatchObject(gone);
  });

  test("is not opened by guesses, by other links' ids or by another workspace's secret for these posts", async () => {
    const [mine, theirs] = [await anAgency(), await anAgency()];
    const { token, id } = await aReviewLink(mine.ctx, [mine.first]);
    const wrong = [id, token.slice(0, -1), `${token}A`, tokenOf(newId("review")), "", " ", "%00"];
    for (const guess of wrong) {
      expect(await viewReview(mine.visitor, { token: guess })).toEqual({ state: "unknown", page: null });
      await expect(viewReviewPost(mine.visitor, { token: guess, postId: mine.first })).rejects.toMatchObject(
        gone,
      );
    }
    const other = await aReviewLink(theirs.ctx, [theirs.first]);
    const stolen = { token: other.token, postId: mine.first };
    await expect(viewReviewPost(mine.visitor, stolen)).rejects.toMatchObject(gone);
    const answer = { ...stolen, hash: "0".repeat(64), decision: "approved" as const, note: "" };
    await expect(reviewDecide(mine.visitor, answer)).rejects.toMatchObject(gone);
    await expect(reviewComment(mine.visitor, { ...stolen, body: "Hello" })).rejects.toMatchObject(gone);
    const all = { token: other.token, posts: [{ postId: mine.first, hash: "0".repeat(64) }] };
    await expect(reviewApproveAll(mine.visitor, all)).rejects.toMatchObject(gone);
  });

  test("stops who tries secrets in numbers", async () => {
    const { visitor } = await anAgency();
    const tries = Array.from({ length: 40 }, (_, index) => viewReview(visitor, { token: `guess-${index}` }));
    const outcomes = await Promise.allSettled(tries);
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]).toMatchObject({ reason: { code: "LIMITED" } });
  });

  test("closes at its expiry to the instant, and at once when it is revoked", async () => {
    const { ctx, clock, visitor, first } = await anAgency();
    const [short, long] = [
      await aReviewLink(ctx, [first], { expiresInDays: 1 }),
      await aReviewLink(ctx, [first]),
    ];
    const answer = { postId: first, hash: "0".repeat(64), decision: "approved" as const, note: "" };
    clock.advance(dayMs - 1);
    expect((await viewReview(visitor, short)).state).toBe("open");
    clock.advance(1);
    expect(await viewReview(visitor, short)).toEqual({ state: "expired", page: null });
    await expect(viewReviewPost(visitor, { ...short, postId: first })).rejects.toMatchObject(gone);
    await expect(reviewDecide(visitor, { ...answer, token: short.token })).rejects.toMatchObject({
      reason: "review.not_open",
    });
    await revokeReviewLink(ctx, { reviewId: long.id });
    await revokeReviewLink(ctx, { reviewId: long.id });
    expect(await viewReview(visitor, long)).toEqual({ state: "revoked", page: null });
    const words = { token: long.token, postId: first, body: "Hello" };
    await expect(reviewComment(visitor, words)).rejects.toMatchObject({ reason: "review.not_open" });
    await expect(resendReviewLink(ctx, { reviewId: long.id })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("is made, closed and sent again only by who may share, for the workspace's own posts", async () => {
    const [mine, theirs] = [await anAgency(), await anAgency()];
    const link = await aReviewLink(mine.ctx, [mine.first]);
    const author = asRole(mine.ctx, "author");
    const forbidden = { code: "FORBIDDEN" };
    await expect(aReviewLink(author, [mine.first])).rejects.toMatchObject(forbidden);
    await expect(async () => revokeReviewLink(author, { reviewId: link.id })).rejects.toMatchObject(
      forbidden,
    );
    await expect(aReviewLink(mine.ctx, [theirs.first])).rejects.toMatchObject(gone);
    await expect(revokeReviewLink(theirs.ctx, { reviewId: link.id })).rejects.toMatchObject(gone);
    await expect(resendReviewLink(theirs.ctx, { reviewId: link.id })).rejects.toMatchObject(gone);
    await resendReviewLink(mine.ctx, { reviewId: link.id });
    expect(await eventsOf(mine.ctx, "approval.review_mailed")).toHaveLength(2);
  });
});

describe("a client", () => {
  test("approves what they see, and the post is free to go out", async () => {
    const { ctx, visitor, first } = await anAgency();
    const { token } = await aReviewLink(ctx, [first]);
    const { hash } = await viewReviewPost(visitor, { token, postId: first });
    await reviewDecide(visitor, { token, postId: first, hash, decision: "approved", note: "" });
    expect(await statesOf(visitor, token)).toEqual(["approved"]);
    expect((await getPost(ctx, { postId: first })).approval).toBe("approved");
    expect((await getApproval(ctx, { postId: first })).entries).toMatchObject([
      { state: "approved", decidedByName: "Nadia" },
    ]);
    const twice = reviewDecide(visitor, { token, postId: first, hash, decision: "approved", note: "" });
    await expect(twice).rejects.toMatchObject({ reason: "approval.answered" });
  });

  test("asks for changes, sees nothing of the work on them, then what is different", async () => {
    const { ctx, visitor, first } = await anAgency();
    const { token } = await aReviewLink(ctx, [first]);
    const before = await viewReviewPost(visitor, { token, postId: first });
    const wish = { decision: "changes_requested" as const, note: "Say Second" };
    await reviewDecide(visitor, { token, postId: first, hash: before.hash, ...wish });
    await edit(ctx, first, "Second attempt");
    expect(await statesOf(visitor, token)).toEqual(["preparing"]);
    expect((await viewReviewPost(visitor, { token, postId: first })).shown).toBeNull();
    await requestApproval(ctx, { postId: first });
    const after = await viewReviewPost(visitor, { token, postId: first });
    expect(after).toMatchObject({ state: "open", answer: null });
    expect(after.shown?.changes?.list).toMatchObject([{ field: "body" }]);
    const mails = await eventsOf(ctx, "approval.review_mailed");
    expect(mails.map(({ kind }) => kind)).toEqual(["request", "update"]);
  });

  test("never approves words that changed while they read", async () => {
    const { ctx, visitor, first } = await anAgency();
    const { token } = await aReviewLink(ctx, [first]);
    const { hash } = await viewReviewPost(visitor, { token, postId: first });
    await edit(ctx, first, "Quite another text");
    await requestApproval(ctx, { postId: first });
    const late = reviewDecide(visitor, { token, postId: first, hash, decision: "approved", note: "" });
    await expect(late).rejects.toMatchObject({ reason: "approval.content_moved" });
    expect((await getPost(ctx, { postId: first })).approval).toBe("pending");
  });

  test("approves all at once; what moved meanwhile is left and told", async () => {
    const { ctx, visitor, first, second } = await anAgency();
    const { token } = await aReviewLink(ctx, [first, second]);
    const { page } = await viewReview(visitor, { token });
    const posts = page?.posts.map(({ postId, hash }) => ({ postId, hash })) ?? [];
    await edit(ctx, second, "Moved");
    expect(await reviewApproveAll(visitor, { token, posts })).toEqual({
      approved: [first],
      skipped: [second],
    });
  });

  test("sees a staged post only after the team agreed", async () => {
    const { ctx, visitor, first } = await anAgency("staged");
    const { token } = await aReviewLink(ctx, [first]);
    expect(await statesOf(visitor, token)).toEqual(["preparing"]);
    const hidden = await viewReviewPost(visitor, { token, postId: first });
    expect(hidden.shown).toBeNull();
    const eager = { token, postId: first, hash: hidden.hash, decision: "approved" as const, note: "" };
    await expect(reviewDecide(visitor, eager)).rejects.toMatchObject({ reason: "approval.not_yet" });
  });

  test("writes to the team, who are told", async () => {
    const { ctx, visitor, first } = await anAgency();
    const { token } = await aReviewLink(ctx, [first]);
    await reviewComment(visitor, { token, postId: first, body: "The logo is old" });
    const { comments } = await viewReviewPost(visitor, { token, postId: first });
    expect(comments).toMatchObject([{ name: "Nadia", byClient: true, body: "The logo is old" }]);
    expect(await eventsOf(ctx, "comment.added")).toMatchObject([
      { audience: "client", clientName: "Nadia", authorId: null, postAuthorId: ctx.actor.userId },
    ]);
  });
});
