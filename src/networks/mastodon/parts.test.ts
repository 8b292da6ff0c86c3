import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeMastodon, startMastodon } from "@/testing/fakes/mastodon";
import { aCall, aPicture, testTools } from "@/testing/network-call";
import type { Account, Published, Under } from "../contract";
import { mastodon } from ".";

let server: FakeMastodon;
let account: Account;
beforeEach(async () => {
  server = await startMastodon();
  account = {
    externalId: "x",
    handle: "@ana",
    settings: { instance: server.url, accountId: server.state.person.id },
    credentials: { accessToken: server.grantToken() },
  };
});
afterEach(() => server.close());

const statuses = { method: "POST", path: "/api/v1/statuses" };
const keyOf = (part: number) => `delivery_01jd3xvk3xe8ktcvz6c8jxzz${part}0`;
const partCall = (part: number, body: string, under: Under | null) =>
  aCall(account, { body }, { dedupeKey: keyOf(part), under });
const statusOf = ({ externalId }: Published) => server.state.statuses.get(externalId);

async function published(call: Parameters<typeof mastodon.publish>[0]): Promise<Published> {
  const result = await mastodon.publish(call);
  if (result.status !== "published") throw new Error(result.detail);
  return { externalId: result.externalId, url: result.url };
}

describe("parts", () => {
  test("each replies to the one before it, under its own key", async () => {
    const root = await published(partCall(0, "One", null));
    const second = await published(partCall(1, "Two", { kind: "thread", part: 1, root, parent: root }));
    const third = await published(partCall(2, "Three", { kind: "thread", part: 2, root, parent: second }));
    expect([root, second, third].map((one) => statusOf(one)?.inReplyToId)).toEqual([
      null,
      root.externalId,
      second.externalId,
    ]);
    const keys = server.callsOf("POST", statuses.path).map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([0, 1, 2].map(keyOf));
  });

  test.each(["reset_after", "500_after", "html", "truncated"] as const)(
    "whose answer is lost to %s is found again, though the post says the same words",
    async (fault) => {
      const root = await published(partCall(0, "Same", null));
      const call = partCall(1, "Same", { kind: "thread", part: 1, root, parent: root });
      server.fail(fault, statuses);
      expect(await mastodon.publish(call)).toMatchObject({ status: "unknown" });
      const found = await mastodon.lookup?.({ ...call, ...testTools() });
      const part = [...server.state.statuses.values()].find(({ inReplyToId }) => inReplyToId !== null);
      expect(found).toMatchObject({ status: "found", externalId: part?.id });
      expect(await published(call)).toMatchObject({ externalId: part?.id });
      expect(server.state.statuses.size).toBe(2);
    },
  );

  test("one that never arrived is absent, whatever the post above says", async () => {
    const root = await published(partCall(0, "Same", null));
    const call = partCall(1, "Same", { kind: "thread", part: 1, root, parent: root });
    server.fail("reset_before", statuses);
    expect(await mastodon.publish(call)).toMatchObject({ status: "unknown" });
    expect(await mastodon.lookup?.({ ...call, ...testTools() })).toMatchObject({ status: "absent" });
  });

  test("a token that is revoked in the middle of a thread stops that part alone", async () => {
    const root = await published(partCall(0, "One", null));
    const under: Under = { kind: "thread", part: 1, root, parent: root };
    server.fail("401", statuses);
    expect(await mastodon.publish(partCall(1, "Two", under))).toMatchObject({
      status: "rejected",
      reason: "auth",
    });
    await published(partCall(1, "Two", under));
    expect(server.state.statuses.size).toBe(2);
  });

  test("under a post that is gone nothing is written, and the reason is told", async () => {
    const root = await published(partCall(0, "One", null));
    server.state.statuses.clear();
    const call = partCall(1, "Two", { kind: "follow_up", part: 1, root, parent: root });
    expect(await mastodon.publish(call)).toMatchObject({ status: "rejected", reason: "not_found" });
  });
});

describe("what stands there", () => {
  test("is told in the author's own words", async () => {
    const body = "See https://example.org/a/very/long/path?x=1 @bob@far.example\n\nTwo <b>";
    const post = await published(partCall(0, body, null));
    expect(await mastodon.inspect?.(account, post, testTools())).toMatchObject({
      status: "found",
      text: body,
    });
  });

  test("is told as readers see it by a server that keeps no source", async () => {
    const post = await published(partCall(0, "One\nTwo", null));
    server.fail("html", { method: "GET", path: `/api/v1/statuses/${post.externalId}/source` });
    expect(await mastodon.inspect?.(account, post, testTools())).toEqual({
      status: "found",
      text: "One\nTwo",
      url: post.url,
    });
  });

  test("may be gone, refused or out of reach", async () => {
    const post = await published(partCall(0, "One", null));
    server.fail("500_before", { method: "GET", path: "/api/v1/statuses" });
    expect(await mastodon.inspect?.(account, post, testTools())).toMatchObject({ status: "unavailable" });
    server.state.statuses.clear();
    expect(await mastodon.inspect?.(account, post, testTools())).toEqual({ status: "gone" });
    server.state.tokens.clear();
    expect(await mastodon.inspect?.(account, post, testTools())).toMatchObject({ status: "auth" });
  });
});

describe("editing", () => {
  test("changes the words and keeps media, warning and audience", async () => {
    const settings = { visibility: "unlisted", contentWarning: "Food", sensitive: false };
    const call = aCall(account, { body: "Old", settings, media: [await aPicture()] });
    const post = await published(call);
    const edited = { ...call, content: { ...call.content, body: "New" } };
    expect(await mastodon.edit?.(edited, post)).toEqual({ status: "edited", url: post.url });
    const status = statusOf(post);
    expect(status).toMatchObject({ text: "New", spoilerText: "Food", visibility: "unlisted" });
    expect(status?.media.map(({ description }) => description)).toEqual(["A red field"]);
    expect(status?.editedAt).toBeInstanceOf(Date);
  });

  test("done twice leaves what it left the first time", async () => {
    const post = await published(partCall(0, "Old", null));
    const call = partCall(0, "New", null);
    await mastodon.edit?.(call, post);
    expect(await mastodon.edit?.(call, post)).toMatchObject({ status: "edited" });
    expect(server.state.statuses.size).toBe(1);
  });

  test("tells a text that is refused, a post that is gone and a server that is down apart", async () => {
    const post = await published(partCall(0, "Old", null));
    expect(await mastodon.edit?.(partCall(0, "x".repeat(501), null), post)).toMatchObject({
      status: "refused",
      detail: expect.stringContaining("500"),
    });
    server.fail("500_before", { method: "PUT", path: statuses.path });
    expect(await mastodon.edit?.(partCall(0, "New", null), post)).toMatchObject({ status: "unavailable" });
    server.state.tokens.clear();
    expect(await mastodon.edit?.(partCall(0, "New", null), post)).toMatchObject({ status: "auth" });
    account.credentials = { accessToken: server.grantToken() };
    server.state.statuses.clear();
    expect(await mastodon.edit?.(partCall(0, "New", null), post)).toMatchObject({ status: "refused" });
  });
});

test("its server is its instance", () =>
  expect(mastodon.serverOf?.({ settings: { instance: "https://example.social" } })).toBe("example.social"));
