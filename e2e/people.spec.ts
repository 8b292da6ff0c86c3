import { createHmac } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./fixtures/accessibility";
import { aPerson } from "./fixtures/account";
import { waitForMail } from "./fixtures/mailbox";
import { expect, test } from "./fixtures/test";

const fromBase32 = (text: string): Buffer => {
  const digits = [...text].map((char) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** What an authenticator app shows, so many periods from now (RFC 6238). */
function totpOf(secret: string, periods = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + periods));
  const digest = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
}

async function fillPassword(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "E-mail address" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const newPage = async (browser: Browser, viewport?: { width: number; height: number }): Promise<Page> =>
  (
    await browser.newContext({ baseURL: test.info().project.use.baseURL, locale: "en-GB", viewport })
  ).newPage();

test("signs up, names a workspace in the browser's zone and confirms the address", async ({ page }) => {
  const person = aPerson();
  await page.goto("/sign-up");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("This is needed.")).toHaveCount(3);
  await expectAccessible(page);
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/onboarding");
  await expect(page.getByRole("combobox", { name: "Time zone" })).toContainText("Europe/Paris");
  await expectAccessible(page);
  await page.getByLabel("Workspace name").fill(`Atelier ${person.email.slice(4, 12)}`);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL(/\/atelier-/);
  await expect(page.getByText("Confirm your e-mail address")).toBeVisible();

  const [link = ""] = (await waitForMail(person.email, /Confirm/)).links;
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
  await page.getByRole("link", { name: "Continue to Publify" }).click();
  await page.waitForURL(/\/atelier-/);
  await expect(page.getByText("Confirm your e-mail address")).toBeHidden();
});

test("turns on two-factor sign-in and asks for its code from then on", async ({
  app,
  person,
  page,
  workspace,
}) => {
  await app.open("settings/security");
  await page.getByRole("button", { name: "Turn on" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password", { exact: true }).fill(person.password);
  await dialog.getByRole("button", { name: "Continue" }).click();
  const secret = (await dialog.locator("code").textContent()) ?? "";
  await dialog.getByLabel("Code that the app shows").fill(totpOf(secret));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(10);
  const recovery = (await dialog.getByRole("listitem").first().textContent()) ?? "";
  await dialog.getByRole("button", { name: "I have kept them" }).click();

  await signOut(page);
  await fillPassword(page, person.email, person.password);
  // The one that turned it on is used; the next one is right already, for clocks that run ahead.
  await page.getByLabel("Six-digit code").fill(totpOf(secret, 1));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`**/${workspace.slug}`);

  await signOut(page);
  await fillPassword(page, person.email, person.password);
  await page.getByRole("button", { name: /use a recovery code/ }).click();
  await page.getByLabel("Recovery code").fill(recovery);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`**/${workspace.slug}`);
});

test("signs in with a passkey of the device", async ({ app, page, workspace }) => {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("WebAuthn.enable");
  await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  await app.open("settings/security");
  await page.getByLabel("Name", { exact: true }).fill("Laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("Laptop", { exact: true })).toBeVisible();
  await signOut(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(`**/${workspace.slug}`);
});

test("invites somebody, who signs up from the mail on a phone and is in", async ({
  app,
  page,
  browser,
  workspace,
}) => {
  const guest = aPerson();
  await app.open("settings/members");
  await page.getByLabel("E-mail address").fill(guest.email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("button", { name: `Send again: ${guest.email}` })).toBeVisible();
  await app.judge();

  const [link = ""] = (await waitForMail(guest.email, /invites you/)).links;
  const phone = await newPage(browser, { width: 360, height: 740 });
  await phone.goto(link);
  await expectNoSidewaysScroll(phone);
  await expectAccessible(phone);
  await phone.getByRole("link", { name: "Create an account" }).click();
  await expect(phone.getByLabel("E-mail address")).toHaveValue(guest.email);
  await phone.getByLabel("Your name").fill(guest.name);
  await phone.getByLabel("Password", { exact: true }).fill(guest.password);
  await phone.getByRole("button", { name: "Create account" }).click();
  await phone.getByRole("button", { name: "Accept the invitation" }).click();
  await phone.waitForURL(`**/${workspace.slug}`);
  await expect(phone.getByText("Confirm your e-mail address")).toBeHidden();
  await phone.context().close();

  await page.reload();
  await expect(page.getByText(guest.name)).toBeVisible();
});

test("replaces a forgotten password by the link of the mail", async ({
  page,
  person,
  workspace,
  browser,
}) => {
  const elsewhere = await newPage(browser);
  await elsewhere.goto("/forgot-password");
  await elsewhere.getByLabel("E-mail address").fill(person.email);
  await elsewhere.getByRole("button", { name: "Send the link" }).click();
  await expect(elsewhere.getByText("Look into your inbox")).toBeVisible();
  const [link = ""] = (await waitForMail(person.email, /new password/)).links;
  await elsewhere.goto(link);
  await elsewhere.getByLabel("New password").fill("a wholly new password");
  await elsewhere.getByRole("button", { name: "Save the new password" }).click();
  await expect(elsewhere.getByText("Your password is changed")).toBeVisible();
  await elsewhere.context().close();

  await page.goto(`/${workspace.slug}/settings`);
  await page.waitForURL(/\/sign-in\?next=/);
  await fillPassword(page, person.email, "a wholly new password");
  await page.waitForURL(`**/${workspace.slug}/settings`);
});

test("keeps strangers out of a workspace and of its address", async ({ workspace, browser }) => {
  const stranger = await newPage(browser);
  await stranger.goto(`/${workspace.slug}`);
  await expect(stranger).toHaveURL(/\/sign-in\?next=/);
  await stranger.context().close();
});
