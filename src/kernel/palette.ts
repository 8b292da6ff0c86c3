/** Colours that people give to campaigns, labels and the like; names, because each theme draws them its own way. */
export const HUES = ["slate", "red", "orange", "amber", "green", "teal", "blue", "violet", "pink"] as const;
export type Hue = (typeof HUES)[number];

/** The hue by that name; slate for one that is no longer in the palette. */
export const hueOf = (name: string | null | undefined): Hue => HUES.find((hue) => hue === name) ?? "slate";
