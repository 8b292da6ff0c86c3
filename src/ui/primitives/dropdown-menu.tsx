"use client";

import { Check } from "lucide-react";
import { DropdownMenu as MenuPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "../cn";
import { MENU_ITEM_CLASSES, MENU_SURFACE_CLASSES } from "./menu-classes";

/** A menu on a button; the page beside it stays reachable, so that nothing focusable is hidden from screen readers. */
export const DropdownMenu = ({ modal = false, ...props }: ComponentProps<typeof MenuPrimitive.Root>) => (
  <MenuPrimitive.Root modal={modal} {...props} />
);
export const DropdownMenuTrigger = MenuPrimitive.Trigger;
export const DropdownMenuGroup = MenuPrimitive.Group;
export const DropdownMenuRadioGroup = MenuPrimitive.RadioGroup;

/** The list of a DropdownMenu. */
export const DropdownMenuContent = ({
  className,
  sideOffset = 6,
  align = "end",
  ...props
}: ComponentProps<typeof MenuPrimitive.Content>) => (
  <MenuPrimitive.Portal>
    <MenuPrimitive.Content
      sideOffset={sideOffset}
      align={align}
      collisionPadding={8}
      className={cn(
        MENU_SURFACE_CLASSES,
        "max-h-(--radix-dropdown-menu-content-available-height)",
        className,
      )}
      {...props}
    />
  </MenuPrimitive.Portal>
);

/** One action of a menu; `asChild` with a link to go somewhere. */
export const DropdownMenuItem = ({
  tone = "default",
  className,
  ...props
}: ComponentProps<typeof MenuPrimitive.Item> & { tone?: "default" | "danger" }) => (
  <MenuPrimitive.Item
    className={cn(
      MENU_ITEM_CLASSES,
      tone === "danger" && "text-danger-ink data-highlighted:bg-danger-soft",
      className,
    )}
    {...props}
  />
);

const ItemTick = () => (
  <MenuPrimitive.ItemIndicator className="absolute right-2.5">
    <Check aria-hidden className="text-accent-ink" />
  </MenuPrimitive.ItemIndicator>
);

/** A setting that the menu turns on or off. */
export const DropdownMenuCheckboxItem = ({
  className,
  children,
  ...props
}: ComponentProps<typeof MenuPrimitive.CheckboxItem>) => (
  <MenuPrimitive.CheckboxItem className={cn(MENU_ITEM_CLASSES, "pr-9", className)} {...props}>
    {children}
    <ItemTick />
  </MenuPrimitive.CheckboxItem>
);

/** One choice among the items of a DropdownMenuRadioGroup. */
export const DropdownMenuRadioItem = ({
  className,
  children,
  ...props
}: ComponentProps<typeof MenuPrimitive.RadioItem>) => (
  <MenuPrimitive.RadioItem className={cn(MENU_ITEM_CLASSES, "pr-9", className)} {...props}>
    {children}
    <ItemTick />
  </MenuPrimitive.RadioItem>
);

/** The heading of a group of items. */
export const DropdownMenuLabel = ({ className, ...props }: ComponentProps<typeof MenuPrimitive.Label>) => (
  <MenuPrimitive.Label
    className={cn("px-2.5 pt-2 pb-1 text-xs font-medium text-ink-subtle", className)}
    {...props}
  />
);

/** A line between groups of items. */
export const DropdownMenuSeparator = ({
  className,
  ...props
}: ComponentProps<typeof MenuPrimitive.Separator>) => (
  <MenuPrimitive.Separator className={cn("-mx-1 my-1 h-px bg-line", className)} {...props} />
);
