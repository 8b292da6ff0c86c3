import { expect, type Locator, type Page } from "@playwright/test";
import type { Id } from "../../src/kernel/ids";
import type { FakeMastodon } from "../../src/testing/fakes/mastodon";
import type { Language } from "../fixtures/account";
import { sayIn } from "../fixtures/words";
import type { Workbench } from "./workbench";

/** The page of channels: an account comes, breaks and comes back. */
export class ChannelDesk {
  private readonly say;
  private readonly fields;
  readonly page: Page;

  constructor(
    private readonly app: Workbench,
    language: Language,
  ) {
    this.page = app.page;
    this.say = sayIn(language, "channels");
    this.fields = sayIn(language, "networks");
  }

  /** The card of the account on Mastodon. */
  get card(): Locator {
    return this.page.getByRole("listitem").filter({ hasText: "Mastodon" });
  }

  /** Connect the only account of a Mastodon by its own consent page. */
  async connect(mastodon: FakeMastodon): Promise<Id<"channel">> {
    await this.app.open("channels");
    await this.page.getByRole("button", { name: this.say("add") }).click();
    await this.page.getByRole("button", { name: /^Mastodon/ }).click();
    await this.consent(mastodon);
    const { items } = await this.app.ask<{ items: { id: Id<"channel">; network: string }[] }>(
      "channels.list",
    );
    const channel = items.find(({ network }) => network === "mastodon");
    if (!channel) throw new Error("The channel is not listed");
    return channel.id;
  }

  /** Sign in again with the same account. */
  async reconnect(mastodon: FakeMastodon): Promise<void> {
    await this.app.open("channels");
    await expect(this.card).toContainText(this.say("state.broken"));
    const name = this.say("actions.reconnectOf", { name: mastodon.state.person.displayName });
    await this.card.getByRole("button", { name }).click();
    await this.consent(mastodon);
  }

  private async consent(mastodon: FakeMastodon): Promise<void> {
    const server = this.page.getByLabel(this.fields("mastodon.fields.instance"));
    if (await server.isEditable()) await server.fill(mastodon.url);
    const onward = this.say("connect.continue", { network: "Mastodon" });
    await this.page.getByRole("button", { name: onward }).click();
    await this.page.getByRole("button", { name: "Authorize" }).click();
    await expect(this.card).toContainText(this.say("state.active"));
  }
}
