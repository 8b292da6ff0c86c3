import { AtpAgent } from "@atproto/api";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { bluesky } from "@/networks/bluesky";
import type { ConnectedAccount, PublishCall } from "@/networks/contract";
import { aCall, aPicture, testTools } from "@/testing/network-call";
import { losingProxy } from "./losing-proxy";

const { url, people } = inject("bluesky");
const collection = "app.bsky.feed.post";
const reader = new AtpAgent({ service: url });

const connectWith = (input: Record<string, string>) => {
  if (bluesky.connect.type !== "form") throw new Error("Not a form");
  return bluesky.connect.connect({ service: url, ...input }, testTools(20_000));
};

let ana: ConnectedAccount;
beforeAll(async () => {
  const { handle, appPassword } = people.ana;
  const result = await connectWith({ identifier: `@${handle}`, password: appPassword });
  if (result.status !== "connected") throw new Error(result.detail);
  ana = result.account;
});

let deliveries = 0;
const calling = (content: Parameters<typeof aCall>[1], account = ana): PublishCall =>
  aCall(account, content, { ...testTools(30_000), dedupeKey: `delivery_peer_${++deliveries}` });
async function published(call: PublishCall) {
  const result = await bluesky.publish(call);
  if (result.status !== "published") throw new Error(`${result.status}: ${result.detail}`);
  return { externalId: result.externalId, url: result.url };
}
const rkeyOf = (uri: string) => uri.split("/").at(-1) ?? "";
const written = async (text: string) => {
  const { data } = await reader.com.atproto.repo.listRecords({
    repo: people.ana.did,
    collection,
    limit: 100,
  });
  return data.records.filter(({ value }) => value.text === text);
};

describe("connecting", () => {
  test("gives the account, with its own data server and the life of its token", () => {
    expect(ana).toMatchObject({
      externalId: people.ana.did,
      handle: "@ana.test",
      expiresAt: expect.any(Date),
    });
    expect(ana.credentials).toMatchObject({ pds: url, appPassword: people.ana.appPassword });
  });

  test("a wrong password is refused", async () =>
    expect(await connectWith({ identifier: people.ana.handle, password: "wrong" })).toMatchObject({
      status: "refused",
      reason: "credentials",
      field: "password",
    }));

  test("a main password opens a session but is not kept", async () => {
    const result = await connectWith({ identifier: people.bob.handle, password: people.bob.password });
    if (result.status !== "connected") throw new Error(result.detail);
    expect(JSON.stringify(result.account.credentials)).not.toContain(people.bob.password);
  });

  test("a session is renewed, with new tokens", async () => {
    const result = await bluesky.refresh?.(ana, testTools());
    if (result?.status !== "refreshed") throw new Error("Not refreshed");
    expect(result.credentials.refreshJwt).not.toBe(ana.credentials.refreshJwt);
    ana = { ...ana, credentials: result.credentials };
    expect(await bluesky.test(ana, testTools())).toMatchObject({ status: "ok" });
  });
});

test("a post with an image travels whole, is counted, and is deleted", async () => {
  const picture = await aPicture({ width: 1_200, height: 900, noise: true, altText: "Noise, much of it" });
  expect(picture.bytes).toBeGreaterThan(1_000_000);
  const body = "Hé 👋 @bob.test, read https://example.org/x about #publishing";
  const post = await published(calling({ body, media: [picture], language: "fr", tags: ["Press"] }));
  const { data } = await reader.com.atproto.repo.getRecord({
    repo: people.ana.did,
    collection,
    rkey: rkeyOf(post.externalId),
  });
  const record = data.value as { facets: { features: { $type: string; did?: string }[] }[] };
  expect(record).toMatchObject({
    text: body,
    langs: ["fr"],
    tags: ["Press"],
    embed: {
      images: [
        { alt: "Noise, much of it", aspectRatio: { width: expect.any(Number), height: expect.any(Number) } },
      ],
    },
  });
  expect(record.facets.map(({ features }) => features[0]?.did ?? features[0]?.$type)).toEqual([
    people.bob.did,
    "app.bsky.richtext.facet#link",
    "app.bsky.richtext.facet#tag",
  ]);

  const bob = new AtpAgent({ service: url });
  await bob.login({ identifier: people.bob.handle, password: people.bob.appPassword });
  const subject = { uri: post.externalId, cid: data.cid ?? "" };
  await bob.like(subject.uri, subject.cid);
  await bob.repost(subject.uri, subject.cid);
  await bob.post({ text: "Indeed", reply: { root: subject, parent: subject } });
  await expect
    .poll(() => bluesky.metrics?.(ana, post, testTools()), { timeout: 30_000, interval: 300 })
    .toEqual({ status: "ok", metrics: { likes: 1, reposts: 1, replies: 1, views: null } });

  expect(await bluesky.remove?.(ana, post, testTools())).toEqual({ status: "removed" });
  await expect
    .poll(() => bluesky.metrics?.(ana, post, testTools()), { timeout: 30_000, interval: 300 })
    .toEqual({ status: "gone" });
  expect(await written(body)).toEqual([]);
});

test("a publish whose answer was lost is found, and repeating it makes no second post", async () => {
  await using between = await losingProxy(url);
  between.losing = true;
  const behind = { ...ana, credentials: { ...ana.credentials, pds: between.url } };
  const body = "Said once, whatever happens";
  const call = calling({ body, media: [await aPicture()] }, behind);
  expect(await bluesky.publish(call)).toMatchObject({ status: "unknown" });
  expect(await written(body)).toHaveLength(1);
  const found = await bluesky.lookup?.(call);
  expect(found).toMatchObject({ status: "found" });
  between.losing = false;
  const again = await published(call);
  expect(again.externalId).toBe(found?.status === "found" ? found.externalId : "");
  expect(await written(body)).toHaveLength(1);
});

test("what was never written is looked up as absent", async () =>
  expect(await bluesky.lookup?.(calling({ body: "Never sent" }))).toMatchObject({ status: "absent" }));

test("a text that is too long is refused in the server's words", async () =>
  expect(await bluesky.publish(calling({ body: "x".repeat(301) }))).toMatchObject({
    status: "rejected",
    reason: "invalid_content",
    detail: expect.stringMatching(/grapheme|too (big|long)/i),
  }));

test("a token that is no longer good is an authorisation refusal", async () => {
  const { accessJwt } = ana.credentials;
  const stale = {
    ...ana,
    credentials: { ...ana.credentials, accessJwt: `${String(accessJwt).slice(0, -4)}AAAA` },
  };
  expect(await bluesky.publish(calling({ body: "No" }, stale))).toMatchObject({
    status: "rejected",
    reason: "auth",
  });
});
