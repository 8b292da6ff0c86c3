import type { ComponentProps } from "react";
import { type Hue, hueOf } from "@/kernel/palette";
import { cn } from "../cn";
import { SOFT_HUE, SOLID_HUE } from "../hue";

export interface HueChipProps extends Omit<ComponentProps<"span">, "color"> {
  /** A name of the palette. */
  hue: string;
}

/** A word in the colour that a person gave it: labels, campaigns. */
export const HueChip = ({ hue, className, ...props }: HueChipProps) => (
  <span
    className={cn(
      "inline-flex h-5.5 max-w-full items-center gap-1 rounded-full border px-2 text-xs font-medium [&_svg]:size-3 [&_svg]:shrink-0",
      SOFT_HUE[hueOf(hue)],
      className,
    )}
    {...props}
  />
);

/** A dot in that colour, next to a name that says what it means. */
export const HueDot = ({ hue, className }: { hue: Hue | (string & {}); className?: string }) => (
  <span
    aria-hidden
    className={cn("inline-block size-2.5 shrink-0 rounded-full", SOLID_HUE[hueOf(hue)], className)}
  />
);
