import { expectAccessible, expectNoSidewaysScroll } from "./fixtures/accessibility";
import { expect, test } from "./fixtures/test";

test("tells that it is ready", async ({ request }) => {
  const response = await request.get("/api/health");
  expect(response.status()).toBe(200);
});

test("welcomes a stranger, on a desk and on a phone", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 780 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test("leads a stranger to the sign-up page", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("main").getByRole("link", { name: "Create a workspace" }).first().click();
  await expect(page).toHaveURL(/\/sign-up/);
  await expect(page.getByRole("textbox", { name: /e-mail/i })).toBeVisible();
  await expectAccessible(page);
});

test("shows a new person an empty workspace of their own", async ({ app, page }) => {
  await app.open("settings");
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await app.judge();
});

test("puts the calendar on paper without the frame around it", async ({ app, page }) => {
  await app.open("calendar");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  // A4 landscape within its margins.
  await page.setViewportSize({ width: 1047, height: 718 });
  await page.emulateMedia({ media: "print" });
  expect((await page.getByRole("main").boundingBox())?.width).toBeGreaterThan(1_000);
  await expect(page.getByRole("complementary")).toBeHidden();
});

test("breaks an address that is wider than a phone, on the page of its post and where it is written", async ({
  app,
  page,
}) => {
  const { items } = await app.ask<{ items: { id: string }[] }>("channels.list");
  const body = `https://example.test/${"a-very-long-way/".repeat(12)}`;
  const variants = items.map(({ id }) => ({ channelId: id }));
  const { id } = await app.call<{ id: string }>("publishing.create", { body, variants });
  await page.setViewportSize({ width: 360, height: 780 });
  for (const screen of [`posts/${id}`, `compose?post=${id}`]) {
    await app.open(screen);
    await expect(page.getByText(/a-very-long-way/).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
});

test("a stranger signs in and sees the very page that was asked for; an address of nobody is said to be none", async ({
  app,
  page,
  person,
  workspace,
  complaints,
}) => {
  const asked = `/${workspace.slug}/calendar?view=week&date=2026-12-07`;
  await page.context().clearCookies();
  await page.goto(asked);
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(asked)}`);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(asked);

  await page.context().clearCookies();
  complaints.expect(/status of 404/);
  const nowhere = await page.goto("/no-such-studio/posts");
  expect(nowhere?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
  await app.judge();
});

test("what acts on chosen posts stands above the menu of a phone", async ({ app, page }) => {
  await app.call("publishing.create", { body: "Boats in the harbour" });
  await page.setViewportSize({ width: 360, height: 780 });
  await app.open("posts");
  await page.getByRole("listitem").getByRole("checkbox").click();
  const bar = page.getByRole("region", { name: "Chosen posts" });
  await expect(bar).toBeVisible();
  const foot = async () => ((await bar.boundingBox())?.y ?? 0) + ((await bar.boundingBox())?.height ?? 0);
  const menu = page.getByRole("navigation").last();
  await expect.poll(async () => (await foot()) <= ((await menu.boundingBox())?.y ?? 0)).toBe(true);
});
