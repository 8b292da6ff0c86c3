import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { Integration, Person } from "./client";

interface Channel {
  id: string;
  name: string;
  network: string;
}
interface Delivery {
  id: string;
  state: string;
  url: string | null;
  publishAt: string;
  publishedAt: string | null;
  detail: string | null;
}
interface Post {
  id: string;
  deliveries: Delivery[];
}

export type Say = (line: string) => void;

const pollMs = 250;
const patienceMs = 120_000;
const ENDED = ["published", "failed", "needs_attention", "missed", "held"];

/** A picture drawn for this run, so that the demo carries no file. */
const picture = async (title: string): Promise<string> => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#0f4c5c"/><stop offset="1" stop-color="#5f9ea0"/></linearGradient></defs>
    <rect width="1200" height="675" fill="url(#g)"/>
    <circle cx="930" cy="210" r="120" fill="#ffffff" fill-opacity=".16"/>
    <text x="80" y="560" font-size="72" font-family="sans-serif" fill="#ffffff">${title}</text></svg>`;
  return (await sharp(Buffer.from(svg)).png().toBuffer()).toString("base64");
};

async function waitForEnd(api: Integration, postId: string): Promise<Delivery[]> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(pollMs)) {
    const post = await api.call<Post>("GET", `/posts/${postId}`);
    if (post.deliveries.every(({ state }) => ENDED.includes(state))) return post.deliveries;
  }
  throw new Error(`Post ${postId} had not ended after ${patienceMs / 1000} s`);
}

function tell(say: Say, deliveries: readonly Delivery[]): void {
  for (const { state, url, publishAt, publishedAt, detail } of deliveries) {
    const late = publishedAt
      ? `${Date.parse(publishedAt) - Date.parse(publishAt)} ms after its instant`
      : detail;
    say(`  ${state} ${url ?? ""} (${late ?? "no detail"})`);
  }
}

/** The next full minute that leaves time to schedule, as wall time in UTC. */
function nextMinute(): string {
  const at = new Date(Math.ceil((Date.now() + 3_000) / 60_000) * 60_000);
  return at.toISOString().slice(0, 16);
}

async function openWorkspace(base: string, say: Say): Promise<{ api: Integration; slug: string }> {
  const mark = randomBytes(3).toString("hex");
  const person = new Person(base);
  await person.signUp("Demo Person", `demo-${mark}@example.test`, randomBytes(18).toString("base64url"));
  const { slug } = await person
    .procedures()
    .workspaces.create.mutate({ name: `Demo ${mark}`, timeZone: "UTC", locale: "en" });
  say(`Signed up and opened the workspace ${base}/${slug}`);
  const { key } = await person.procedures(slug).apiKeys.create.mutate({
    name: "Demo",
    lifetimeDays: 1,
    scopes: ["channels:read", "media:write", "posts:read", "posts:write", "posts:publish", "metrics:read"],
  });
  say("Created an API key; everything from here goes through /api/v1");
  return { api: new Integration(base, key), slug };
}

async function checkPublic(base: string, slug: string, url: string | null, say: Say): Promise<void> {
  for (const address of [
    url,
    `${base}/s/${slug}`,
    `${base}/s/${slug}/rss.xml`,
    `${base}/s/${slug}/feed.json`,
  ]) {
    if (!address) continue;
    const { status } = await fetch(address, { signal: AbortSignal.timeout(30_000) });
    say(`  ${status} ${address}`);
    if (status !== 200) throw new Error(`${address} answered ${status}`);
  }
}

/** The main job, end to end: sign up, write, upload, publish now, schedule, and read what became of it. */
export async function tellStory(base: string, say: Say): Promise<void> {
  const { api, slug } = await openWorkspace(base, say);
  const channels = await api.call<{ items: Channel[] }>("GET", "/channels");
  say(`Channels: ${channels.items.map(({ name, network }) => `${name} (${network})`).join(", ")}`);
  const variants = channels.items.map(({ id }) => ({ channelId: id }));

  const asset = await api.call<{ id: string; url: string }>("POST", "/media", {
    fileName: "hello.png",
    altText: "White words on a teal gradient",
    base64: await picture("Hello from Publify"),
  });
  say(`Uploaded an image: ${asset.url}`);

  const first = await api.call<Post>("POST", "/posts", {
    title: "Hello from Publify",
    body: "Written, illustrated and published through the public API. https://example.com",
    tags: ["hello", "demo"],
    media: [{ assetId: asset.id, altText: "White words on a teal gradient" }],
    variants,
  });
  await api.call("POST", `/posts/${first.id}/publish`, {});
  say("Published a post now:");
  const published = await waitForEnd(api, first.id);
  tell(say, published);

  const second = await api.call<Post>("POST", "/posts", {
    title: "Right on time",
    body: "This post was scheduled for its minute, and left on it.",
    variants,
  });
  const minute = nextMinute();
  await api.call("POST", `/posts/${second.id}/schedule`, { publishAt: minute, timeZone: "UTC" });
  say(`Scheduled a second post for ${minute} UTC; waiting for it:`);
  const onTime = await waitForEnd(api, second.id);
  tell(say, onTime);
  if ([...published, ...onTime].some(({ state }) => state !== "published"))
    throw new Error("Not everything was published");

  say("What the world sees:");
  await checkPublic(base, slug, published[0]?.url ?? null, say);
}
