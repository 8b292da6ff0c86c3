import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../fixtures/accessibility";
import type { Person, Workspace } from "../fixtures/account";
import { type Mail, waitForMail } from "../fixtures/mailbox";
import { takeScreens } from "../fixtures/screenshots";

/** The product as one person sees it, inside one workspace. */
export class Workbench {
  constructor(
    readonly page: Page,
    readonly person: Person,
    readonly workspace: Workspace,
  ) {}

  /** Go to a screen of the workspace, `""` for its first one. */
  async open(screen = ""): Promise<void> {
    await this.page.goto(`/${this.workspace.slug}${screen ? `/${screen}` : ""}`);
  }

  /** Judge the page as it stands: WCAG 2.2 AA, and no sideways scroll on a phone. */
  async judge(): Promise<void> {
    const before = this.page.viewportSize();
    await expectAccessible(this.page);
    await this.page.setViewportSize({ width: 360, height: 780 });
    await expectNoSidewaysScroll(this.page);
    await expectAccessible(this.page);
    if (before) await this.page.setViewportSize(before);
  }

  /** Wait for a mail to this person. */
  mail(subject?: RegExp): Promise<Mail> {
    return waitForMail(this.person.email, subject);
  }

  /** Keep the page as pictures: phone and desk, light and dark. */
  screens(name: string): Promise<void> {
    return takeScreens(this.page, name);
  }
}
