import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeMastodon, startMastodon } from "@/testing/fakes/mastodon";
import { aCall, aPicture, testTools } from "@/testing/network-call";
import type { Account } from "../contract";
import { mastodon } from ".";

let server: FakeMastodon;
beforeEach(async () => {
  server = await startMastodon();
});
afterEach(() => server.close());

const statuses = { method: "POST", path: "/api/v1/statuses" };
const account = (): Account => ({
  externalId: "x",
  handle: "@ana",
  settings: { instance: server.url, accountId: server.state.person.id },
  credentials: { accessToken: server.grantToken() },
});
const lookUp = (call: Parameters<typeof mastodon.publish>[0]) =>
  mastodon.lookup?.({ ...call, ...testTools() });
const posted = () => [...server.state.statuses.values()];

describe("publishing", () => {
  test("sends text, language, visibility, warning and media with their descriptions", async () => {
    const settings = { visibility: "unlisted", contentWarning: "Food", sensitive: false };
    const media = [await aPicture(), await aPicture({ altText: "" })];
    const result = await mastodon.publish(
      aCall(account(), { body: "Bonjour", media, settings, language: "fr-CA" }),
    );
    const [status] = posted();
    expect(result).toMatchObject({
      status: "published",
      externalId: status?.id,
      url: `${server.url}/@ana/${status?.id}`,
    });
    expect(status).toMatchObject({
      text: "Bonjour",
      visibility: "unlisted",
      spoilerText: "Food",
      sensitive: true,
      language: "fr",
    });
    expect(status?.media.map(({ description }) => description)).toEqual(["A red field", null]);
  });

  test("waits until the server has processed a file", async () => {
    server.state.options.processingPolls = 2;
    const result = await mastodon.publish(aCall(account(), { media: [await aPicture()] }));
    expect(result).toMatchObject({ status: "published" });
    expect(server.callsOf("GET", "/api/v1/media/")).toHaveLength(2);
  });

  test("a file that is never ready leaves nothing published", async () => {
    server.state.options.processingPolls = 1_000;
    const call = aCall(account(), { media: [await aPicture()] }, { signal: AbortSignal.timeout(900) });
    expect(await mastodon.publish(call)).toMatchObject({ status: "retry", reason: "unavailable" });
    expect(posted()).toHaveLength(0);
  });

  test("a repeat within the hour gives the first post again", async () => {
    const who = account();
    const [first, second] = [await mastodon.publish(aCall(who)), await mastodon.publish(aCall(who))];
    expect(second).toEqual(first);
    expect(posted()).toHaveLength(1);
    expect(
      server.callsOf("POST", "/api/v1/statuses").map(({ headers }) => headers["idempotency-key"]),
    ).toEqual(Array(2).fill(aCall(who).dedupeKey));
  });

  test("after the hour the key is forgotten, and the window that we declare is no longer", async () => {
    const who = account();
    await mastodon.publish(aCall(who));
    server.state.options.now = () => new Date(Date.now() + (mastodon.resendWindowMs ?? 0) + 60_000);
    await mastodon.publish(aCall(who));
    expect(posted()).toHaveLength(2);
  });

  test.each(["reset_after", "500_after", "html", "truncated"] as const)(
    "an answer lost to %s is unknown; the look-up finds the post and a repeat makes no second one",
    async (fault) => {
      const body =
        "Hé, @bob@far.example: https://example.org/a/very/long/path/that/is/shortened?x=1&y=2 #été <b>\n\nTwo";
      const call = aCall(account(), { body, media: [await aPicture()] });
      server.fail(fault, statuses);
      expect(await mastodon.publish(call)).toMatchObject({ status: "unknown" });
      expect(await lookUp(call)).toMatchObject({ status: "found", externalId: posted()[0]?.id });
      expect(await mastodon.publish(call)).toMatchObject({ status: "published" });
      expect(posted()).toHaveLength(1);
    },
  );

  test("a server that accepts and never answers is unknown", async () => {
    server.fail("timeout_after", statuses);
    const call = aCall(account(), {}, { signal: AbortSignal.timeout(300) });
    expect(await mastodon.publish(call)).toMatchObject({ status: "unknown" });
    expect(await lookUp(call)).toMatchObject({ status: "found" });
  });

  test.each(["500_before", "reset_before", "503_before"] as const)(
    "after %s the look-up proves absence",
    async (fault) => {
      const call = aCall(account());
      server.fail(fault, statuses);
      expect(await mastodon.publish(call)).toMatchObject({ status: "unknown" });
      expect(await lookUp(call)).toMatchObject({ status: "absent" });
    },
  );

  test("503 with Retry-After is a promise that nothing was taken", async () => {
    server.fail("503_before", { ...statuses, retryAfter: "30" });
    expect(await mastodon.publish(aCall(account()))).toMatchObject({ status: "retry", afterMs: 30_000 });
  });

  test("429 waits as long as Retry-After asks, else until the limit resets", async () => {
    server.fail("429", { ...statuses, retryAfter: "12" });
    expect(await mastodon.publish(aCall(account()))).toMatchObject({
      status: "retry",
      reason: "rate_limited",
      afterMs: 12_000,
    });
    server.fail("429", statuses);
    expect(await mastodon.publish(aCall(account()))).toMatchObject({
      status: "retry",
      reason: "rate_limited",
      afterMs: 60_000,
    });
  });

  test("a refused token is an authorisation refusal", async () => {
    const who = account();
    server.state.tokens.clear();
    expect(await mastodon.publish(aCall(who))).toMatchObject({
      status: "rejected",
      reason: "auth",
      detail: "The access token is invalid",
    });
  });

  test("a token without the right to write is one too", async () => {
    const who = { ...account(), credentials: { accessToken: server.grantToken(["read"]) } };
    expect(await mastodon.publish(aCall(who))).toMatchObject({ status: "rejected", reason: "auth" });
  });

  test.each([
    ["a long text", { body: "x".repeat(501) }, "character limit of 500"],
    ["an empty text", { body: "" }, "can't be blank"],
  ])("%s is refused in the server's words", async (_, content, words) =>
    expect(await mastodon.publish(aCall(account(), content))).toMatchObject({
      status: "rejected",
      reason: "invalid_content",
      detail: expect.stringContaining(words),
    }),
  );

  test("a file of a type that the server does not take is refused before anything is posted", async () => {
    const media = [{ ...(await aPicture()), mimeType: "image/tiff" }];
    expect(await mastodon.publish(aCall(account(), { media }))).toMatchObject({
      status: "rejected",
      reason: "invalid_content",
    });
    expect(posted()).toHaveLength(0);
  });

  test("an upload whose answer is lost proves that nothing was posted", async () => {
    server.fail("reset_after", { method: "POST", path: "/api/v2/media" });
    const result = await mastodon.publish(aCall(account(), { media: [await aPicture()] }));
    expect(result).toMatchObject({ status: "retry", reason: "unavailable" });
  });

  test("a server that is gone proves that nothing was sent", async () => {
    const who = account();
    await server.close();
    expect(await mastodon.publish(aCall(who))).toMatchObject({ status: "retry", reason: "not_sent" });
  });
});

describe("looking up", () => {
  test("tells apart posts with other words, other media or another warning", async () => {
    const who = account();
    await mastodon.publish(aCall(who, { body: "One" }, { dedupeKey: "a" }));
    await mastodon.publish(aCall(who, { body: "Two", media: [await aPicture()] }, { dedupeKey: "b" }));
    expect(await lookUp(aCall(who, { body: "Two" }))).toMatchObject({ status: "absent" });
    expect(await lookUp(aCall(who, { body: "One", settings: { contentWarning: "x" } }))).toMatchObject({
      status: "absent",
    });
    expect(await lookUp(aCall(who, { body: "One" }))).toMatchObject({ status: "found" });
  });

  test("an older post with the same words is not this one", async () => {
    const who = account();
    await mastodon.publish(aCall(who));
    const later = aCall(who, {}, { firstAttemptAt: new Date(Date.now() + 600_000) });
    expect(await lookUp(later)).toMatchObject({ status: "absent" });
  });

  describe("is timed by the clock of the attempt, not by this machine's", () => {
    const truth = Date.parse("2026-11-21T08:00:00Z");
    const askedAt = new Date(truth + 60_000);
    afterEach(() => void vi.useRealTimers());

    /** Publish at an instant, then look up a minute after the first attempt on a machine whose clock is off. */
    async function lookUpOn(machineOffMs: number, publishedAt: number) {
      const call = aCall(account(), {}, { firstAttemptAt: new Date(truth), now: askedAt });
      server.state.options.now = () => new Date(publishedAt);
      await mastodon.publish(call);
      vi.useFakeTimers({ toFake: ["Date"], now: askedAt.getTime() + machineOffMs });
      const send: typeof call.http.send = async (request) => {
        const result = await call.http.send(request);
        if (result.kind === "response") result.headers.set("date", askedAt.toUTCString());
        return result;
      };
      return mastodon.lookup?.({ ...call, http: { ...call.http, send } });
    }

    test("slow: what is there is not called absent", async () =>
      expect(await lookUpOn(-600_000, truth + 1_000)).toMatchObject({ status: "found" }));

    test("fast: the same words of nine minutes before are another post", async () =>
      expect(await lookUpOn(600_000, truth - 540_000)).toMatchObject({ status: "absent" }));
  });

  test("reads further back than one page", async () => {
    const who = account();
    const call = aCall(who, { body: "First" });
    await mastodon.publish(call);
    for (let index = 0; index < 45; index++)
      await mastodon.publish(aCall(who, { body: `Later ${index}` }, { dedupeKey: `later ${index}` }));
    expect(await lookUp(call)).toMatchObject({ status: "found" });
  });

  test.each(["500_before", "429", "html", "truncated", "reset_before"] as const)(
    "%s proves nothing",
    async (fault) => {
      server.fail(fault, { method: "GET", path: "/api/v1/accounts/", times: 5 });
      expect(await lookUp(aCall(account()))).toMatchObject({ status: "unknown" });
    },
  );
});

describe("afterwards", () => {
  async function published() {
    const who = account();
    const result = await mastodon.publish(aCall(who));
    if (result.status !== "published") throw new Error(result.detail);
    return { who, post: { externalId: result.externalId, url: result.url } };
  }

  test("counts are read back", async () => {
    const { who, post } = await published();
    Object.assign(posted()[0] ?? {}, { favourites: 5, reblogs: 4, replies: 3 });
    const metrics = { likes: 5, reposts: 4, replies: 3, views: null };
    expect(await mastodon.metrics?.(who, post, testTools())).toEqual({ status: "ok", metrics });
  });

  test("a removed post is gone, and removing it twice is no error", async () => {
    const { who, post } = await published();
    expect(await mastodon.remove?.(who, post, testTools())).toEqual({ status: "removed" });
    expect(await mastodon.remove?.(who, post, testTools())).toEqual({ status: "removed" });
    expect(await mastodon.metrics?.(who, post, testTools())).toEqual({ status: "gone" });
  });

  test("testing reads the limits again, and tells refused and unreachable apart", async () => {
    const who = account();
    server.state.options.maxCharacters = 777;
    expect(await mastodon.test(who, testTools())).toMatchObject({
      status: "ok",
      capabilities: { text: { max: 777 } },
    });
    server.state.tokens.clear();
    expect(await mastodon.test(who, testTools())).toMatchObject({ status: "auth" });
    server.fail("html", { method: "GET", path: "/api/v1/accounts/verify_credentials" });
    expect(await mastodon.test(account(), testTools())).toMatchObject({ status: "unreachable" });
    await server.close();
    expect(await mastodon.test(who, testTools())).toMatchObject({ status: "unreachable" });
  });
});
