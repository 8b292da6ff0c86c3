import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { HttpClient, HttpResponse } from "@/platform/http";
import { aCall, testTools } from "@/testing/network-call";
import { bluesky } from ".";
import { blobAnswer } from "./api";

/** An answer as the official server gave it. */
function recorded(name: string): HttpResponse {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
  const { status, body } = JSON.parse(text) as { status: number; body: unknown };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return {
    kind: "response",
    status,
    headers: new Headers(),
    body: bytes,
    url: "http://localhost:2583",
    retryAfterMs: null,
  };
}

/** A server that answers each method with what was recorded for it. */
const replaying = (answers: Record<string, string>): HttpClient => ({
  send: async ({ url }) => {
    const name = answers[new URL(url).pathname.replace("/xrpc/", "")];
    return name ? recorded(name) : { kind: "not_sent", reason: "refused", detail: "Nothing recorded" };
  },
});
const tools = (answers: Record<string, string>) => ({ ...testTools(), http: replaying(answers) });

const session = "com.atproto.server.createSession";
const input = { service: "http://localhost:2583", identifier: "ana.test", password: "app-password" };
const connect = (answers: Record<string, string>) => {
  if (bluesky.connect.type !== "form") throw new Error("Not a form");
  return bluesky.connect.connect(input, tools(answers));
};
async function account() {
  const result = await connect({ [session]: "create-session" });
  if (result.status !== "connected") throw new Error(result.detail);
  return result.account;
}

test("a session gives the account, its data server, and keeps an app password", async () =>
  expect(await account()).toMatchObject({
    handle: "@ana.test",
    expiresAt: expect.any(Date),
    credentials: { pds: "http://localhost:2583", appPassword: "app-password" },
  }));

test("a refused session names the field", async () =>
  expect(await connect({ [session]: "create-session-refused" })).toMatchObject({
    reason: "credentials",
    field: "password",
  }));

test("an uploaded file is read as the record will carry it", () => {
  const body: unknown = JSON.parse(new TextDecoder().decode(recorded("upload-blob").body));
  expect(blobAnswer.parse(body).blob).toMatchObject({ $type: "blob", mimeType: "image/png", size: 70 });
});

test("a written record is published", async () => {
  const call = aCall(await account(), {}, tools({ "com.atproto.repo.putRecord": "put-record" }));
  expect(await bluesky.publish(call)).toMatchObject({
    status: "published",
    externalId: expect.stringMatching(/^at:\/\/did:plc:/),
  });
});

test("a text that is too long is refused", async () => {
  const call = aCall(await account(), {}, tools({ "com.atproto.repo.putRecord": "put-record-too-long" }));
  expect(await bluesky.publish(call)).toMatchObject({ status: "rejected", reason: "invalid_content" });
});

test("a mention of nobody stays plain text", async () => {
  const answers = {
    "com.atproto.identity.resolveHandle": "handle-unknown",
    "com.atproto.repo.putRecord": "put-record",
  };
  const call = aCall(await account(), { body: "Hello @nobody.test" }, tools(answers));
  expect(await bluesky.publish(call)).toMatchObject({ status: "published" });
});

test("a record that is there is found, one that is not is absent", async () => {
  const lookUp = async (name: string) =>
    bluesky.lookup?.(aCall(await account(), {}, tools({ "com.atproto.repo.getRecord": name })));
  expect(await lookUp("get-record")).toMatchObject({ status: "found" });
  expect(await lookUp("get-record-absent")).toMatchObject({ status: "absent" });
});

test("a token that cannot be verified is an authorisation refusal", async () =>
  expect(
    await bluesky.test(await account(), tools({ "com.atproto.server.getSession": "token-invalid" })),
  ).toMatchObject({ status: "auth" }));

test("counts are read", async () => {
  const { posts } = JSON.parse(new TextDecoder().decode(recorded("get-posts").body)) as {
    posts: { uri: string }[];
  };
  const post = { externalId: posts[0]?.uri ?? "", url: null };
  const metrics = { likes: 0, reposts: 0, replies: 0, views: null };
  expect(
    await bluesky.metrics?.(await account(), post, tools({ "app.bsky.feed.getPosts": "get-posts" })),
  ).toEqual({ status: "ok", metrics });
});
