import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { aPicture } from "../src/testing/media";
import { expect, test } from "./fixtures/test";
import { wordsOf } from "./fixtures/words";

/** A receiver of webhooks on this machine: it greets every channel, and refuses every post for good. */
let receiver: { url: string; server: Server };
test.beforeAll(async () => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const greets = Buffer.concat(chunks).toString().includes('"ping"');
    response.writeHead(greets ? 200 : 422, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/refuses`, server };
});
test.afterAll(() => {
  receiver.server.close();
});

/** The pages are under the worker's care. */
const underWorker = (page: Page) =>
  page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 30_000 });

const words = wordsOf("en", "notifications");
const pwa = wordsOf("en", "pwa");

test("the bell tells of a post that failed, and leads to it", async ({ app, page }) => {
  test.setTimeout(180_000);
  await app.open("notifications");
  await expect(page.getByText(words.empty.title)).toBeVisible();
  await app.judge();

  const values = { url: receiver.url };
  const connected = await app.call<{ channel: { id: string } }>("channels.connect", {
    network: "webhook",
    values,
  });
  const post = await app.call<{ id: string }>("publishing.create", {
    body: "Boats in the harbour",
    variants: [{ channelId: connected.channel.id }],
  });
  await app.call("publishing.publishNow", { postId: post.id });

  const bell = page.getByRole("button", { name: /^Notifications, 1 unread/ });
  await expect(bell).toBeVisible({ timeout: 90_000 });
  await bell.click();
  const panel = page.getByRole("dialog", { name: words.title });
  const news = panel.getByRole("link", { name: /“Boats in the harbour” could not be published/ });
  await expect(news).toBeVisible();
  await app.screens("notifications-bell-en");
  await news.click();
  await page.waitForURL(new RegExp(`/posts/${post.id}`));
  await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();

  await app.open("notifications");
  await expect(page.getByRole("link", { name: /“Boats in the harbour”/ })).toBeVisible();
  await app.judge();
  await app.screens("notifications-en");
});

test("settings are kept as they are changed", async ({ app, page }) => {
  await app.open("settings/notifications");
  const kind = words.kind.post.held.name;
  const inApp = page.getByRole("switch", { name: words.settings.inAppFor.replace("{kind}", kind) });
  await expect(inApp).toBeChecked();
  await inApp.click();
  await expect(page.getByText(words.settings.saved, { exact: true })).toBeVisible();
  const email = page.getByRole("combobox", { name: words.settings.emailFor.replace("{kind}", kind) });
  await email.click();
  await page.getByRole("option", { name: words.settings.email.daily }).click();
  await expect(email).toContainText(words.settings.email.daily);
  await page.waitForLoadState("networkidle");
  await page.reload();
  await expect(inApp).not.toBeChecked();
  await expect(email).toContainText(words.settings.email.daily);
  await app.judge();
  await app.screens("notification-settings-en");
});

test("the application can be installed: manifest, icons, worker", async ({ app, page }) => {
  const manifest = (await (await page.request.get("/manifest.webmanifest")).json()) as {
    id: string;
    icons: { src: string; purpose: string }[];
    share_target: { action: string };
  };
  expect(manifest).toMatchObject({ id: "/", share_target: { action: "/share-target" } });
  expect(manifest.icons.filter(({ purpose }) => purpose === "maskable")).toHaveLength(2);
  for (const { src } of manifest.icons)
    expect((await page.request.get(src)).headers()["content-type"]).toBe("image/png");
  await app.open();
  await underWorker(page);
  const script = await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL);
  expect(script).toMatch(/\/sw\.js\?v=.+/);
});

test("a photo that is shared becomes a draft; another site shares nothing", async ({ app, page }) => {
  const share = (site: string) =>
    page.request.post("/share-target", {
      multipart: {
        text: "From my phone",
        url: "https://example.com/quay",
        media: { name: "boats.png", mimeType: "image/png", buffer: photo },
      },
      headers: { "sec-fetch-site": site },
      maxRedirects: 0,
    });
  const photo = Buffer.from(await aPicture({ width: 800, height: 600 }));
  const planted = await share("cross-site");
  expect(planted.headers().location).toContain("problem=foreign");
  const answer = await share("none");
  expect(answer.status()).toBe(303);
  const place = answer.headers().location ?? "";
  expect(place).toContain(`/${app.workspace.slug}/compose?post=post_`);
  await page.goto(place);
  await expect(page.getByRole("textbox", { name: wordsOf("en", "composer").body.label })).toHaveValue(
    /From my phone\s+https:\/\/example\.com\/quay/,
  );
  await expect(page.getByRole("img").first()).toBeVisible();
  await app.open("posts");
  await expect(page.getByText(/From my phone/)).toHaveCount(1);

  await page.goto("/shared?problem=too_large");
  await expect(page.getByText(pwa.shared.too_large.title)).toBeVisible();
  await app.judge();
});

test("a draft that is written offline is sent when the connection is back", async ({
  app,
  page,
  context,
  complaints,
}) => {
  test.setTimeout(120_000);
  complaints.expect(/ERR_INTERNET_DISCONNECTED|Failed to fetch|ERR_FAILED|NetworkError/);
  await app.open("posts");
  await underWorker(page);
  // The worker keeps its page before it takes over, and who writes here is remembered once the page lives.
  await page.waitForFunction(() => window.localStorage.getItem("publify.offline.owner") !== null);

  await context.setOffline(true);
  await page.goto(`/${app.workspace.slug}/calendar`);
  await expect(page.getByRole("heading", { level: 1, name: pwa.offline.title })).toBeVisible();
  await app.judge();
  await app.screens("offline-en");
  const text = `Written without a connection ${app.workspace.slug}`;
  await page.getByRole("textbox", { name: pwa.offline.write.label }).fill(text);
  await expect(page.getByRole("listitem").filter({ hasText: text })).toBeVisible();

  await context.setOffline(false);
  // Back online the page loads what was asked for by itself, which may cut a navigation of ours short.
  await expect(async () => {
    await page.goto(`/${app.workspace.slug}/posts`);
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole("link", { name: text })).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByRole("link", { name: text })).toHaveCount(1);
  await expect(page.getByText(/only on this device/)).toHaveCount(0);
});
