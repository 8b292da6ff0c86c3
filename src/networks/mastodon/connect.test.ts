import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeMastodon, startMastodon } from "@/testing/fakes/mastodon";
import { testTools } from "@/testing/network-call";
import { listen } from "@/testing/server";
import { mastodon } from ".";
import { instanceAnswer } from "./answers";
import { instanceOf } from "./connect";
import { capabilitiesOf } from "./map";

let server: FakeMastodon;
beforeEach(async () => {
  server = await startMastodon();
});
afterEach(() => server.close());

const redirectUri = "http://localhost:3000/connect/callback";
const oauth = () => {
  if (mastodon.connect.type !== "oauth") throw new Error("Not OAuth");
  return mastodon.connect;
};
async function begun(instance = server.url) {
  const result = await oauth().begin({ instance }, { redirectUri, state: "s1" }, testTools());
  if (result.status !== "redirect") throw new Error(result.detail);
  return result;
}

/** What a person does in their browser: read the page, press a button, come back. */
async function decide(url: string, decision: "allow" | "deny"): Promise<URLSearchParams> {
  const page = await (await fetch(url)).text();
  expect(page).toContain("Publify would like permission");
  const inputs = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].filter(
    ([, name]) => name !== "decision",
  );
  const fields = inputs.map(([, name = "", value = ""]) => [
    name,
    value.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
  ]);
  const body = new URLSearchParams([...fields, ["decision", decision]]);
  const answer = await fetch(`${server.url}/oauth/authorize`, { method: "POST", body, redirect: "manual" });
  const location = new URL(answer.headers.get("location") ?? "");
  expect(location.origin + location.pathname).toBe(redirectUri);
  return location.searchParams;
}
const finish = (answer: URLSearchParams, secret: Record<string, unknown>) =>
  oauth().finish(answer, { redirectUri, state: "s1", secret }, testTools());

test("a person connects: registration, consent, code with PKCE, account and live limits", async () => {
  server.state.options.maxCharacters = 1_000;
  const { url, secret } = await begun();
  expect(new URL(url).searchParams.get("code_challenge_method")).toBe("S256");
  const answer = await decide(url, "allow");
  expect(answer.get("state")).toBe("s1");
  const result = await finish(answer, secret);
  if (result.status !== "connected") throw new Error(result.detail);
  expect(result.account).toMatchObject({
    externalId: `localhost:${server.port}:${server.state.person.id}`,
    handle: `@ana@localhost:${server.port}`,
    name: "Ana",
    profileUrl: `${server.url}/@ana`,
    settings: { instance: server.url, accountId: server.state.person.id },
    capabilities: { text: { max: 1_000, urlCost: 23 }, image: { altTextMax: 1_500 }, mediaCountMax: 4 },
  });
  expect(await mastodon.test(result.account, testTools())).toMatchObject({ status: "ok" });
});

test("only the rights that are needed are asked for", async () => {
  const scope = new URL((await begun()).url).searchParams.get("scope");
  expect(scope).toBe("read:accounts read:statuses write:media write:statuses");
});

test("an instance without PKCE is connected without", async () => {
  server.state.options.pkce = false;
  const { url, secret } = await begun();
  expect(new URL(url).searchParams.has("code_challenge")).toBe(false);
  expect(await finish(await decide(url, "allow"), secret)).toMatchObject({ status: "connected" });
});

test("a code is worthless without its verifier, and only good once", async () => {
  const { url, secret } = await begun();
  const answer = await decide(url, "allow");
  expect(await finish(answer, { ...secret, verifier: "x".repeat(43) })).toMatchObject({
    status: "refused",
    reason: "denied",
  });
  const again = await decide(url, "allow");
  expect(await finish(again, secret)).toMatchObject({ status: "connected" });
  expect(await finish(again, secret)).toMatchObject({ status: "refused", reason: "denied" });
});

test("a person who says no is told so", async () => {
  const { url, secret } = await begun();
  expect(await finish(await decide(url, "deny"), secret)).toMatchObject({
    status: "refused",
    reason: "denied",
  });
});

test.each(["html", "truncated", "500_before", "429", "reset_before"] as const)(
  "%s for a token is refused, not thrown",
  async (fault) => {
    const { url, secret } = await begun();
    const answer = await decide(url, "allow");
    server.fail(fault, { method: "POST", path: "/oauth/token" });
    expect(await finish(answer, secret)).toMatchObject({ status: "refused" });
  },
);

test("no code at all is refused", async () =>
  expect(await finish(new URLSearchParams(), {})).toMatchObject({ status: "refused", reason: "invalid" }));

test("metadata that points elsewhere is not followed", async () => {
  await using evil = await listen((request, response) => {
    const path = request.url ?? "";
    response.setHeader("content-type", "application/json");
    if (path.includes("instance"))
      return response.end(JSON.stringify({ domain: "x", title: "x", version: "4" }));
    if (path.includes("well-known"))
      return response.end(
        JSON.stringify({
          authorization_endpoint: "https://elsewhere.example/a",
          token_endpoint: "https://elsewhere.example/t",
        }),
      );
    response.end(JSON.stringify({ client_id: "a", client_secret: "b" }));
  });
  const { url, secret } = await begun(evil.url);
  expect(new URL(url).origin).toBe(evil.url);
  expect(secret.tokenUrl).toBe(`${evil.url}/oauth/token`);
});

test.each([
  ["", "invalid"],
  ["not an address", "invalid"],
  ["http://localhost:1", "unreachable"],
])("the instance %j is refused: %s", async (instance, reason) =>
  expect(await oauth().begin({ instance }, { redirectUri, state: "s" }, testTools())).toMatchObject({
    status: "refused",
    reason,
    field: "instance",
  }),
);

test("a server of something else is refused", async () => {
  await using other = await listen((_, response) => response.end("<html>"));
  const result = await oauth().begin({ instance: other.url }, { redirectUri, state: "s" }, testTools());
  expect(result).toMatchObject({ status: "refused", reason: "not_this_network", field: "instance" });
});

test("a server without the second API is read by its first", async () => {
  await using old = await listen((request, response) => {
    const answers: Record<string, unknown> = {
      "/api/v1/instance": { uri: "old.example", title: "Old", version: "2.7.2 (compatible; Pleroma 2.5)" },
      "/api/v1/apps": { client_id: "a", client_secret: "b" },
    };
    const answer = answers[request.url ?? ""];
    response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? { error: "Not found" }));
  });
  const result = await oauth().begin({ instance: old.url }, { redirectUri, state: "s" }, testTools());
  expect(result).toMatchObject({ status: "redirect", secret: { base: old.url, verifier: null } });
});

test("a limit that a server tells in a form of its own leaves the others as told", () => {
  const configuration = {
    statuses: { max_characters: 640, max_media_attachments: null, characters_reserved_per_url: 0 },
    media_attachments: { image_size_limit: 8e6, image_matrix_limit: null, supported_mime_types: "all" },
  };
  const told = instanceAnswer.parse({ uri: "x.example", title: "X", version: "4", configuration });
  expect(capabilitiesOf(told)).toMatchObject({
    text: { max: 640, urlCost: 23 },
    mediaCountMax: 4,
    image: { bytesMax: 8e6, mimeTypes: ["image/jpeg", "image/png", "image/webp"] },
  });
});

test.each([
  ["mastodon.social", "https://mastodon.social"],
  ["https://mastodon.social/about", "https://mastodon.social"],
  ["@ana@mastodon.social", "https://mastodon.social"],
  ["ana@Mastodon.Social", "https://mastodon.social"],
  [" http://localhost:4001/ ", "http://localhost:4001"],
  ["ftp://x", null],
  ["https://a:b@x.example", null],
  ["", null],
])("%j names the server %s", (typed, expected) => expect(instanceOf(typed)).toBe(expected));
