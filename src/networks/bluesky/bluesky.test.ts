import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeBluesky, startBluesky } from "@/testing/fakes/bluesky";
import { aCall, aPicture, testTools } from "@/testing/network-call";
import { listen } from "@/testing/server";
import type { ConnectedAccount } from "../contract";
import { bluesky } from ".";

let server: FakeBluesky;
beforeEach(async () => {
  server = await startBluesky();
});
afterEach(() => server.close());

const put = { method: "POST", path: "/xrpc/com.atproto.repo.putRecord" };
const connectWith = (input: Record<string, string> = {}) => {
  if (bluesky.connect.type !== "form") throw new Error("Not a form");
  const { handle, password } = server.options;
  return bluesky.connect.connect(
    { service: server.url, identifier: handle, password, ...input },
    testTools(),
  );
};
async function connected(): Promise<ConnectedAccount> {
  const result = await connectWith();
  if (result.status !== "connected") throw new Error(result.detail);
  return result.account;
}
const lookUp = (call: Parameters<typeof bluesky.publish>[0]) => bluesky.lookup?.(call);

describe("connecting", () => {
  test("gives the account as its server describes it", async () => {
    expect(await connected()).toMatchObject({
      externalId: server.did,
      handle: "@ana.test",
      name: "Ana",
      profileUrl: `https://bsky.app/profile/${server.did}`,
      settings: { service: server.url },
      credentials: { did: server.did, pds: server.url, appPassword: server.options.password },
      expiresAt: expect.any(Date),
      capabilities: null,
    });
  });

  test("takes a handle with its at sign, and a server without scheme as https", async () => {
    expect(await connectWith({ identifier: "@ana.test" })).toMatchObject({ status: "connected" });
    const secure = await connectWith({ service: `localhost:${server.port}` });
    expect(secure).toMatchObject({ status: "refused", reason: "unreachable", field: "service" });
  });

  test("a main password is never kept", async () => {
    server.options.scope = "com.atproto.access";
    const account = await connected();
    expect(account.credentials).not.toHaveProperty("appPassword", server.options.password);
  });

  test.each([
    [{ password: "wrong" }, "credentials", "password"],
    [{ password: " " }, "invalid", "password"],
    [{ identifier: "" }, "invalid", "identifier"],
    [{ service: "ftp://x" }, "invalid", "service"],
    [{ service: "http://localhost:1" }, "unreachable", "service"],
  ])("with %j is refused: %s", async (input, reason, field) =>
    expect(await connectWith(input)).toMatchObject({ status: "refused", reason, field }),
  );

  test("to a server of something else is refused", async () => {
    await using other = await listen((_, response) => response.end("<html>hello</html>"));
    expect(await connectWith({ service: other.url })).toMatchObject({
      status: "refused",
      reason: "not_this_network",
    });
  });

  test("works without an AppView, under the handle", async () => {
    server.options.appView = false;
    expect(await connected()).toMatchObject({ name: "ana.test", avatarUrl: null });
  });
});

describe("publishing", () => {
  test("writes text, facets, language, tags, labels and images with their descriptions", async () => {
    const account = await connected();
    const body = "Hé 👋 @ana.test and @nobody.test, see https://example.org/x #news";
    const content = {
      body,
      tags: ["Press"],
      media: [await aPicture()],
      settings: { contentWarning: "nudity" },
      language: "fr",
    };
    const result = await bluesky.publish(aCall(account, content));
    if (result.status !== "published") throw new Error(result.detail);
    const rkey = result.externalId.split("/").at(-1);
    expect(result.url).toBe(`https://bsky.app/profile/${server.did}/post/${rkey}`);
    const record = server.records.get(result.externalId)?.value;
    expect(record).toMatchObject({
      $type: "app.bsky.feed.post",
      text: body,
      langs: ["fr"],
      tags: ["Press"],
      labels: { $type: "com.atproto.label.defs#selfLabels", values: [{ val: "nudity" }] },
      embed: { images: [{ alt: "A red field", aspectRatio: { width: 40, height: 30 } }] },
    });
    const at = (part: string) => Buffer.byteLength(body.slice(0, body.indexOf(part)));
    const facets = (record?.facets ?? []) as {
      index: { byteStart: number };
      features: { $type: string; did?: string }[];
    }[];
    expect(
      facets.map(({ index, features }) => [index.byteStart, features[0]?.$type, features[0]?.did]),
    ).toEqual([
      [at("@ana.test"), "app.bsky.richtext.facet#mention", server.did],
      [at("https"), "app.bsky.richtext.facet#link", undefined],
      [at("#news"), "app.bsky.richtext.facet#tag", undefined],
    ]);
  });

  test("a picture over the server's limit is re-encoded to fit, in its own proportions", async () => {
    const media = [await aPicture({ width: 1_000, height: 800, noise: true })];
    expect(media[0]?.bytes).toBeGreaterThan(1_000_000);
    const result = await bluesky.publish(aCall(await connected(), { media }));
    expect(result).toMatchObject({ status: "published" });
    const [blob] = server.blobs.values();
    expect(blob?.mimeType).toBe("image/jpeg");
    expect(blob?.bytes.length).toBeLessThanOrEqual(1_000_000);
  });

  test("every attempt of a delivery writes the same record, and two deliveries do not meet", async () => {
    const account = await connected();
    const firstAttemptAt = new Date("2026-11-21T09:00:00Z");
    const media = [await aPicture({ width: 1_000, height: 800, noise: true })];
    const call = () => aCall(account, { media }, { firstAttemptAt });
    const [first, second] = [await bluesky.publish(call()), await bluesky.publish(call())];
    expect(first).toEqual(second);
    expect(server.records.size).toBe(1);
    const other = { ...call(), dedupeKey: "delivery_01jd3xvk3xe8ktcvz6c8jxzz4r" };
    await bluesky.publish(other);
    expect(server.records.size).toBe(2);
  });

  test("a server that can only create is given the same record under the same key", async () => {
    const call = aCall(await connected());
    server.options.puts = false;
    const result = await bluesky.publish(call);
    expect(result.status).toBe("published");
    expect(await lookUp(call)).toMatchObject({ status: "found" });
    expect(server.records.size).toBe(1);
  });

  test.each(["reset_after", "500_after", "html", "truncated"] as const)(
    "an answer lost to %s is unknown; the look-up finds the post and a repeat makes no second one",
    async (fault) => {
      const call = aCall(await connected());
      server.fail(fault, put);
      expect(await bluesky.publish(call)).toMatchObject({ status: "unknown" });
      expect(await lookUp(call)).toMatchObject({
        status: "found",
        externalId: [...server.records.keys()][0],
      });
      expect(await bluesky.publish(call)).toMatchObject({ status: "published" });
      expect(server.records.size).toBe(1);
    },
  );

  test("a server that accepts and never answers is unknown", async () => {
    const account = await connected();
    server.fail("timeout_after", put);
    const call = aCall(account, {}, { signal: AbortSignal.timeout(300) });
    expect(await bluesky.publish(call)).toMatchObject({ status: "unknown" });
    expect(await lookUp({ ...call, ...testTools() })).toMatchObject({ status: "found" });
  });

  test("what never arrived is looked up as absent", async () => {
    const call = aCall(await connected());
    server.fail("reset_before", put);
    expect(await bluesky.publish(call)).toMatchObject({ status: "unknown" });
    expect(await lookUp(call)).toMatchObject({ status: "absent" });
  });

  test("429 waits as long as it asks", async () => {
    const account = await connected();
    server.fail("429", { ...put, retryAfter: "17" });
    expect(await bluesky.publish(aCall(account))).toMatchObject({
      status: "retry",
      reason: "rate_limited",
      afterMs: 17_000,
    });
  });

  test("a text that is too long is refused in the server's words", async () => {
    const result = await bluesky.publish(aCall(await connected(), { body: "x".repeat(301) }));
    expect(result).toMatchObject({
      status: "rejected",
      reason: "invalid_content",
      detail: expect.stringContaining("300 graphemes"),
    });
  });

  test("an upload that fails proves that nothing was published", async () => {
    const account = await connected();
    server.fail("reset_after", { method: "POST", path: "/xrpc/com.atproto.repo.uploadBlob" });
    const result = await bluesky.publish(aCall(account, { media: [await aPicture()] }));
    expect(result).toMatchObject({ status: "retry", reason: "unavailable" });
    expect(server.records.size).toBe(0);
  });

  test("a file of ours that cannot be read is tried again, one that is no image is refused", async () => {
    const account = await connected();
    const picture = await aPicture();
    const lost = { ...picture, read: () => Promise.reject(new Error("storage is down")) };
    expect(await bluesky.publish(aCall(account, { media: [lost] }))).toMatchObject({
      status: "retry",
      reason: "not_sent",
    });
    const broken = { ...picture, read: async () => new TextEncoder().encode("no image") };
    expect(await bluesky.publish(aCall(account, { media: [broken] }))).toMatchObject({
      status: "rejected",
      reason: "invalid_content",
    });
    expect(server.callsOf("POST", "/xrpc/com.atproto.repo")).toHaveLength(0);
  });

  test("a server that is gone proves that nothing was sent", async () => {
    const account = await connected();
    await server.close();
    expect(await bluesky.publish(aCall(account))).toMatchObject({ status: "retry", reason: "not_sent" });
  });
});

describe("sessions", () => {
  test("an expired token is an authorisation refusal, and refreshing mends it", async () => {
    const account = await connected();
    const later = () => new Date(Date.now() + 3 * 3_600_000);
    server.options.now = later;
    expect(await bluesky.publish(aCall(account))).toMatchObject({ status: "rejected", reason: "auth" });
    const result = await bluesky.refresh?.(account, testTools());
    if (result?.status !== "refreshed") throw new Error("Not refreshed");
    expect(result.credentials.refreshJwt).not.toBe(account.credentials.refreshJwt);
    const fresh = { ...account, credentials: result.credentials };
    expect(await bluesky.publish(aCall(fresh))).toMatchObject({ status: "published" });
  });

  test("a lost session is opened again with the app password", async () => {
    const account = await connected();
    server.endSessions();
    expect(await bluesky.refresh?.(account, testTools())).toMatchObject({ status: "refreshed" });
  });

  test("only when the app password is refused too is the account revoked", async () => {
    const account = await connected();
    server.endSessions();
    server.options.password = "changed";
    expect(await bluesky.refresh?.(account, testTools())).toMatchObject({ status: "revoked" });
  });

  test.each(["500_before", "429", "reset_before", "html", "truncated"] as const)(
    "%s while refreshing is transient",
    async (fault) => {
      const account = await connected();
      server.fail(fault, { method: "POST", path: "/xrpc/com.atproto.server.refreshSession", times: 9 });
      expect(await bluesky.refresh?.(account, testTools())).toMatchObject({ status: "transient" });
    },
  );

  test("testing tells good, refused and unreachable apart", async () => {
    const account = await connected();
    expect(await bluesky.test(account, testTools())).toMatchObject({ status: "ok" });
    server.endSessions();
    expect(await bluesky.test(account, testTools())).toMatchObject({ status: "auth" });
    await server.close();
    expect(await bluesky.test(account, testTools())).toMatchObject({ status: "unreachable" });
  });
});

describe("afterwards", () => {
  async function published() {
    const account = await connected();
    const result = await bluesky.publish(aCall(account));
    if (result.status !== "published") throw new Error(result.detail);
    return { account, post: { externalId: result.externalId, url: result.url } };
  }

  test("counts are read back", async () => {
    const { account, post } = await published();
    Object.assign(server.records.get(post.externalId) ?? {}, { likes: 3, reposts: 2, replies: 1 });
    const metrics = { likes: 3, reposts: 2, replies: 1, views: null };
    expect(await bluesky.metrics?.(account, post, testTools())).toEqual({ status: "ok", metrics });
  });

  test("without an AppView counts are unavailable, not zero", async () => {
    const { account, post } = await published();
    server.options.appView = false;
    expect(await bluesky.metrics?.(account, post, testTools())).toMatchObject({ status: "unavailable" });
  });

  test("a removed post is gone, and removing it twice is no error", async () => {
    const { account, post } = await published();
    expect(await bluesky.remove?.(account, post, testTools())).toEqual({ status: "removed" });
    expect(await bluesky.remove?.(account, post, testTools())).toEqual({ status: "removed" });
    expect(await bluesky.metrics?.(account, post, testTools())).toEqual({ status: "gone" });
  });
});

test.each([
  ["https://bsky.app/profile/did:plc:ana/post/3kabc", "at://did:plc:ana/app.bsky.feed.post/3kabc"],
  ["https://bsky.app/profile/Ana.example/post/3kabc?ref=x", "at://did:plc:ana/app.bsky.feed.post/3kabc"],
  ["https://bsky.app/profile/bob.example/post/3kabc", null],
  ["https://bsky.app/profile/ana.example", null],
])("the link %s shows the record %s", (link, uri) => {
  const account = { externalId: "did:plc:ana", handle: "@ana.example", settings: {} };
  expect(bluesky.identify?.(account, link)).toBe(uri);
});
