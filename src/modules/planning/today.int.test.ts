import { expect, test } from "vitest";
import type { Network, PublishCall } from "@/networks/contract";
import { createPost } from "@/modules/publishing/commands/drafts";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import { createPostInput } from "@/modules/publishing/schemas";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, dispatchNow, scripted } from "@/testing/publishing";
import { getToday } from "./queries.today";

useEnvironment();
useDatabase();

const answer = { httpStatus: 200, body: null };

/** A network that takes everything but the texts that it is asked to refuse. */
const taking = (...refused: string[]): Network => ({
  ...scripted([]),
  publish: async ({ content: { body } }: PublishCall) =>
    refused.includes(body)
      ? { status: "rejected", reason: "policy", detail: "not that", answer }
      : { status: "published", externalId: body, url: `https://lab.test/${body}`, answer },
});

async function published(network: Network) {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx);
  const parts = ["two", "three"].map((body) => ({ kind: "thread", body }));
  const post = await createPost(
    ctx,
    createPostInput.parse({ body: "one", parts, variants: [{ channelId }] }),
  );
  await publishPostNow(ctx, { postId: post.id });
  await dispatchNow(clock, network);
  return getToday(ctx);
}

test("the results of today show a thread once, by its post", async () => {
  const { recentResults, counts } = await published(taking());
  expect(recentResults.map(({ part, url }) => [part, url])).toEqual([[0, "https://lab.test/one"]]);
  expect(counts).toMatchObject({ publishedLastWeek: 3, needsAttention: 0 });
});

test("a part that failed needs attention, what waits behind it does not", async () => {
  const { recentResults, needsAttention } = await published(taking("two"));
  expect(needsAttention.map(({ part }) => part)).toEqual([1]);
  expect(recentResults).toHaveLength(1);
});
