import { afterEach, expect, test } from "vitest";
import { connectChannel } from "@/modules/channels/commands/connect";
import { connectChannelInput } from "@/modules/channels/schemas";
import { findNetwork } from "@/networks/registry";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { type FakeBluesky, startBluesky } from "@/testing/fakes/bluesky";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { labHttp } from "@/testing/lab-network";
import { dispatch } from "./commands/dispatch";
import { createPost } from "./commands/drafts";
import { publishPostNow } from "./commands/schedule";
import { getPost } from "./queries";
import { createPostInput } from "./schemas";

useEnvironment();
useDatabase();

const http = labHttp();
let server: FakeBluesky;
afterEach(() => server.close());

/** A thread of four on Bluesky, told to go out. */
async function aThread() {
  server = await startBluesky();
  const clock = new VirtualClock(Date.now());
  server.options.now = () => clock.now();
  const ctx = await aWorkspace({ clock });
  const { handle: identifier, password } = server.options;
  const values = { service: server.url, identifier, password };
  const input = connectChannelInput.parse({ network: "bluesky", values });
  const { channel } = await connectChannel(ctx, input, { findNetwork, http });
  const post = await createPost(
    ctx,
    createPostInput.parse({
      body: "One",
      parts: ["Two", "Three", "Four"].map((body) => ({ kind: "thread", body })),
      variants: [{ channelId: channel.id }],
    }),
  );
  await publishPostNow(ctx, { postId: post.id });
  const run = async () => {
    for (let turn = 0; turn < 8; turn++) {
      const until = new Date(clock.now().getTime() + 60_000);
      await dispatch({ clock, http, networks: findNetwork, traceId: "test", until, lookaheadMs: 0 });
      await clock.pass(20_000);
    }
  };
  const deliveries = async () =>
    (await getPost(ctx, { postId: post.id })).deliveries.toSorted((a, b) => a.part - b.part);
  return { run, deliveries };
}

const put = { method: "POST", path: "/xrpc/com.atproto.repo.putRecord" };
const chainOf = () => {
  const records = [...server.records.values()];
  const replyOf = (value: Record<string, unknown>) => value.reply as { parent: { uri: string } } | undefined;
  const texts = new Map(records.map(({ uri, value }) => [uri, String(value.text)]));
  return records.map(({ value }) => [value.text, texts.get(replyOf(value)?.parent.uri ?? "") ?? null]);
};

test("each part goes out under the one before it", async () => {
  const { run, deliveries } = await aThread();
  await run();
  expect((await deliveries()).map(({ state }) => state)).toEqual(Array(4).fill("published"));
  expect(chainOf()).toEqual([
    ["One", null],
    ["Two", "One"],
    ["Three", "Two"],
    ["Four", "Three"],
  ]);
});

test("lost answers in the middle repeat nothing and lose nothing", async () => {
  const { run, deliveries } = await aThread();
  server.fail("reset_after", { ...put, times: 3 });
  await run();
  await run();
  expect((await deliveries()).map(({ state }) => state)).toEqual(Array(4).fill("published"));
  expect(chainOf().map(([text]) => text)).toEqual(["One", "Two", "Three", "Four"]);
});

test("a session that is refused in the middle is renewed, and the thread goes on", async () => {
  const { run, deliveries } = await aThread();
  // What is refused is the reading of the post above: the part itself was never sent.
  server.fail("401", { method: "GET", path: "/xrpc/com.atproto.repo.getRecord", times: 1 });
  await run();
  await run();
  expect((await deliveries()).map(({ state }) => state)).toEqual(Array(4).fill("published"));
  expect(chainOf()).toHaveLength(4);
});
