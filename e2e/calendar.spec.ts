import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures/test";
import { nextWeek } from "./fixtures/week";
import { wordsOf } from "./fixtures/words";

/** Drag one thing onto a place inside another, as a hand does: it takes hold, moves on, and lets go. */
async function drag(what: Locator, where: Locator, down: number): Promise<void> {
  const page = what.page();
  const [from, to] = [await what.boundingBox(), await where.boundingBox()];
  if (!from || !to) throw new Error("There is nothing to drag, or nowhere to");
  await page.mouse.move(from.x + from.width / 3, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 3 + 20, from.y + from.height / 2, { steps: 4 });
  // First down, then across: near its edges a week scrolls.
  await page.mouse.move(from.x + from.width / 3 + 20, to.y + to.height * down, { steps: 4 });
  await page.mouse.move(to.x + to.width / 3, to.y + to.height * down, { steps: 8 });
  await page.mouse.up();
}

test("a draft is dragged to an hour of the week, from there to another, and that is undone", async ({
  app,
  page,
}) => {
  const words = wordsOf("en", "planning").calendar;
  const [monday] = nextWeek();
  const channels = await app.ask<{ items: { id: string }[] }>("channels.list");
  const variants = channels.items.map(({ id }) => ({ channelId: id }));
  await app.call("publishing.create", { body: "The kiln opens", variants });
  // High enough that no hour of the day lies where the page would scroll.
  await page.setViewportSize({ width: 1440, height: 1600 });
  await app.open(`calendar?view=week&date=${monday}&drafts=true`);
  const hour = (day: number, at: number) =>
    page.locator("main ol > li").nth(at).locator(":scope > div").nth(day);
  const chip = (time: string) => page.getByRole("link", { name: `${time} The kiln opens`, exact: false });

  await expect(hour(1, 12)).toBeVisible();
  await drag(
    page.getByRole("complementary", { name: words.drafts.title }).getByRole("link"),
    hour(1, 12),
    0.6,
  );
  await expect(chip("12:30")).toBeVisible();
  await expect(hour(1, 12).getByRole("link", { name: /The kiln opens/ })).toBeVisible();
  await drag(chip("12:30"), hour(3, 14), 0.1);
  await expect(hour(3, 14).getByRole("link", { name: /^14:00 The kiln opens/ })).toBeVisible();
  await expect(page.getByText(new RegExp(words.moved.replace("{when}", ".*14:00")))).toBeVisible();
  await page.getByRole("button", { name: words.undo }).click();
  await expect(hour(1, 12).getByRole("link", { name: /^12:30 The kiln opens/ })).toBeVisible();
  await app.judge();
});

test("the next week is there before one turns to it", async ({ app, page }) => {
  const words = wordsOf("en", "planning").calendar;
  const [monday = ""] = nextWeek();
  const [after = ""] = nextWeek(new Date(`${monday}T12:00:00Z`));
  const channels = await app.ask<{ items: { id: string }[] }>("channels.list");
  const variants = channels.items.map(({ id }) => ({ channelId: id }));
  const post = await app.call<{ id: string }>("publishing.create", { body: "The kiln cools", variants });
  await app.call("publishing.schedule", { postId: post.id, publishAt: `${after}T09:30` });
  const fetched = page.waitForResponse((response) => {
    const asked = decodeURIComponent(response.url());
    return asked.includes("planning.grid") && asked.includes(after);
  });
  await app.open(`calendar?view=week&date=${monday}`);
  await (await fetched).finished();
  const shown = Promise.withResolvers<void>();
  await page.route("**/api/trpc/planning.grid**", async (route) => {
    await shown.promise;
    await route.continue();
  });
  await page.getByRole("button", { name: words.next, exact: true }).click();
  await expect(page.getByRole("link", { name: /^09:30 The kiln cools/ })).toBeVisible();
  shown.resolve();
  await page.unrouteAll({ behavior: "wait" });
});
