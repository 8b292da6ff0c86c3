import type { ComponentProps } from "react";
import { cn } from "../cn";

/** A key of the keyboard. */
export const Kbd = ({ className, ...props }: ComponentProps<"kbd">) => (
  <kbd
    className={cn(
      "inline-flex h-5 min-w-5 items-center justify-center rounded-xs border border-line bg-canvas px-1 font-sans text-[0.6875rem] text-ink-subtle",
      className,
    )}
    {...props}
  />
);
