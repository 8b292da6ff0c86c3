import type { Page } from "@playwright/test";
import { aPicture } from "../src/testing/media";
import type { Language } from "./fixtures/account";
import { FAKES } from "./fixtures/fakes";
import { expect, test } from "./fixtures/test";
import { wordsOf } from "./fixtures/words";
import type { Workbench } from "./pages/workbench";

const words = (language: Language) => ({
  channels: wordsOf(language, "channels"),
  composer: wordsOf(language, "composer"),
  media: wordsOf(language, "media"),
  networks: wordsOf(language, "networks"),
  publishing: wordsOf(language, "publishing"),
});
type Words = ReturnType<typeof words>;

async function connectMastodon(app: Workbench, page: Page, { channels, networks }: Words): Promise<void> {
  await app.open("channels");
  await page.getByRole("button", { name: channels.add }).click();
  await page.getByRole("button", { name: /^Mastodon/ }).click();
  await page.getByLabel(networks.mastodon.fields.instance).fill(FAKES.mastodon.url);
  const onward = channels.connect.continue.replace("{network}", "Mastodon");
  await page.getByRole("button", { name: onward }).click();
  await page.getByRole("button", { name: "Authorize" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Mastodon" }).first()).toContainText(
    channels.state.active,
  );
}

/** Write a post for every channel, with a picture that says what it shows. */
async function compose(app: Workbench, page: Page, text: string, { composer, media }: Words): Promise<void> {
  await app.open("compose");
  for (const name of [/Site$/, /Mastodon$/]) {
    const chip = page.getByRole("button", { name });
    await expect(chip).toBeVisible();
    if ((await chip.getAttribute("aria-pressed")) === "false") await chip.click();
    await expect(chip).toHaveAttribute("aria-pressed", "true");
  }
  await page.getByRole("textbox", { name: composer.body.label }).fill(text);
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({
      name: "harbour.png",
      mimeType: "image/png",
      buffer: Buffer.from(await aPicture({ width: 800, height: 600 })),
    });
  await page
    .getByRole("button", { name: new RegExp(`^${media.tray.editAlt.replace("{name}", "")}`) })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: media.alt.label }).fill("Boats in the harbour");
  await dialog.getByRole("button", { name: media.alt.save }).click();
  await expect(dialog).toBeHidden();
}

/** The next full minute that can still be chosen, as the wall clock of a zone shows it. */
function nextMinute(timeZone: string): { date: string; time: string } {
  const at = new Date(Math.ceil((Date.now() + 5_000) / 60_000) * 60_000);
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
    at,
  );
  const [date = "", time = ""] = parts.split(" ");
  return { date, time };
}

/** What the world sees of a post: its page, its picture with words, and every feed. */
async function readPublic(app: Workbench, page: Page, address: string): Promise<void> {
  expect(address).toContain(`/s/${app.workspace.slug}/posts/`);
  await page.goto(address);
  await expect(page.getByRole("paragraph").filter({ hasText: "Hello from the harbour" })).toBeVisible();
  await expect(page.getByRole("img", { name: "Boats in the harbour" })).toBeVisible();
  await app.judge();
  for (const file of ["rss.xml", "atom.xml", "feed.json", "sitemap.xml"]) {
    const feed = await page.request.get(`/s/${app.workspace.slug}/${file}`);
    expect(feed.ok(), file).toBe(true);
    expect(await feed.text()).toContain(`/s/${app.workspace.slug}/posts/`);
  }
}

/** The post shows on each screen that lists posts. */
async function findEverywhere(app: Workbench, page: Page, language: Language): Promise<void> {
  for (const screen of ["calendar", "posts", ""]) {
    await app.open(screen);
    await expect(page.getByText(/Hello from the harbour/).first()).toBeVisible();
    await app.judge();
    await app.screens(`${screen || "today"}-${language}`);
  }
}

for (const language of ["en", "fr"] as const)
  test.describe(`in ${language}`, () => {
    test.use({ language, locale: language === "fr" ? "fr-FR" : "en-GB", timezoneId: "Europe/Paris" });

    test("a post is written, scheduled, published at its minute, and its counts come back", async ({
      app,
      page,
      workspace,
      complaints,
    }) => {
      test.setTimeout(360_000);
      // The fake serves its avatars over plain http, which the policy of the pages refuses.
      complaints.expect(/img-src|ERR_INVALID_ARGUMENT/);
      const said = words(language);
      await connectMastodon(app, page, said);

      const text = `Hello from the harbour ${workspace.slug} #boats https://example.com/quay`;
      await compose(app, page, text, said);
      await app.judge();
      await app.screens(`compose-${language}`);
      await page.getByRole("button", { name: said.composer.footer.schedule, exact: true }).click();
      const dialog = page.getByRole("dialog");
      const { date, time } = nextMinute("Europe/Paris");
      await dialog.locator('input[type="date"]').fill(date);
      await dialog.locator('input[type="time"]').fill(time);
      await dialog.getByRole("button", { name: said.composer.schedule.confirm, exact: true }).click();

      await page.waitForURL(/\/posts\/post_/);
      const linkTo = (network: string) =>
        page.getByRole("link", { name: said.publishing.delivery.view.replace("{network}", network) });
      await expect(linkTo("Site")).toBeVisible({ timeout: 120_000 });
      await expect(linkTo("Mastodon")).toBeVisible({ timeout: 30_000 });
      const likes = page.getByText(said.publishing.metrics.likes, { exact: true });
      await expect(likes.first()).toBeVisible();
      await app.judge();
      await app.screens(`post-${language}`);

      await readPublic(app, page, (await linkTo("Site").getAttribute("href")) ?? "");

      await findEverywhere(app, page, language);
    });
  });
