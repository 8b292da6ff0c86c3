"use client";

import { Switch as SwitchPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "../cn";

/** Turn something on or off, at once. */
export const Switch = ({ className, ...props }: ComponentProps<typeof SwitchPrimitive.Root>) => (
  <SwitchPrimitive.Root
    className={cn(
      "relative inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-line-strong bg-sunken transition-colors",
      "data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:cursor-not-allowed disabled:opacity-55",
      "before:absolute before:content-[''] pointer-coarse:before:-inset-2.5",
      className,
    )}
    {...props}
  >
    <SwitchPrimitive.Thumb
      className={cn(
        "size-4 translate-x-1 rounded-full bg-ink-subtle transition-transform",
        "data-[state=checked]:translate-x-[1.125rem] data-[state=checked]:bg-on-accent",
      )}
    />
  </SwitchPrimitive.Root>
);
