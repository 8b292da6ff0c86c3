import { beforeAll, expect, test } from "vitest";
import { GET as getFeed } from "@/app/(public)/s/[site]/[feed]/route";
import { createPost } from "@/modules/publishing/commands/drafts";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import { createPostInput } from "@/modules/publishing/schemas";
import { getCurrent } from "@/modules/workspaces/queries";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aSiteChannel, dispatchNow } from "@/testing/publishing";
import { getSite, listSitePosts } from "./queries";

useEnvironment();
useDatabase();

let ctx: WorkspaceCtx;
let slug = "";
const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));

async function publish(body: string, tags: string[] = []): Promise<void> {
  const channelId = await aSiteChannel(ctx);
  const { id: postId } = await createPost(
    ctx,
    createPostInput.parse({ body, tags, variants: [{ channelId }] }),
  );
  await publishPostNow(ctx, { postId });
  await dispatchNow(clock);
}

const read = (headers: Record<string, string> = {}) =>
  getFeed(new Request(`http://localhost:3000/s/${slug}/rss.xml`, { headers }), {
    params: Promise.resolve({ site: slug, feed: "rss.xml" }),
  });

beforeAll(async () => {
  ctx = await aWorkspace({ clock, timeZone: "UTC" });
  slug = (await getCurrent(ctx)).slug;
  await publish("# A heading, and news of #Été");
  await publish("Given", ["Année-2026", "ÎLE"]);
});

test.each([
  ["été", 1],
  ["année-2026", 1],
  ["île", 1],
  ["!!", 0],
  ["ét", 0],
])("%s stands on %d posts", async (tag, expected) => {
  const { posts } = await listSitePosts(await getSite(slug), { page: 1, tag });
  expect(posts).toHaveLength(expected);
});

test("a feed is not sent again to a reader that has it", async () => {
  const first = await read();
  const etag = first.headers.get("etag") ?? "";
  expect([first.status, await first.text()]).toEqual([200, expect.stringContaining("#Été")]);
  const again = await read({ "if-none-match": `"other", ${etag}` });
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  await publish("Something new");
  expect((await read({ "if-none-match": etag })).status).toBe(200);
});
