"use client";

import { Progress as ProgressPrimitive } from "radix-ui";
import { cn } from "../cn";
import { SOLID_TONE, type Tone } from "../tone";

export interface ProgressProps {
  label: string;
  /** From 0 to 1; null when how far it is cannot be known. */
  ratio: number | null;
  tone?: Tone;
  className?: string;
}

/** How far something is. */
export function Progress({ label, ratio, tone = "accent", className }: ProgressProps) {
  const percent = ratio === null ? null : Math.round(Math.min(1, Math.max(0, ratio)) * 100);
  return (
    <ProgressPrimitive.Root
      aria-label={label}
      value={percent}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-hover", className)}
    >
      <ProgressPrimitive.Indicator
        className={cn(
          "h-full rounded-full transition-[width]",
          SOLID_TONE[tone],
          percent === null && "w-1/3 animate-sheen",
        )}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </ProgressPrimitive.Root>
  );
}
