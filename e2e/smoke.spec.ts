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
