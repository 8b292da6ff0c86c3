import { type Browser, expect, type Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../fixtures/accessibility";
import type { Language } from "../fixtures/account";
import { takeScreens } from "../fixtures/screenshots";
import { sayIn } from "../fixtures/words";

/** The page of a magic link, as a client sees it: in a browser of their own, signed in to nothing. */
export class ClientPage {
  private constructor(
    readonly page: Page,
    private readonly say: ReturnType<typeof sayIn<"approvals">>,
  ) {}

  static async open(browser: Browser, link: string, language: Language): Promise<ClientPage> {
    const context = await browser.newContext({ locale: language === "fr" ? "fr-FR" : "en-GB" });
    const page = await context.newPage();
    await page.goto(link);
    return new ClientPage(page, sayIn(language, "approvals"));
  }

  async greets(name: string): Promise<void> {
    await expect(
      this.page.getByRole("heading", { level: 1, name: this.say("client.hello", { name }) }),
    ).toBeVisible();
  }

  /** What changed since the last answer, as it is told to the client. */
  get changes() {
    return this.page
      .getByRole("region")
      .or(this.page.locator("section"))
      .filter({
        has: this.page.getByRole("heading", { name: this.say("diff.titleClient") }),
      });
  }

  async approve(name: string): Promise<void> {
    await this.page.getByRole("button", { name: this.say("client.approve"), exact: true }).click();
    await expect(this.page.getByText(this.say("client.allDone"))).toBeVisible();
    await expect(
      this.page.getByText(this.say("client.answered.approved", { name, when: "" }).trim()),
    ).toBeVisible();
  }

  async judge(name: string): Promise<void> {
    await expectAccessible(this.page);
    const before = this.page.viewportSize();
    await this.page.setViewportSize({ width: 360, height: 780 });
    await expectNoSidewaysScroll(this.page);
    await expectAccessible(this.page);
    if (before) await this.page.setViewportSize(before);
    await takeScreens(this.page, name);
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
