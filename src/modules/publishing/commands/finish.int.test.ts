import { expect, test } from "vitest";
import { createCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput } from "@/modules/campaigns/schemas";
import { createSnippet } from "@/modules/snippets/commands/snippets";
import { saveSnippetInput } from "@/modules/snippets/schemas";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, dispatchNow, scripted } from "@/testing/publishing";
import { createPostInput } from "../schemas";
import { createPost } from "./drafts";
import { publishPostNow } from "./schedule";

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
