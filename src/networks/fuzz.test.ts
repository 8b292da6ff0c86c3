import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HttpClient, HttpResult } from "@/platform/http";
import { aCall, aPicture } from "@/testing/network-call";
import type { Account, Network } from "./contract";
import { NETWORKS } from "./registry";

const REACHING = NETWORKS.filter(({ key }) => key !== "site");
const picture = await aPicture();

const ACCOUNT: Account = {
  externalId: "x",
  handle: "x",
  settings: {
    instance: "https://a.example",
    accountId: "1",
    url: "https://a.example/hook",
    service: "https://a.example",
  },
  credentials: {
    accessToken: "t",
    secret: `whsec_${Buffer.alloc(32).toString("base64")}`,
    service: "https://a.example",
    pds: "https://a.example",
    did: "did:plc:x",
    accessJwt: "a",
    refreshJwt: "b",
    appPassword: "c",
  },
};

const words = fc.constantFrom(
  "id",
  "uri",
  "cid",
  "url",
  "blob",
  "did",
  "handle",
  "accessJwt",
  "refreshJwt",
  "error",
  "posts",
  "content",
);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom("at://did:plc:x/app.bsky.feed.post/3k", "did:plc:x", "ExpiredToken", "https://x.example"),
);
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(words, fc.oneof(text, fc.integer(), fc.constant(null), fc.array(fc.dictionary(words, text)))),
);
const body = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  fc.string(),
  fc.constant("<!doctype html><p>Hello"),
);
const answer: fc.Arbitrary<HttpResult> = fc.oneof(
  fc.record({
    kind: fc.constant("response" as const),
    status: fc.oneof(
      fc.constantFrom(200, 202, 206, 301, 400, 401, 403, 404, 410, 422, 429, 500, 503),
      fc.integer({ min: 200, max: 599 }),
    ),
    headers: fc.constantFrom(new Headers(), new Headers({ "x-ratelimit-reset": "soon", date: "?" })),
    body: body.map((text) => new TextEncoder().encode(text)),
    url: fc.constant("https://a.example/"),
    retryAfterMs: fc.option(fc.nat(60_000)),
  }),
  fc.record({
    kind: fc.constant("not_sent" as const),
    reason: fc.constantFrom("dns", "refused", "blocked", "tls"),
    detail: fc.string(),
  }),
  fc.record({
    kind: fc.constant("no_answer" as const),
    reason: fc.constantFrom("reset", "timeout", "malformed"),
    status: fc.constantFrom(null, 200, 500),
    detail: fc.string(),
  }),
);

/** A server that gives these answers in turn, over and over. */
function answering(answers: readonly HttpResult[]): HttpClient {
  let next = 0;
  return {
    send: async () => answers[next++ % answers.length] ?? { kind: "not_sent", reason: "dns", detail: "" },
  };
}
const answers = fc.array(answer, { minLength: 1, maxLength: 5 });
const calling = (given: readonly HttpResult[]) => {
  const tools = { http: answering(given), signal: AbortSignal.abort(), now: new Date() };
  return { tools, call: aCall(ACCOUNT, { media: [picture] }, tools) };
};

describe.each(REACHING.map((network) => [network.key, network] as const))(
  "%s, whatever a server answers,",
  (_, network: Network) => {
    test("publishes, or says in the contract's words why not", async () => {
      await fc.assert(
        fc.asyncProperty(answers, async (given) => {
          const result = await network.publish(calling(given).call);
          expect(["published", "rejected", "retry", "unknown"]).toContain(result.status);
          if (result.status === "published" && result.url) expect(result.url).toMatch(/^https?:\/\//);
          if (result.status === "retry" && result.afterMs !== null)
            expect(result.afterMs).toBeGreaterThanOrEqual(0);
        }),
      );
    });

    test("reads, refreshes and removes without throwing", async () => {
      const published = { externalId: "at://did:plc:x/app.bsky.feed.post/3k", url: null };
      await fc.assert(
        fc.asyncProperty(answers, async (given) => {
          const { tools, call } = calling(given);
          expect(["ok", "auth", "unreachable"]).toContain((await network.test(ACCOUNT, tools)).status);
          const read = await network.metrics?.(ACCOUNT, published, tools);
          expect([undefined, "ok", "gone", "auth", "unavailable"]).toContain(read?.status);
          const found = await network.lookup?.(call);
          expect([undefined, "found", "absent", "unknown"]).toContain(found?.status);
          const fresh = await network.refresh?.(ACCOUNT, tools);
          expect([undefined, "refreshed", "revoked", "transient"]).toContain(fresh?.status);
          const removed = await network.remove?.(ACCOUNT, published, tools);
          expect([undefined, "removed", "auth", "unavailable"]).toContain(removed?.status);
        }),
      );
    });

    test("connects, or refuses in the contract's words", async () => {
      const input = {
        service: "https://a.example",
        identifier: "x",
        password: "y",
        instance: "a.example",
        url: "https://a.example/",
      };
      const flow = { redirectUri: "https://p.example/", state: "s" };
      await fc.assert(
        fc.asyncProperty(answers, async (given) => {
          const { tools } = calling(given);
          const { connect } = network;
          if (connect.type === "form") {
            expect(["connected", "refused"]).toContain((await connect.connect(input, tools)).status);
          } else if (connect.type === "oauth") {
            expect(["redirect", "refused"]).toContain((await connect.begin(input, flow, tools)).status);
            const secret = {
              base: "https://a.example",
              tokenUrl: "https://a.example/t",
              clientId: "c",
              clientSecret: "s",
              verifier: null,
            };
            const back = await connect.finish(new URLSearchParams({ code: "c" }), { ...flow, secret }, tools);
            expect(["connected", "refused"]).toContain(back.status);
          }
        }),
      );
    });
  },
);
