import { expect, type Locator, type Page } from "@playwright/test";
import type { Id } from "../../src/kernel/ids";
import type { Language } from "../fixtures/account";
import { sayIn } from "../fixtures/words";
import type { Workbench } from "./workbench";

/** The queue of one channel: its week, and what stands in it. */
export class QueueDesk {
  private readonly say;
  readonly page: Page;

  constructor(
    private readonly app: Workbench,
    private readonly channelId: Id<"channel">,
    language: Language,
  ) {
    this.page = app.page;
    this.say = sayIn(language, "queues");
  }

  async open(): Promise<void> {
    await this.app.open(`queue?channel=${this.channelId}`);
  }

  /** Begin with the usual week of mornings. */
  async begin(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("preset.weekdayMornings.title") }).click();
    await expect(this.page.getByText(this.say("free")).first()).toBeVisible();
  }

  /** One more time on weekdays, with a name. */
  async addTime(time: string, label: string): Promise<void> {
    await this.page.getByRole("tab", { name: this.say("week.title") }).click();
    await this.page.getByLabel(this.say("week.time"), { exact: true }).fill(time);
    await this.page.getByRole("textbox", { name: this.say("week.label") }).fill(label);
    await this.page.getByRole("button", { name: this.say("week.add"), exact: true }).click();
    await this.page.getByRole("button", { name: this.say("save.save") }).click();
    await expect(this.page.getByText(this.say("save.done", { count: 0 }))).toBeVisible();
    await this.page.getByRole("tab", { name: this.say("upcoming") }).click();
  }

  /** What stands in the slots, in their order. */
  get entries(): Locator {
    return this.page.getByRole("main").getByRole("listitem").locator('a[href*="/posts/post_"]');
  }

  async moveDown(post: string): Promise<void> {
    await this.page.getByRole("button", { name: this.say("moveDown", { post }) }).click();
  }

  /** The banner of a channel that does not work, with how many posts wait. */
  async expectWaiting(channel: string, count: number): Promise<void> {
    await expect(this.page.getByText(this.say("held.broken", { channel }))).toBeVisible();
    await expect(this.page.getByText(this.say("held.waiting", { count }))).toBeVisible();
  }
}
