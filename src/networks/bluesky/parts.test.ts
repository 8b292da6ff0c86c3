import { AppBskyFeedPost } from "@atproto/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeBluesky, startBluesky } from "@/testing/fakes/bluesky";
import { aCall, testTools } from "@/testing/network-call";
import type { ConnectedAccount, Published, Under } from "../contract";
import { bluesky } from ".";

let server: FakeBluesky;
let account: ConnectedAccount;
beforeEach(async () => {
  server = await startBluesky();
  if (bluesky.connect.type !== "form") throw new Error("Not a form");
  const { handle: identifier, password } = server.options;
  const result = await bluesky.connect.connect({ service: server.url, identifier, password }, testTools());
  if (result.status !== "connected") throw new Error(result.detail);
  account = result.account;
});
afterEach(() => server.close());

const put = { method: "POST", path: "/xrpc/com.atproto.repo.putRecord" };
const read = { method: "GET", path: "/xrpc/com.atproto.repo.getRecord" };
const keyOf = (part: number) => `delivery_01jd3xvk3xe8ktcvz6c8jxzz${part}0`;
const partCall = (part: number, body: string, under: Under | null) =>
  aCall(account, { body }, { dedupeKey: keyOf(part), under });

async function published(call: Parameters<typeof bluesky.publish>[0]): Promise<Published> {
  const result = await bluesky.publish(call);
  if (result.status !== "published") throw new Error(result.detail);
  return { externalId: result.externalId, url: result.url };
}
const replyOf = ({ externalId }: Published) => server.records.get(externalId)?.value.reply;
const refOf = ({ externalId: uri }: Published) => ({ uri, cid: server.records.get(uri)?.cid });

test("each part replies to the one before it, and names the post at the top", async () => {
  const root = await published(partCall(0, "One", null));
  const second = await published(partCall(1, "Two", { kind: "thread", part: 1, root, parent: root }));
  const third = await published(partCall(2, "Three", { kind: "thread", part: 2, root, parent: second }));
  expect(replyOf(root)).toBeUndefined();
  expect(replyOf(second)).toEqual({ root: refOf(root), parent: refOf(root) });
  expect(replyOf(third)).toEqual({ root: refOf(root), parent: refOf(second) });
  const record = server.records.get(third.externalId)?.value;
  expect(AppBskyFeedPost.validateRecord(record)).toMatchObject({ success: true });
});

test.each(["reset_after", "500_after", "html", "truncated"] as const)(
  "a part whose answer is lost to %s is found again, and sent again is the same record",
  async (fault) => {
    const root = await published(partCall(0, "One", null));
    const call = partCall(1, "Two", { kind: "thread", part: 1, root, parent: root });
    server.fail(fault, put);
    expect(await bluesky.publish(call)).toMatchObject({ status: "unknown" });
    const found = await bluesky.lookup?.(call);
    expect(found).toMatchObject({ status: "found" });
    expect(await published(call)).toMatchObject({
      externalId: found?.status === "found" ? found.externalId : null,
    });
    expect(server.records.size).toBe(2);
  },
);

test("a session that ends in the middle of a thread stops that part alone, and a new one carries on", async () => {
  const root = await published(partCall(0, "One", null));
  server.endSessions();
  const under: Under = { kind: "thread", part: 1, root, parent: root };
  expect(await bluesky.publish(partCall(1, "Two", under))).toMatchObject({
    status: "rejected",
    reason: "auth",
  });
  const renewed = await bluesky.refresh?.(account, testTools());
  if (renewed?.status !== "refreshed") throw new Error("Not refreshed");
  account = { ...account, credentials: renewed.credentials };
  await published(partCall(1, "Two", under));
  expect(server.records.size).toBe(2);
});

test("under a post that is gone nothing is written, and the reason is told", async () => {
  const root = await published(partCall(0, "One", null));
  server.records.clear();
  const result = await bluesky.publish(partCall(1, "Two", { kind: "thread", part: 1, root, parent: root }));
  expect(result).toMatchObject({ status: "rejected", reason: "not_found" });
  expect(server.records.size).toBe(0);
});

test.each(["500_before", "reset_before", "429"] as const)(
  "when %s hides the post above, nothing was written and a later try may work",
  async (fault) => {
    const root = await published(partCall(0, "One", null));
    server.fail(fault, { ...read, times: 2 });
    const call = partCall(1, "Two", { kind: "thread", part: 1, root, parent: root });
    expect(await bluesky.publish(call)).toMatchObject({ status: "retry" });
    expect(server.records.size).toBe(1);
  },
);

test("a post that a person pointed to by its link can be replied to", async () => {
  const root = await published(partCall(0, "One", null));
  const pointed = { externalId: keyOf(0), url: root.url };
  const part = await published(
    partCall(1, "Two", { kind: "first_comment", part: 1, root: pointed, parent: pointed }),
  );
  expect(replyOf(part)).toEqual({ root: refOf(root), parent: refOf(root) });
});

test("inspecting tells what stands there, what is gone and what cannot be known apart", async () => {
  const post = await published(partCall(0, "Hello", null));
  expect(await bluesky.inspect?.(account, post, testTools())).toEqual({
    status: "found",
    text: "Hello",
    url: post.url,
  });
  server.fail("500_before", read);
  expect(await bluesky.inspect?.(account, post, testTools())).toMatchObject({ status: "unavailable" });
  server.records.clear();
  expect(await bluesky.inspect?.(account, post, testTools())).toEqual({ status: "gone" });
});

test("its server is the one that the account signs in to", () =>
  expect(bluesky.serverOf?.({ settings: { service: "https://bsky.social" } })).toBe("bsky.social"));
