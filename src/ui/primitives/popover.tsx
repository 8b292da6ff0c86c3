"use client";

import { Popover as PopoverPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "../cn";
import { MENU_SURFACE_CLASSES } from "./menu-classes";

export const Popover = PopoverPrimitive.Root;
export const PopoverTrigger = PopoverPrimitive.Trigger;
export const PopoverClose = PopoverPrimitive.Close;
export const PopoverAnchor = PopoverPrimitive.Anchor;

/** A small surface next to what opened it; give it an `aria-label`. */
export const PopoverContent = ({
  className,
  sideOffset = 6,
  align = "start",
  ...props
}: ComponentProps<typeof PopoverPrimitive.Content>) => (
  <PopoverPrimitive.Portal>
    <PopoverPrimitive.Content
      sideOffset={sideOffset}
      align={align}
      collisionPadding={8}
      className={cn(MENU_SURFACE_CLASSES, "w-72 p-4 outline-none", className)}
      {...props}
    />
  </PopoverPrimitive.Portal>
);
