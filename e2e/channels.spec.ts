import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { FAKES } from "./fixtures/fakes";
import { expect, test } from "./fixtures/test";

/** A receiver of webhooks on this machine; `fails` makes its address `dies` refuse. */
interface Receiver {
  url: string;
  fails: boolean;
  server: Server;
}

let receiver: Receiver;
test.beforeAll(async () => {
  const server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(receiver.fails && request.url === "/dies" ? 401 : 200, {
        "content-type": "application/json",
      })
      .end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, fails: false, server };
});
test.afterAll(() => {
  receiver.server.close();
});

const connectWebhook = async (page: Page, url: string) => {
  await page.getByRole("textbox", { name: "Address" }).fill(url);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
};

const addWebhook = async (page: Page) => {
  await page.getByRole("button", { name: "Add a channel" }).click();
  await page.getByRole("button", { name: /^Webhook/ }).click();
};

test("tells at the field what is wrong, keeps what was typed, and shows the key once", async ({
  app,
  page,
  complaints,
}) => {
  // An unreachable server is answered with 503, which the browser reports.
  complaints.expect(/status of 503/);
  await app.open("channels");
  await expect(page.getByRole("heading", { level: 1, name: "Channels" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Site" })).toContainText("Connected");
  await app.judge();
  await addWebhook(page);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const address = page.getByRole("textbox", { name: "Address" });
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await connectWebhook(page, "http://127.0.0.1:1/nobody");
  await expect(page.getByText(/could not be reached|cannot be used/)).toBeVisible();
  await expect(address).toHaveValue("http://127.0.0.1:1/nobody");
  await app.judge();
  await connectWebhook(page, receiver.url);
  await expect(page.getByRole("textbox", { name: /Signing key/ })).toHaveValue(/^whsec_/);
  await app.judge();
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Webhook" })).toContainText("Connected");
  await page.reload();
  await expect(page.getByRole("listitem").filter({ hasText: "Webhook" })).toBeVisible();
  expect(await page.content()).not.toContain("whsec_");
});

test("tests a channel, says that it broke, brings it back and lets it go", async ({ app, page }) => {
  await app.open("channels");
  await addWebhook(page);
  await connectWebhook(page, `${receiver.url}dies`);
  await page.getByRole("button", { name: "I have copied it" }).click();
  const card = page.getByRole("listitem").filter({ hasText: "Webhook" });
  await card.locator("summary").click();
  await expect(card.getByText("Text", { exact: true })).toBeVisible();
  receiver.fails = true;
  await card.getByRole("button", { name: /Test connection/ }).click();
  await expect(card).toContainText("Needs reconnecting");
  await expect(card).toContainText("Posts for this channel wait");
  await app.judge();
  await app.screens("channels");
  receiver.fails = false;
  await card.getByRole("button", { name: /Reconnect/ }).click();
  await connectWebhook(page, `${receiver.url}dies`);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(card).toContainText("Connected");
  await card.getByRole("button", { name: /More actions/ }).click();
  await page.getByRole("menuitem", { name: "Disconnect" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("region", { name: "Disconnected" })).toContainText("Webhook");
});

test("says in the person's language what went wrong over there", async ({ app, page }) => {
  await app.open("channels?refused=connection.expired");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("More than ten minutes went by");
  await expect(page).toHaveURL(/channels$/);
  await app.open("channels?refused=<b>anything</b>");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Something went wrong on our side");
});

test("goes to Mastodon and comes back connected", async ({ app, page, complaints }) => {
  // The journeys send our Origin with every request; the browser refuses it on a form of another site.
  complaints.expect(/ERR_INVALID_ARGUMENT/);
  await app.open("channels");
  await page.getByRole("button", { name: "Add a channel" }).click();
  await page.getByRole("button", { name: /^Mastodon/ }).click();
  await page.getByRole("textbox", { name: "Server" }).fill(FAKES.mastodon.url);
  await page.getByRole("button", { name: "Continue on Mastodon" }).click();
  await page.getByRole("button", { name: /authori[sz]e|allow/i }).click();
  await expect(page).toHaveURL(/\/channels$/);
  await expect(page.getByRole("listitem").filter({ hasText: "Mastodon" })).toContainText("Connected");
});

test("the doctor tells what runs on what", async ({ app, page }) => {
  await app.open("doctor");
  await expect(page.getByRole("heading", { level: 3, name: "Database" })).toBeVisible();
  await expect(page.getByText(/PostgreSQL \d+/)).toBeVisible();
  await expect(page.getByText("Ready for production?")).toBeVisible();
  await app.judge();
  await app.screens("doctor");
});

test.describe("en français", () => {
  test.use({ language: "fr", locale: "fr-FR" });
  test("les canaux et le diagnostic parlent français", async ({ app, page }) => {
    await app.open("channels");
    await expect(page.getByRole("heading", { level: 1, name: "Canaux" })).toBeVisible();
    await page.getByRole("button", { name: "Ajouter un canal" }).click();
    await expect(page.getByRole("dialog", { name: "Ajouter un canal" })).toBeVisible();
    await app.judge();
    await app.open("doctor");
    await expect(page.getByRole("heading", { level: 3, name: "Base de données" })).toBeVisible();
    await app.judge();
  });
});
