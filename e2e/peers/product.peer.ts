import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AtpAgent } from "@atproto/api";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { aPicture } from "@/testing/network-call";
import { Integration, Person } from "~/ops/demo/client";
import { type RunningProduct, startProductForTests } from "~/ops/gate/product";
import { type LosingProxy, losingProxy } from "./losing-proxy";

interface Delivery {
  id: string;
  state: string;
  url: string | null;
  externalId: string | null;
}
interface Post {
  id: string;
  deliveries: Delivery[];
}

const { url, people } = inject("bluesky");
const collection = "app.bsky.feed.post";
const startMaxMs = 400_000;
const patience = { timeout: 120_000, interval: 500 };
const data = mkdtempSync(join(tmpdir(), "publify-peer-product-"));
const reader = new AtpAgent({ service: url });
let between: LosingProxy;
let product: RunningProduct;
let api: Integration;
let channelId: string;

/** A workspace with a key for everything that an integration may do. */
async function openWorkspace(base: string): Promise<Integration> {
  const person = new Person(base);
  const secret = randomBytes(18).toString("base64url");
  await person.signUp("Peer", `peer-${randomBytes(4).toString("hex")}@example.test`, secret);
  const { slug } = await person
    .procedures()
    .workspaces.create.mutate({ name: "Peers", timeZone: "UTC", locale: "en" });
  const { key } = await person.procedures(slug).apiKeys.create.mutate({
    name: "Peers",
    lifetimeDays: 1,
    scopes: [
      "channels:read",
      "channels:write",
      "media:write",
      "posts:read",
      "posts:write",
      "posts:publish",
      "metrics:read",
    ],
  });
  return new Integration(base, key);
}

beforeAll(async () => {
  between = await losingProxy(url);
  product = await startProductForTests({
    PUBLIFY_DATA: data,
    PUBLIFY_ALLOW_PRIVATE_HOSTS: "localhost:*,127.0.0.1:*",
    LOG_LEVEL: "warn",
  });
  api = await openWorkspace(product.url);
  const { handle, appPassword } = people.ana;
  const values = { service: between.url, identifier: handle, password: appPassword };
  const { channel } = await api.call<{ channel: { id: string } }>("POST", "/channels", {
    network: "bluesky",
    values,
  });
  channelId = channel.id;
}, startMaxMs);

afterAll(async () => {
  await product?.stop();
  await between?.close();
  rmSync(data, { recursive: true, force: true });
});

async function publish(body: string, media: unknown[] = []): Promise<Post> {
  const post = await api.call<Post>("POST", "/posts", { body, media, variants: [{ channelId }] });
  return api.call<Post>("POST", `/posts/${post.id}/publish`, {});
}
async function published({ id }: Post): Promise<Delivery> {
  const read = async () => (await api.call<Post>("GET", `/posts/${id}`)).deliveries[0];
  await expect.poll(async () => (await read())?.state, patience).toBe("published");
  const delivery = await read();
  if (!delivery) throw new Error("No delivery");
  return delivery;
}
const written = async (text: string) => {
  const { data } = await reader.com.atproto.repo.listRecords({
    repo: people.ana.did,
    collection,
    limit: 100,
  });
  return data.records.filter(({ value }) => value.text === text);
};

test("the product publishes an image with its description, reads the counts back, and deletes", async () => {
  const picture = await aPicture({ width: 600, height: 400 });
  const base64 = Buffer.from(await picture.read()).toString("base64");
  const altText = "A red field, from the product";
  const asset = await api.call<{ id: string }>("POST", "/media", { fileName: "red.png", altText, base64 });
  const body = "Through the product, with a picture";
  const delivery = await published(await publish(body, [{ assetId: asset.id, altText }]));
  const [record] = await written(body);
  expect(record?.value).toMatchObject({ embed: { images: [{ alt: altText }] } });
  expect(delivery.url).toContain(people.ana.did);

  const bob = new AtpAgent({ service: url });
  await bob.login({ identifier: people.bob.handle, password: people.bob.appPassword });
  await bob.like(record?.uri ?? "", record?.cid ?? "");
  const counts = () =>
    api.call<{ metrics: { likes: number | null } | null }>("POST", `/deliveries/${delivery.id}/metrics`, {});
  await expect.poll(async () => (await counts()).metrics?.likes, patience).toBe(1);

  await api.call("POST", `/deliveries/${delivery.id}/remove`, {});
  expect(await written(body)).toEqual([]);
}, 200_000);

test("a publish whose answer was lost ends published, once", async () => {
  between.losing = true;
  const body = "Its answer was lost on the way";
  const post = await publish(body);
  await expect.poll(() => between.lost, patience).toBe(1);
  between.losing = false;
  await published(post);
  expect(await written(body)).toHaveLength(1);
}, 200_000);
