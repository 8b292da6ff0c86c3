import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { createCampaign, updateCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput, defaultUtmRules } from "@/modules/campaigns/schemas";
import { amendPublished } from "@/modules/publishing/commands/amend";
import { movePosts } from "@/modules/publishing/commands/bulk";
import { createPost } from "@/modules/publishing/commands/drafts";
import { retryDelivery } from "@/modules/publishing/commands/resolve";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput } from "@/modules/publishing/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { createSnippet, updateSnippet } from "@/modules/snippets/commands/snippets";
import { createSnippetInput } from "@/modules/snippets/schemas";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { forgetDeliveries, published } from "@/testing/queues";
import { aColleague } from "@/testing/reviewing";
import { decideApproval } from "./commands/decide";
import { setPolicy } from "./commands/policies";
import { getApproval } from "./queries";
import { decideApprovalInput } from "./schemas";

useEnvironment();
useDatabase();
forgetDeliveries();

const hour = 3_600_000;
async function aStudio(mode: "none" | "internal" = "internal") {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  await setPolicy(ctx, { channelId: null, mode });
  return { clock, ctx, channelId: await aLabChannel(ctx) };
}
const rowsOf = (postId: Id<"post">) =>
  getDatabase().db.select().from(deliveries).where(eq(deliveries.postId, postId)).orderBy(deliveries.part);
async function approve(ctx: WorkspaceCtx, postId: Id<"post">) {
  const { hash } = await getApproval(ctx, { postId });
  return decideApproval(ctx, decideApprovalInput.parse({ postId, hash, decision: "approved" }));
}
const variable = (body: string) => ({
  snippet: createSnippetInput.parse({ kind: "variable", name: "price", body }),
});
const aSale = (ctx: WorkspaceCtx) =>
  createCampaign(ctx, createCampaignInput.parse({ name: "Sale", utm: defaultUtmRules }));

describe("a post of which a part is still to follow", () => {
  test("can be agreed to again when that part says something else, and then goes on", async () => {
    const { clock, ctx, channelId } = await aStudio();
    const { id: snippetId } = await createSnippet(ctx, variable("10"));
    const parts = [{ kind: "follow_up", body: "Two for {{price}}", delayMinutes: 120 }];
    const { id: postId } = await createPost(
      ctx,
      createPostInput.parse({ body: "One", parts, variants: [{ channelId }] }),
    );
    await schedulePost(ctx, { postId, publishAt: "2026-11-21T09:00" });
    await approve(ctx, postId);
    await clock.pass(hour);
    await dispatchNow(clock, scripted([published]));
    await updateSnippet(ctx, { snippetId, ...variable("12") });
    await clock.pass(2 * hour + 60_000);
    await dispatchNow(clock, scripted([published]));
    const [, part] = await rowsOf(postId);
    if (!part) throw new Error("The post has no second part");
    expect(part).toMatchObject({ state: "held", reason: "approval_missing" });
    expect((await getApproval(ctx, { postId })).canDecide).toEqual(["internal"]);
    expect(await approve(ctx, postId)).toMatchObject({ state: "approved" });
    await retryDelivery(ctx, { deliveryId: part.id });
    await dispatchNow(clock, scripted([{ ...published, externalId: "x2" }]));
    expect((await rowsOf(postId)).map(({ state }) => state)).toEqual(["published", "published"]);
  });
});

describe("another text for what is out already", () => {
  const parts = [{ kind: "follow_up", body: "Two for {{price}}", delayMinutes: 120 }];
  const plain = { kind: "variable", name: "greeting", body: "Hello" };

  async function halfOut() {
    const { clock, ctx, channelId } = await aStudio();
    const { id: priceId } = await createSnippet(ctx, variable("10"));
    const greeting = { snippet: createSnippetInput.parse(plain) };
    const { id: greetingId } = await createSnippet(ctx, greeting);
    const input = { body: "{{greeting}}, one", parts, variants: [{ channelId }] };
    const { id: postId } = await createPost(ctx, createPostInput.parse(input));
    await schedulePost(ctx, { postId, publishAt: "2026-11-21T09:00" });
    await approve(ctx, postId);
    await clock.pass(hour);
    await dispatchNow(clock, scripted([published]));
    const [root] = await rowsOf(postId);
    if (!root) throw new Error("The post has no delivery");
    const amend = (text: string) =>
      inTransaction(ctx, (tx) => amendPublished(tx, { deliveryId: root.id, text, url: null }));
    const goOn = async () => {
      await clock.pass(2 * hour + 60_000);
      await dispatchNow(clock, scripted([{ ...published, externalId: "x2" }]));
      return (await rowsOf(postId)).map(({ state }) => state);
    };
    const greet = (body: string) =>
      updateSnippet(ctx, {
        snippetId: greetingId,
        snippet: createSnippetInput.parse({ ...plain, body }),
      });
    return { ctx, postId, priceId, amend, greet, goOn };
  }

  test("asks nobody again: what is still to follow goes on", async () => {
    const { ctx, postId, amend, greet, goOn } = await halfOut();
    await amend("Hello, one, put right");
    await greet("Good day");
    const { state, entries } = await getApproval(ctx, { postId });
    expect([state, entries.map(({ current }) => current)]).toEqual(["approved", [true]]);
    expect(await goOn()).toEqual(["published", "published"]);
  });

  test("hides no other text of what is to follow", async () => {
    const { ctx, postId, priceId, amend, goOn } = await halfOut();
    await updateSnippet(ctx, { snippetId: priceId, ...variable("12") });
    await amend("Hello, one, put right");
    expect((await getApproval(ctx, { postId })).state).toBe("required");
    expect(await goOn()).toEqual(["published", "held"]);
    await updateSnippet(ctx, { snippetId: priceId, ...variable("10") });
    expect((await getApproval(ctx, { postId })).state).toBe("approved");
  });
});

describe("what is out in full", () => {
  test("asks nobody anew when it is moved to a campaign", async () => {
    const { clock, ctx, channelId } = await aStudio();
    const { id: campaignId } = await aSale(ctx);
    const { id: postId } = await aPost(ctx, [channelId], "See https://shop.test/");
    await schedulePost(ctx, { postId, publishAt: "2026-11-21T09:00" });
    await approve(ctx, postId);
    await clock.pass(hour);
    await dispatchNow(clock, scripted([published]));
    await movePosts(ctx, { postIds: [postId], campaignId });
    const { state, approval } = await getPost(ctx, { postId });
    expect([state, approval]).toEqual(["published", "approved"]);
  });
});

describe("what planned posts say otherwise by the hand of an author", () => {
  test("waits for people when they move them to a campaign that tags links", async () => {
    const { ctx, channelId } = await aStudio("none");
    const author = await aColleague(ctx, "author");
    const { id: campaignId } = await aSale(ctx);
    const { id: tagged } = await aPost(author, [channelId], "See https://shop.test/");
    const { id: plain } = await aPost(author, [channelId], "Nothing to tag");
    for (const postId of [tagged, plain]) await schedulePost(ctx, { postId, publishAt: "2026-11-21T12:00" });
    await movePosts(author, { postIds: [tagged, plain], campaignId });
    const approvals = [tagged, plain].map(async (postId) => (await getPost(ctx, { postId })).approval);
    expect(await Promise.all(approvals)).toEqual(["pending", "none"]);
  });

  test("is refused by way of a campaign's rules, while its other fields are theirs", async () => {
    const { ctx, channelId } = await aStudio("none");
    const author = await aColleague(ctx, "author");
    const { id: campaignId } = await aSale(ctx);
    const { id: postId } = await aPost(author, [channelId], "See https://shop.test/");
    await movePosts(ctx, { postIds: [postId], campaignId });
    const change = (more: object) => ({
      campaignId,
      ...createCampaignInput.parse({ name: "Sale", utm: defaultUtmRules, ...more }),
    });
    const utm = { ...defaultUtmRules, medium: "other" };
    await updateCampaign(author, change({ utm }));
    await schedulePost(ctx, { postId, publishAt: "2026-11-21T12:00" });
    await updateCampaign(author, change({ utm, goal: "Sell" }));
    await expect(updateCampaign(author, change({}))).rejects.toMatchObject({
      code: "FORBIDDEN",
      reason: "campaign.words_planned",
    });
    await updateCampaign(ctx, change({}));
  });
});
