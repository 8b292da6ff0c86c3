import { expect, type Locator, type Page } from "@playwright/test";
import type { Language } from "../fixtures/account";
import { sayIn } from "../fixtures/words";
import type { Workbench } from "./workbench";

/** The import of a file: its columns, its rows, what became of them. */
export class Importer {
  private readonly say;
  readonly page: Page;

  constructor(
    private readonly app: Workbench,
    language: Language,
  ) {
    this.page = app.page;
    this.say = sayIn(language, "imports");
  }

  /** Hand over a file, and see that so many of its columns were understood. */
  async bring(name: string, csv: string, columns: number): Promise<void> {
    await this.app.open("import");
    await this.page
      .locator('input[type="file"]')
      .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(csv) });
    await this.page.waitForURL(/\/import\/import_/);
    const known = this.say("columns.description", { known: columns, all: columns });
    await expect(this.page.getByText(known)).toBeVisible();
  }

  /** On to the rows. */
  async check(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("columns.next") }).click();
    await expect(this.page.getByRole("table", { name: this.say("rows.label") })).toBeVisible();
  }

  /** The row of the file with this number. */
  row(number: number): Locator {
    return this.page
      .getByRole("row")
      .filter({ has: this.page.getByRole("checkbox", { name: this.say("rows.select", { row: number }) }) });
  }

  /** So many rows have something wrong. */
  async expectTroubled(count: number): Promise<void> {
    const filter = this.say("rows.filter.troubled", { count });
    await expect(this.page.getByRole("button", { name: filter, exact: true })).toBeVisible();
  }

  /** Correct one field of a row in its window. */
  async correct(number: number, field: "date" | "time" | "channels", value: string): Promise<void> {
    await this.row(number)
      .getByRole("button", { name: this.say("rows.open", { row: number }) })
      .click();
    const dialog = this.page.getByRole("dialog");
    const input = dialog.getByLabel(this.say(`field.${field}`), { exact: true });
    await expect(input).toHaveAttribute("aria-invalid", "true");
    await input.fill(value);
    await input.press("Enter");
    await expect(input).not.toHaveAttribute("aria-invalid", "true");
    await dialog.getByRole("button", { name: this.say("edit.close"), exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** Take the rows that are ready, and see what became of all. */
  async accept({ ready, left }: { ready: number; left: number }): Promise<void> {
    await this.page.getByRole("button", { name: this.say("rows.accept", { count: ready }) }).click();
    await expect(this.page.getByText(this.say("result.made", { count: ready }))).toBeVisible();
    await expect(this.page.getByText(this.say("result.left", { count: left }))).toBeVisible();
  }
}
