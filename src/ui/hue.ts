import type { Hue } from "@/kernel/palette";

/** A tinted chip with text that keeps its contrast on it. */
export const SOFT_HUE: Record<Hue, string> = {
  slate: "border-hue-slate-line bg-hue-slate-soft text-hue-slate-ink",
  red: "border-hue-red-line bg-hue-red-soft text-hue-red-ink",
  orange: "border-hue-orange-line bg-hue-orange-soft text-hue-orange-ink",
  amber: "border-hue-amber-line bg-hue-amber-soft text-hue-amber-ink",
  green: "border-hue-green-line bg-hue-green-soft text-hue-green-ink",
  teal: "border-hue-teal-line bg-hue-teal-soft text-hue-teal-ink",
  blue: "border-hue-blue-line bg-hue-blue-soft text-hue-blue-ink",
  violet: "border-hue-violet-line bg-hue-violet-soft text-hue-violet-ink",
  pink: "border-hue-pink-line bg-hue-pink-soft text-hue-pink-ink",
};

/** A filled mark: dots, bars, swatches. */
export const SOLID_HUE: Record<Hue, string> = {
  slate: "bg-hue-slate",
  red: "bg-hue-red",
  orange: "bg-hue-orange",
  amber: "bg-hue-amber",
  green: "bg-hue-green",
  teal: "bg-hue-teal",
  blue: "bg-hue-blue",
  violet: "bg-hue-violet",
  pink: "bg-hue-pink",
};
