import { type APIResponse, expect, type Page } from "@playwright/test";
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

  /** Call a mutation as this person: for what a journey needs and is not about. */
  call<T>(path: string, input: unknown): Promise<T> {
    const options = { data: { json: input }, headers: this.headers };
    return answerOf<T>(path, this.page.request.post(`/api/trpc/${path}`, options));
  }

  /** Ask a query as this person. */
  ask<T>(path: string, input: unknown = {}): Promise<T> {
    const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
    return answerOf<T>(path, this.page.request.get(`/api/trpc/${path}?${query}`, { headers: this.headers }));
  }

  private get headers() {
    return { "x-publify-workspace": this.workspace.slug };
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

async function answerOf<T>(path: string, answering: Promise<APIResponse>): Promise<T> {
  const response = await answering;
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  const answer = (await response.json()) as { result: { data: { json: T } } };
  return answer.result.data.json;
}
