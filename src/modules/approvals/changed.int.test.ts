import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { createCampaign, updateCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput, defaultUtmRules, updateCampaignInput } from "@/modules/campaigns/schemas";
import { campaigns } from "@/modules/campaigns/tables";
import { renameChannel } from "@/modules/channels/commands/rename";
import { movePosts } from "@/modules/publishing/commands/bulk";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { scheduleAfter } from "@/modules/publishing/commands/after";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { deliveries } from "@/modules/publishing/tables";
import { updatePostInput } from "@/modules/publishing/schemas";
import { createSnippet, deleteSnippet, updateSnippet } from "@/modules/snippets/commands/snippets";
import { createSnippetInput } from "@/modules/snippets/schemas";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { aReviewLink, edit } from "@/testing/reviewing";
import { decideApproval } from "./commands/decide";
import { setPolicy } from "./commands/policies";
import { requestApproval } from "./commands/request";
import { getApproval } from "./queries";
import { viewReviewPost } from "./queries.client";
import { decideApprovalInput } from "./schemas";

useEnvironment();
useDatabase();

const snippet = (fields: object) => ({ snippet: createSnippetInput.parse(fields) });
const variable = (body: string) => snippet({ kind: "variable", name: "price", body });
const campaignInput = (name: string, utm: object | null = defaultUtmRules) =>
  createCampaignInput.parse({ name, utm });

async function approve(ctx: WorkspaceCtx, postId: Id<"post">) {
  const { hash } = await getApproval(ctx, { postId });
  await decideApproval(ctx, decideApprovalInput.parse({ postId, hash, decision: "approved" }));
}

/** An approved post for the next hour, with a link and a variable, in a campaign. */
async function anApprovedPost(body = "Now {{price}}: https://shop.test/") {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  await setPolicy(ctx, { channelId: null, mode: "internal" });
  const channelId = await aLabChannel(ctx);
  const { id: campaignId } = await createCampaign(ctx, campaignInput("Sale"));
  const { id: snippetId } = await createSnippet(ctx, variable("10 €"));
  const { id: postId } = await aPost(ctx, [channelId], body);
  await movePosts(ctx, { postIds: [postId], campaignId });
  await schedulePost(ctx, { postId, publishAt: "2026-11-21T09:00" });
  await approve(ctx, postId);
  const state = async () => (await getPost(ctx, { postId })).approval;
  return { clock, ctx, channelId, campaignId, snippetId, postId, state };
}
type Approved = Awaited<ReturnType<typeof anApprovedPost>>;

/** The post's delivery after the dispatcher passed at its time. */
async function dispatched({ clock, postId }: Pick<Approved, "clock" | "postId">) {
  await clock.pass(61 * 60_000);
  await dispatchNow(clock, scripted([{ status: "unknown", detail: "", answer: null }]));
  const [row] = await getDatabase().db.select().from(deliveries).where(eq(deliveries.postId, postId));
  return row;
}

const setCampaign = async ({ ctx, postId }: Approved, campaignId: Id<"campaign"> | null) => {
  const { revision, title, body, tags, language, variants } = await getPost(ctx, { postId });
  const kept = variants.map(({ channelId, settings }) => ({ channelId, settings }));
  const input = { postId, revision, title, body, tags, language, campaignId, variants: kept };
  await updatePost(ctx, updatePostInput.parse(input));
};
const utmOf = (change: object) => ({ ...defaultUtmRules, ...change });

const ROADS: [string, (post: Approved) => Promise<unknown>][] = [
  ["moved out of its campaign", ({ ctx, postId }) => movePosts(ctx, { postIds: [postId], campaignId: null })],
  ["saved without its campaign", (post) => setCampaign(post, null)],
  [
    "followed by other rules of its campaign",
    ({ ctx, campaignId }) =>
      updateCampaign(
        ctx,
        updateCampaignInput.parse({ ...campaignInput("Sale", utmOf({ medium: "mail" })), campaignId }),
      ),
  ],
  [
    "followed by another name of its campaign",
    ({ ctx, campaignId }) =>
      updateCampaign(ctx, updateCampaignInput.parse({ ...campaignInput("Winter sale"), campaignId })),
  ],
  [
    "followed by another value of a variable",
    ({ ctx, snippetId }) => updateSnippet(ctx, { snippetId, ...variable("12 €") }),
  ],
  ["left without its variable", ({ ctx, snippetId }) => deleteSnippet(ctx, { snippetId })],
  [
    "given a signature",
    ({ ctx, channelId }) =>
      createSnippet(ctx, snippet({ kind: "signature", name: "Us", body: "— Us", channelIds: [channelId] })),
  ],
];

describe("what was approved is to be approved again when it is", () => {
  test.each(ROADS)("%s", async (_, change) => {
    const post = await anApprovedPost();
    expect(await post.state()).toBe("approved");
    await change(post);
    expect(await post.state()).toBe("required");
    const { changes } = await getApproval(post.ctx, { postId: post.postId });
    expect(changes?.list.map(({ field }) => field)).toEqual(["body"]);
    expect(await dispatched(post)).toMatchObject({ state: "held", reason: "approval_missing" });
  });

  test("put under a channel's new name that its links carry", async () => {
    const post = await anApprovedPost();
    const input = campaignInput("Sale", utmOf({ term: "{{channel}}" }));
    await updateCampaign(post.ctx, updateCampaignInput.parse({ ...input, campaignId: post.campaignId }));
    await approve(post.ctx, post.postId);
    await renameChannel(post.ctx, { channelId: post.channelId, name: "The new lab" });
    expect(await post.state()).toBe("required");
  });

  test("put behind another post whose address it names", async () => {
    const post = await anApprovedPost("Plain");
    const { ctx, channelId, postId } = post;
    const [first, second] = [await aPost(ctx, [channelId], "One"), await aPost(ctx, [channelId], "Two")];
    for (const { id } of [first, second])
      await schedulePost(ctx, { postId: id, publishAt: "2026-11-21T08:30" });
    const after = (afterPostId: Id<"post">) =>
      scheduleAfter(ctx, { postId, afterPostId, afterChannelId: null, afterMinutes: 0 });
    await after(first.id);
    await edit(ctx, postId, "See {{post_url}}");
    await approve(ctx, postId);
    await after(second.id);
    expect(await post.state()).toBe("required");
  });
});

describe("what was approved stays approved", () => {
  test.each<[string, (post: Approved) => Promise<unknown>]>([
    [
      "when it is moved in time",
      ({ ctx, postId }) => schedulePost(ctx, { postId, publishAt: "2026-11-21T10:00" }),
    ],
    [
      "when another variable changes",
      ({ ctx }) => createSnippet(ctx, snippet({ kind: "variable", name: "other", body: "x" })),
    ],
    [
      "when another channel is given a signature",
      async ({ ctx }) =>
        createSnippet(
          ctx,
          snippet({ kind: "signature", name: "Us", body: "— Us", channelIds: [await aLabChannel(ctx)] }),
        ),
    ],
    [
      "when its campaign changes in what no reader sees",
      ({ ctx, campaignId }) =>
        updateCampaign(ctx, {
          ...updateCampaignInput.parse({ ...campaignInput("Sale"), campaignId }),
          goal: "More",
          color: "red",
        }),
    ],
  ])("%s", async (_, change) => {
    const post = await anApprovedPost();
    await change(post);
    expect(await post.state()).toBe("approved");
  });

  test("when the change is taken back", async () => {
    const post = await anApprovedPost();
    const { ctx, snippetId } = post;
    await updateSnippet(ctx, { snippetId, ...variable("12 €") });
    await updateSnippet(ctx, { snippetId, ...variable("10 €") });
    expect(await post.state()).toBe("approved");
  });
});

test("what was asked about other links is asked no more", async () => {
  const { ctx, postId, campaignId, channelId } = await anApprovedPost();
  const { id: other } = await aPost(ctx, [channelId], "https://shop.test/");
  await movePosts(ctx, { postIds: [other], campaignId });
  await requestApproval(ctx, { postId: other });
  await movePosts(ctx, { postIds: [postId, other], campaignId: null });
  expect((await getApproval(ctx, { postId: other })).entries).toMatchObject([{ state: "superseded" }]);
});

test("the dispatcher refuses what changed by any other road", async () => {
  const post = await anApprovedPost();
  const { ctx, campaignId, postId } = post;
  const utm = { ...defaultUtmRules, source: "elsewhere" };
  await inTransaction(ctx, ({ db }) => db.update(campaigns).set({ utm }).where(eq(campaigns.id, campaignId)));
  expect(await getApproval(ctx, { postId })).toMatchObject({ state: "required", canDecide: ["internal"] });
  expect(await dispatched(post)).toMatchObject({ state: "held", reason: "approval_missing" });
});

test("what was approved leaves as it was approved, and the client saw it so", async () => {
  const { ctx, clock, postId, channelId } = await anApprovedPost();
  await createSnippet(ctx, snippet({ kind: "signature", name: "Us", body: "— Us", channelIds: [channelId] }));
  await approve(ctx, postId);
  await setPolicy(ctx, { channelId: null, mode: "both" });
  const link = await aReviewLink(ctx, [postId]);
  const visitor = { headers: new Headers(), clock, traceId: "test" };
  const { shown } = await viewReviewPost(visitor, { token: link.token, postId });
  const leaves = "Now 10 €: https://shop.test/?utm_source=lab&utm_medium=social&utm_campaign=sale\n\n— Us";
  expect(shown?.post.variants).toMatchObject([{ body: leaves }]);
  const { hash } = await getApproval(ctx, { postId });
  await decideApproval(
    ctx,
    decideApprovalInput.parse({ postId, hash, stage: "client", decision: "approved", clientName: "N" }),
  );
  expect((await dispatched({ clock, postId }))?.content?.body).toBe(leaves);
});

test("another workspace's variables change nothing here", async () => {
  const post = await anApprovedPost();
  const other = await aWorkspace();
  await createSnippet(other, variable("99 €"));
  expect(await post.state()).toBe("approved");
});
