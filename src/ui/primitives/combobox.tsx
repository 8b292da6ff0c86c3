"use client";

import { Command } from "cmdk";
import { Check, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover as PopoverPrimitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { cn } from "../cn";
import { CONTROL_CLASSES } from "./control-classes";
import { MENU_ITEM_CLASSES, MENU_SURFACE_CLASSES } from "./menu-classes";

export interface ComboboxOption {
  value: string;
  /** Plain text: it is shown and searched. */
  label: string;
  keywords?: string[];
  hint?: ReactNode;
  icon?: ReactNode;
}

export interface ComboboxProps extends Omit<ComponentProps<"button">, "value" | "onChange" | "children"> {
  options: readonly ComboboxOption[];
  value: string | undefined;
  onValueChange: (value: string) => void;
  placeholder?: string;
  searchPlaceholder?: string;
}

/** Choose one of a long list by typing a part of its name. */
export function Combobox({
  options,
  value,
  onValueChange,
  placeholder,
  searchPlaceholder,
  className,
  ...props
}: ComboboxProps) {
  const t = useTranslations("ui.select");
  const [open, setOpen] = useState(false);
  const listId = useId();
  const chosen = options.find((option) => option.value === value);
  const choose = (next: string): void => {
    onValueChange(next);
    setOpen(false);
  };
  return (
    <PopoverPrimitive.Root open={open} onOpenChange={setOpen}>
      <PopoverPrimitive.Trigger asChild>
        <button
          type="button"
          role="combobox"
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          className={cn(
            CONTROL_CLASSES,
            "inline-flex h-9 items-center justify-between gap-2 px-3 text-left pointer-coarse:h-11",
            className,
          )}
          {...props}
        >
          <span className={cn("truncate", !chosen && "text-ink-subtle")}>
            {chosen?.label ?? placeholder ?? t("placeholder")}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-subtle" />
        </button>
      </PopoverPrimitive.Trigger>
      <PopoverPrimitive.Portal>
        <PopoverPrimitive.Content
          id={listId}
          align="start"
          sideOffset={4}
          className={cn(MENU_SURFACE_CLASSES, "w-(--radix-popover-trigger-width) min-w-60 p-0")}
        >
          <Command loop>
            <Command.Input
              placeholder={searchPlaceholder ?? t("search")}
              aria-label={searchPlaceholder ?? t("search")}
              className="h-10 w-full border-b border-line bg-transparent px-3 text-sm outline-none"
            />
            <Command.List className="max-h-64 overflow-y-auto p-1">
              <Command.Empty className="px-3 py-6 text-center text-sm text-ink-subtle">
                {t("none")}
              </Command.Empty>
              {options.map((option) => (
                <Command.Item
                  key={option.value}
                  value={option.value}
                  keywords={[option.label, ...(option.keywords ?? [])]}
                  onSelect={() => choose(option.value)}
                  className={MENU_ITEM_CLASSES}
                >
                  {option.icon}
                  <span className="min-w-0 grow truncate">{option.label}</span>
                  {option.hint && <span className="text-xs text-ink-subtle">{option.hint}</span>}
                  {option.value === value && <Check aria-hidden className="text-accent-ink" />}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </PopoverPrimitive.Content>
      </PopoverPrimitive.Portal>
    </PopoverPrimitive.Root>
  );
}
