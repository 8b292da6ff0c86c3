import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { AtpAgent } from "@atproto/api";
import { createRestAPIClient } from "masto";
import { afterEach, expect, test } from "vitest";
import { aPicture } from "../network-call";
import { startBluesky } from "./bluesky";
import { startMastodon } from "./mastodon";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
async function opened<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const fake = await starting;
  closers.push(fake.close);
  return fake;
}

test("Bluesky's own client, which validates every answer, works with the fake", async () => {
  const fake = await opened(startBluesky());
  const agent = new AtpAgent({ service: fake.url });
  await agent.login({ identifier: fake.options.handle, password: fake.options.password });
  const picture = await aPicture();
  const { data } = await agent.uploadBlob(await picture.read(), { encoding: picture.mimeType });
  const images = [{ image: data.blob, alt: "Red", aspectRatio: { width: 40, height: 30 } }];
  const post = await agent.post({ text: "Hello", embed: { $type: "app.bsky.embed.images", images } });
  const { posts } = (await agent.getPosts({ uris: [post.uri] })).data;
  expect(posts).toMatchObject([{ uri: post.uri, likeCount: 0, record: { text: "Hello" } }]);
  await agent.deletePost(post.uri);
  expect((await agent.getPosts({ uris: [post.uri] })).data.posts).toEqual([]);
  await expect(agent.post({ text: "x".repeat(301) })).rejects.toMatchObject({ status: 400 });
  await agent.com.atproto.server.describeServer();
});

test("Mastodon's client library works with the fake", async () => {
  const fake = await opened(startMastodon({ processingPolls: 1 }));
  const client = createRestAPIClient({ url: fake.url, accessToken: fake.grantToken() });
  expect((await client.v1.accounts.verifyCredentials()).username).toBe("ana");
  expect((await client.v2.instance.fetch()).configuration.statuses.maxCharacters).toBe(500);
  const picture = await aPicture();
  const file = new Blob([new Uint8Array(await picture.read())], { type: picture.mimeType });
  const media = await client.v2.media.create({ file, description: "Red" });
  const status = await client.v1.statuses.create({
    status: "Hello https://example.org",
    mediaIds: [media.id],
    language: "en",
  });
  expect(status).toMatchObject({ favouritesCount: 0, mediaAttachments: [{ description: "Red" }] });
  expect(await client.v1.statuses.$select(status.id).source.fetch()).toMatchObject({
    text: "Hello https://example.org",
  });
  expect(await client.v1.accounts.$select(fake.state.person.id).statuses.list()).toHaveLength(1);
  await client.v1.statuses.$select(status.id).remove();
  await expect(client.v1.statuses.$select(status.id).fetch()).rejects.toMatchObject({ statusCode: 404 });
});

test.each(["bluesky", "mastodon", "webhook"])(
  "the fake of %s runs as a program and is told faults over HTTP",
  async (name) => {
    const file = new URL(`${name}.ts`, import.meta.url).pathname;
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const url = await new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
    const body = JSON.stringify({ fault: "429", method: "GET", path: "/", retryAfter: "3" });
    await fetch(`${url}/_fake/fail`, { method: "POST", body });
    const answer = await fetch(`${url}/anything`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "3"]);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
  },
);
