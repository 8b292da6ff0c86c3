import type { SettingField } from "@/modules/channels/schemas";
import { settingValue } from "./composer-check";

/** What readers must open before they see it. */
export interface Covers {
  /** The author's words in the place of the text. */
  warning: string | null;
  /** The option that hides the files, with its value. */
  media: { name: string; value: string } | null;
}

/** What a post's options hide, by what their network declares of them; a hidden text hides its files with it. */
export function coversOf(fields: readonly SettingField[], settings: Record<string, unknown>): Covers {
  const covers: Covers = { warning: null, media: null };
  for (const field of fields) {
    const value = settingValue(field, settings);
    if (field.covers === null || value === field.default || value === "") continue;
    covers.media ??= { name: field.name, value: String(value) };
    if (field.covers === "text") covers.warning = String(value).trim();
  }
  return covers;
}
