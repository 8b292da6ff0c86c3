import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HUES } from "@/kernel/palette";

const css = ["./tokens.css", "./hues.css"]
  .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"))
  .join("\n");
const PAIR = /--([a-z-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\);/g;

type Colour = readonly [lightness: number, chroma: number, hue: number];
const colourOf = (text: string): Colour => {
  const [lightness = 0, chroma = 0, hue = 0] = text.split(" ").map(Number);
  return [lightness, chroma, hue];
};
const TOKENS = new Map(
  [...css.matchAll(PAIR)].map(([, name = "", light = "", dark = ""]) => [
    name,
    { light: colourOf(light), dark: colourOf(dark) },
  ]),
);

/** Relative luminance of an OKLCH colour, clipped to sRGB as a screen does. */
function luminance([lightness, chroma, hue]: Colour): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (channel: number): number => Math.min(1, Math.max(0, channel));
  return (
    0.2126 * clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}

function contrast(front: string, back: string, theme: "light" | "dark"): number {
  const [one, two] = [front, back].map((name) => {
    const token = TOKENS.get(name);
    if (!token) throw new Error(`no such token: ${name}`);
    return luminance(token[theme]);
  });
  const [high, low] = [one ?? 0, two ?? 0].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const SURFACES = ["canvas", "surface", "raised", "sunken", "hover"];
const SOFT = ["accent-soft", "success-soft", "warning-soft", "danger-soft", "info-soft"];
const STATES = ["accent", "success", "warning", "danger", "info"];

const TEXT_PAIRS = [
  ...SURFACES.flatMap((back) => ["ink", "ink-muted", "ink-subtle"].map((front) => [front, back])),
  ...["canvas", "surface", "raised"].flatMap((back) => STATES.map((state) => [`${state}-ink`, back])),
  ...STATES.map((state) => [`${state}-ink`, `${state}-soft`]),
  ...STATES.map((state) => [`on-${state}`, state]),
  ...SOFT.map((back) => ["ink-muted", back]),
  ["on-accent", "accent-hover"],
  ["on-danger", "danger-hover"],
  ["surface", "ink"],
  ...HUES.map((hue) => [`hue-${hue}-ink`, `hue-${hue}-soft`]),
];
const SHAPE_PAIRS = [
  ...["canvas", "surface", "raised"].flatMap((back) => [
    ["line-strong", back],
    ["ring", back],
    ["accent", back],
    ...HUES.map((hue) => [`hue-${hue}`, back]),
  ]),
];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  test.each(TEXT_PAIRS)("reads %s on %s at 4.5:1 or more", (front = "", back = "") => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(SHAPE_PAIRS)("tells %s from %s at 3:1 or more", (front = "", back = "") => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(3);
  });
});
