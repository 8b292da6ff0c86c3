import type { Locator, Page } from "@playwright/test";
import { aPicture, aVideo } from "../src/testing/media";
import { expect, test } from "./fixtures/test";

const uploadInput = 'input[type="file"]';

async function upload(page: Page, name: string, mimeType: string, bytes: Uint8Array): Promise<void> {
  await page.locator(uploadInput).setInputFiles({ name, mimeType, buffer: Buffer.from(bytes) });
}

const card = (page: Page, name: string): Locator =>
  page.getByRole("button", { name: new RegExp(`^${name}`) });

test("takes pictures in, finds, describes and deletes them", async ({ app, page }) => {
  await app.open("media");
  await expect(page.getByText("No media yet")).toBeVisible();
  await app.judge();

  await upload(
    page,
    "harbour.jpeg",
    "image/jpeg",
    await aPicture({ width: 900, height: 600, format: "jpeg", personal: true }),
  );
  await expect(card(page, "harbour.jpg")).toBeVisible();
  await upload(page, "clip.mp4", "video/mp4", aVideo());
  await expect(card(page, "clip.mp4")).toBeVisible();
  await app.judge();

  const search = page.getByRole("searchbox");
  await search.fill("harb");
  await expect(card(page, "clip.mp4")).toBeHidden();
  await search.fill("nothing like it");
  await expect(page.getByText("No results")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();

  await card(page, "harbour.jpg").press("Enter");
  const sheet = page.getByRole("dialog", { name: "harbour.jpg" });
  await expect(sheet.getByText("900 × 600 pixels")).toBeVisible();
  await expect(sheet.getByRole("img")).toBeVisible();
  await sheet.getByRole("textbox", { name: /Describe this/ }).fill("Boats in the evening");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await app.judge();
  await page.reload();
  await expect(sheet.getByRole("textbox", { name: /Describe this/ })).toHaveValue("Boats in the evening");

  await sheet.getByRole("button", { name: "Delete the file" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete the file" }).click();
  await expect(sheet).toBeHidden();
  await expect(card(page, "harbour.jpg")).toBeHidden();
  await expect(card(page, "clip.mp4")).toBeVisible();
});

test("says in words why a file is refused, and lets it be put away", async ({ app, page }) => {
  await app.open("media");
  const list = page.getByRole("list", { name: "Uploads" });
  await upload(page, "page.html", "text/html", Buffer.from("<script>alert(1)</script>"));
  await expect(list.getByRole("alert")).toHaveText(/Only PNG, JPEG/);
  await list.getByRole("button", { name: "Dismiss page.html" }).click();

  await upload(page, "torn.png", "image/png", (await aPicture({ width: 400, height: 400 })).slice(0, 200));
  await expect(list.getByRole("alert")).toHaveText("This file is damaged or incomplete.");
  await app.judge();
  await upload(page, "fake.png", "image/png", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"));
  await expect(list.getByRole("alert").last()).toHaveText(/Only PNG, JPEG/);
  await expect(list.getByRole("button", { name: "Try torn.png again" })).toBeVisible();
});

test("takes files that are dropped and pasted", async ({ app, page }) => {
  await app.open("media");
  await expect(page.getByText("No media yet")).toBeVisible();
  const encoded = Buffer.from(await aPicture()).toString("base64");
  // A file that is dropped before React has taken the page over is lost to it, as to any page.
  await expect
    .poll(() => page.getByRole("heading", { level: 1 }).evaluate((node) => Object.keys(node).length))
    .toBeGreaterThan(0);
  await page.evaluate(async (data) => {
    const carry = async (name: string) => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type: "image/png" }));
      return transfer;
    };
    const target = document.querySelector("h1");
    target?.dispatchEvent(
      new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: await carry("dropped.png") }),
    );
    document.dispatchEvent(
      new ClipboardEvent("paste", {
        bubbles: true,
        cancelable: true,
        clipboardData: await carry("pasted.png"),
      }),
    );
  }, encoded);
  await expect(card(page, "dropped.png")).toBeVisible();
  await expect(card(page, "pasted.png")).toBeVisible();
});

test.describe("in French", () => {
  test.use({ language: "fr", locale: "fr-FR" });
  test("speaks of files in French", async ({ app, page }) => {
    await app.open("media");
    await expect(page.getByText("Aucun média pour l’instant")).toBeVisible();
    await upload(page, "plage.png", "image/png", await aPicture());
    await expect(page.getByRole("button", { name: /^plage\.png/ })).toBeVisible();
    await app.judge();
  });
});
