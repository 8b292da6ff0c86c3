"use client";

import { rememberPreference } from "../preference-cookie";
import { THEME_COOKIE, THEMES, type Theme } from "./theme";

/** Show a theme at once and keep it for the next visit. */
export function applyTheme(theme: Theme): void {
  document.documentElement.classList.remove(...THEMES);
  document.documentElement.classList.add(theme);
  rememberPreference(THEME_COOKIE, theme);
}

/** The theme that the page shows now. */
export const currentTheme = (): Theme =>
  THEMES.find((theme) => document.documentElement.classList.contains(theme)) ?? "system";
