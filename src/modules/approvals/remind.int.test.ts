import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { hourMs } from "@/kernel/time";
import { deletePost } from "@/modules/publishing/commands/drafts";
import { anAddress, mailTo, useSignIn } from "@/testing/auth";
import { aWorkspace, TestClock } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { aPost, aSiteChannel } from "@/testing/publishing";
import { aReviewLink, eventsOf } from "@/testing/reviewing";
import { sendReviewMail } from "./commands/mail";
import { tellClientsOfWords } from "./commands/message";
import { setPolicy } from "./commands/policies";
import { remindApprovals } from "./commands/remind";
import { requestApproval } from "./commands/request";
import { revokeReviewLink } from "./commands/review-links";
import type { ReviewMailKind } from "./schemas";

useDatabase();
useSignIn();

async function anAsking(mode: "internal" | "client", reminderHours?: number | null) {
  const clock = new TestClock();
  const ctx = await aWorkspace({ clock });
  await setPolicy(ctx, { channelId: null, mode, reminderHours });
  const channelId = await aSiteChannel(ctx);
  const post = await aPost(ctx, [channelId]);
  return { clock, ctx, channelId, postId: post.id };
}

describe("a reminder", () => {
  test("comes after the hours that the workspace chose, three times, then never again", async () => {
    const { clock, ctx, postId } = await anAsking("internal", 10);
    await requestApproval(ctx, { postId });
    clock.advance(10 * hourMs - 1);
    await remindApprovals(clock.now());
    expect(await eventsOf(ctx, "approval.reminded")).toEqual([]);
    clock.advance(1);
    await remindApprovals(clock.now());
    await remindApprovals(clock.now());
    for (let more = 0; more < 4; more += 1) {
      clock.advance(10 * hourMs);
      await remindApprovals(clock.now());
    }
    const reminded = await eventsOf(ctx, "approval.reminded");
    expect(reminded.map(({ count }) => count)).toEqual([1, 2, 3]);
    expect(reminded[0]).toMatchObject({ postId, stage: "internal", requestedBy: ctx.actor.userId });
  });

  test("comes after a day where nobody chose, and not at all where none was wanted", async () => {
    const [daily, never] = [await anAsking("internal"), await anAsking("internal", null)];
    for (const { ctx, postId } of [daily, never]) await requestApproval(ctx, { postId });
    daily.clock.advance(24 * hourMs);
    await remindApprovals(daily.clock.now());
    expect(await eventsOf(daily.ctx, "approval.reminded")).toHaveLength(1);
    expect(await eventsOf(never.ctx, "approval.reminded")).toEqual([]);
  });

  test("is one mail a link, however many posts wait, and none for what is deleted", async () => {
    const { clock, ctx, channelId, postId } = await anAsking("client", 5);
    const [second, third] = [await aPost(ctx, [channelId]), await aPost(ctx, [channelId])];
    const link = await aReviewLink(ctx, [postId, second.id, third.id]);
    await deletePost(ctx, { postId: third.id });
    clock.advance(5 * hourMs);
    await remindApprovals(clock.now());
    expect(await eventsOf(ctx, "approval.reminded")).toHaveLength(2);
    expect(await eventsOf(ctx, "approval.review_mailed")).toEqual([
      { reviewId: link.id, kind: "request" },
      { reviewId: link.id, kind: "reminder" },
    ]);
  });
});

describe("the mail of a link", () => {
  const sent = async (kind: ReviewMailKind, locale: "en" | "fr" = "en") => {
    const { clock, ctx, postId } = await anAsking("client");
    const email = anAddress("client");
    const link = await aReviewLink(ctx, [postId], { email, locale });
    const send = () => sendReviewMail({ reviewId: link.id, kind, issue: newId("outbox") }, clock.now());
    return { ctx, link: { ...link, postIds: [postId] }, email, send };
  };

  test.each([
    ["en", "request", "One post waits for your approval"],
    ["en", "reminder", "still waits"],
    ["fr", "request", "attend votre accord"],
    ["fr", "update", "demande votre accord"],
    ["fr", "reminder", "attend encore votre réponse"],
    ["en", "message", "wrote to you"],
    ["fr", "message", "vous a écrit"],
  ] as const)("speaks the client's language (%s, %s) and carries their link", async (locale, kind, words) => {
    const { link, email, send } = await sent(kind, locale);
    expect(await send()).toEqual({ sent: true });
    const mail = await mailTo(email);
    expect(`${mail.subject} ${mail.html}`.replace(/<[^>]+>/g, "")).toContain(words);
    expect(mail.text).toContain(link.url);
  });

  test("is not sent for a link that was closed", async () => {
    const { ctx, link, send } = await sent("request");
    await revokeReviewLink(ctx, { reviewId: link.id });
    expect(await send()).toEqual({ sent: false });
  });

  test("tells whoever holds a link to a post that the team wrote about it", async () => {
    const { ctx, link } = await sent("request");
    const [post] = link.postIds;
    if (!post) throw new Error("The link shows nothing");
    await tellClientsOfWords(ctx, post);
    expect(await eventsOf(ctx, "approval.review_mailed")).toContainEqual({
      reviewId: link.id,
      kind: "message",
    });
  });
});
