import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { decideApproval } from "@/modules/approvals/commands/decide";
import { setPolicy } from "@/modules/approvals/commands/policies";
import { getApproval } from "@/modules/approvals/queries";
import { decideApprovalInput } from "@/modules/approvals/schemas";
import { createCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput } from "@/modules/campaigns/schemas";
import { createSnippet } from "@/modules/snippets/commands/snippets";
import { saveSnippetInput } from "@/modules/snippets/schemas";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, dispatchNow, scripted } from "@/testing/publishing";
import { createPostInput, updatePostInput } from "../schemas";
import { duplicatePostInput } from "../schemas.organise";
import { createPost, updatePost } from "./drafts";
import { duplicatePost } from "./duplicate";
import { publishPostNow, schedulePost } from "./schedule";

useEnvironment();
useDatabase();

const answer = { httpStatus: 200, body: null };
const published = { status: "published", externalId: "x1", url: "https://lab.test/x1", answer } as const;

async function aPlan(body: string) {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const snippet = { kind: "variable", name: "shop", body: "https://shop.test/a" };
  await createSnippet(ctx, saveSnippetInput.parse({ snippet }));
  const utm = { source: "{{network}}", medium: "social", campaign: "{{campaign}}" };
  const { id: campaignId } = await createCampaign(
    ctx,
    createCampaignInput.parse({ name: "Spring Sale", color: "blue", utm }),
  );
  const variants = [{ channelId: await aLabChannel(ctx) }];
  const post = await createPost(ctx, createPostInput.parse({ body, campaignId, variants }));
  return { clock, ctx, post };
}

test("variables are filled and links tagged when a post leaves", async () => {
  const { clock, ctx, post } = await aPlan("Now at {{shop}}");
  await publishPostNow(ctx, { postId: post.id });
  const network = scripted([published]);
  await dispatchNow(clock, network);
  expect(network.lastBody).toBe(
    "Now at https://shop.test/a?utm_source=lab&utm_medium=social&utm_campaign=spring-sale",
  );
});

test("a name that stands for nothing is refused before its time comes", async () => {
  const { ctx, post } = await aPlan("Now at {{shpo}}");
  expect(post.variants[0]?.issues).toMatchObject([{ code: "variable_unknown", details: { name: "shpo" } }]);
  await expect(publishPostNow(ctx, { postId: post.id })).rejects.toMatchObject({ reason: "post.has_issues" });
});

test("a post goes out without its channel's signature when its author wants none, and people agree to that", async () => {
  const { clock, ctx, post } = await aPlan("Hello");
  const [variant] = post.variants;
  const channelIds = [variant?.channelId ?? newId("channel")];
  const signature = { kind: "signature", name: "Us", body: "– Us", channelIds };
  await createSnippet(ctx, saveSnippetInput.parse({ snippet: signature }));
  expect(post.signed).toBe(true);
  await setPolicy(ctx, { channelId: null, mode: "internal" });
  const { id: postId } = post;
  const approve = async () => {
    const { hash } = await getApproval(ctx, { postId });
    await decideApproval(ctx, decideApprovalInput.parse({ postId, decision: "approved", hash }));
  };
  await schedulePost(ctx, { postId, publishAt: "2026-11-21T09:00" });
  await approve();
  const variants = channelIds.map((channelId) => ({ channelId }));
  const save = (revision: number, more: object) =>
    updatePost(ctx, updatePostInput.parse({ postId, revision, body: "Hello", variants, ...more }));
  expect(await save(1, { signed: false })).toMatchObject({ signed: false, approval: "required" });
  expect(await save(2, {})).toMatchObject({ signed: false });
  expect((await duplicatePost(ctx, duplicatePostInput.parse({ postId }))).signed).toBe(false);
  await approve();
  const network = scripted([published]);
  await clock.pass(3_600_000);
  await dispatchNow(clock, network);
  expect(network.lastBody).toBe("Hello");
});
