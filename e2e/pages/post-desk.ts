import { expect, type Locator, type Page } from "@playwright/test";
import type { Language } from "../fixtures/account";
import { sayIn } from "../fixtures/words";
import type { Workbench } from "./workbench";

/** The page of one post: its deliveries, its approval, and the editor behind it. */
export class PostDesk {
  private readonly post;
  private readonly approval;
  private readonly composer;
  readonly page: Page;

  constructor(
    private readonly app: Workbench,
    language: Language,
  ) {
    this.page = app.page;
    this.post = sayIn(language, "publishing");
    this.approval = sayIn(language, "approvals");
    this.composer = sayIn(language, "composer");
  }

  /** Write a post for one network, and stop before anything becomes of it. */
  async write(text: string, network: RegExp): Promise<void> {
    await this.app.open("compose");
    const chip = this.page.getByRole("button", { name: network });
    await chip.click();
    await expect(chip).toHaveAttribute("aria-pressed", "true");
    await this.page.getByRole("textbox", { name: this.composer("body.label") }).fill(text);
  }

  /** Go on with a thread below the post. */
  async continueWith(parts: readonly string[]): Promise<void> {
    for (const [index, text] of parts.entries()) {
      await this.page.getByRole("button", { name: this.composer("parts.add.thread"), exact: true }).click();
      const name = this.composer("parts.text", { kind: "thread", number: index + 1 });
      await this.page.getByRole("textbox", { name, exact: true }).fill(text);
    }
  }

  /** Send it from the editor, and come to its page. */
  async publishFromEditor(): Promise<void> {
    await this.page.getByRole("button", { name: this.composer("footer.publishNow"), exact: true }).click();
    await this.page
      .getByRole("dialog")
      .getByRole("button", { name: this.composer("publish.confirm"), exact: true })
      .click();
    await this.page.waitForURL(/\/posts\/post_/);
  }

  /** Plan it for a day and a time, and come to its page; where people must agree, they are asked at once. */
  async schedule(date: string, time: string, { asks }: { asks: boolean }): Promise<void> {
    await this.page.getByRole("button", { name: this.composer("footer.schedule"), exact: true }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.locator('input[type="date"]').fill(date);
    await dialog.locator('input[type="time"]').fill(time);
    const asking = dialog.getByRole("checkbox", { name: this.composer("schedule.approval.ask") });
    if (asks) await expect(asking).toBeChecked();
    await dialog.getByRole("button", { name: this.composer("schedule.confirm"), exact: true }).click();
    await this.page.waitForURL(/\/posts\/post_/);
  }

  /** Replace the text of a planned post. */
  async edit(text: string): Promise<void> {
    await this.page
      .getByRole("link", { name: this.post("actions.edit"), exact: true })
      .first()
      .click();
    await this.page.waitForURL(/\/compose\?post=/);
    await this.page.getByRole("textbox", { name: this.composer("body.label") }).fill(text);
    await this.page.getByRole("button", { name: this.composer("footer.update"), exact: true }).click();
    await this.page.waitForURL(/\/posts\/post_/);
  }

  /** Send it at once, after the question. */
  async publishNow(): Promise<void> {
    const name = this.post("actions.publishNow");
    await this.page.getByRole("main").getByRole("button", { name, exact: true }).click();
    await this.page.getByRole("alertdialog").getByRole("button", { name, exact: true }).click();
  }

  /** The panel of its approval. */
  get panel(): Locator {
    return this.page.locator("#approval");
  }

  /** How its approval stands. */
  async expectApproval(state: "required" | "pending" | "approved" | "changes_requested"): Promise<void> {
    await expect(this.panel.getByText(this.approval(`state.${state}`), { exact: true })).toBeVisible();
  }

  /** Give a client the link to it by e-mail. */
  async sendToClient(name: string, email: string): Promise<void> {
    await this.panel.getByRole("button", { name: this.approval("panel.toClient") }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel(this.approval("link.name"), { exact: false }).first().fill(name);
    await dialog.getByLabel(this.approval("link.email")).fill(email);
    await dialog.getByRole("button", { name: this.approval("link.submit"), exact: true }).click();
    await expect(dialog.getByText(this.approval("link.created", { email }))).toBeVisible();
    await dialog.getByRole("button", { name: this.approval("link.done"), exact: true }).click();
  }

  /** The card of its delivery to a channel of this name. */
  card(channel: string): Locator {
    return this.page
      .getByRole("listitem")
      .filter({ has: this.page.getByRole("heading", { level: 3, name: channel, exact: true }) });
  }

  /** The rung of a part: 2 is what follows the post itself. */
  part(number: number): Locator {
    return this.page
      .getByRole("region", { name: this.post("ladder.label") })
      .getByRole("listitem")
      .filter({ hasText: this.post("ladder.kind.thread", { number }) });
  }

  /** Something that can be done about a delivery. */
  action(
    within: Locator,
    action: "reconnect" | "sendNow" | "reflow" | "skip" | "retry" | "retryPart",
    channel: string,
  ): Locator {
    const words = this.post(`faceAction.${action}`);
    return within.getByRole("button", { name: this.post("faceAction.of", { action: words, channel }) });
  }
}
