import type { ComponentProps } from "react";
import { cn } from "../cn";
import { SOFT_TONE, type Tone } from "../tone";

export interface BadgeProps extends ComponentProps<"span"> {
  tone?: Tone;
}

/** A short label on a tint. */
export const Badge = ({ tone = "neutral", className, ...props }: BadgeProps) => (
  <span
    className={cn(
      "inline-flex h-6 max-w-full items-center gap-1.5 whitespace-nowrap rounded-full border px-2 text-xs font-medium [&_svg]:size-3.5 [&_svg]:shrink-0",
      SOFT_TONE[tone],
      className,
    )}
    {...props}
  />
);
