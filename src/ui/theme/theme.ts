/** How the interface looks: light, dark, or as the device does. */
export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** Cookie that keeps the choice, so that the server draws the right colours at once. */
export const THEME_COOKIE = "publify_theme";

/** The theme that a cookie asks for; the device's own when it says nothing sensible. */
export const themeOf = (cookie: string | undefined): Theme =>
  THEMES.find((theme) => theme === cookie) ?? "system";
