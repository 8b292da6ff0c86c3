"use client";

import { Check, ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Select as SelectPrimitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "../cn";
import { CONTROL_CLASSES } from "./control-classes";
import { MENU_ITEM_CLASSES, MENU_SURFACE_CLASSES } from "./menu-classes";

export interface SelectOption {
  value: string;
  label: ReactNode;
  /** Second line: what choosing this means. */
  hint?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps
  extends Omit<
    ComponentProps<typeof SelectPrimitive.Trigger>,
    "value" | "onChange" | "defaultValue" | "children"
  > {
  options: readonly SelectOption[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  name?: string;
  placeholder?: string;
}

/** Choose one of a short list; use Combobox when the list needs searching. */
export function Select({
  options,
  value,
  defaultValue,
  onValueChange,
  name,
  placeholder,
  disabled,
  className,
  ...props
}: SelectProps) {
  const t = useTranslations("ui.select");
  return (
    <SelectPrimitive.Root
      value={value}
      defaultValue={defaultValue}
      onValueChange={onValueChange}
      name={name}
      disabled={disabled}
    >
      <SelectPrimitive.Trigger
        className={cn(
          CONTROL_CLASSES,
          "inline-flex h-9 items-center justify-between gap-2 px-3 text-left data-placeholder:text-ink-subtle pointer-coarse:h-11",
          "[&>span]:truncate",
          className,
        )}
        {...props}
      >
        <SelectPrimitive.Value placeholder={placeholder ?? t("placeholder")} />
        <SelectPrimitive.Icon asChild>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-subtle" />
        </SelectPrimitive.Icon>
      </SelectPrimitive.Trigger>
      <SelectPrimitive.Portal>
        <SelectPrimitive.Content
          position="popper"
          sideOffset={4}
          className={cn(
            MENU_SURFACE_CLASSES,
            "max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width)",
          )}
        >
          <SelectPrimitive.Viewport>
            {options.map((option) => (
              <SelectPrimitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                {...(option.hint ? { "aria-labelledby": undefined } : {})}
                className={cn(MENU_ITEM_CLASSES, "pr-8")}
              >
                <span className="grid">
                  <SelectPrimitive.ItemText>{option.label}</SelectPrimitive.ItemText>
                  {option.hint && <span className="text-xs text-ink-subtle">{option.hint}</span>}
                </span>
                <SelectPrimitive.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="size-4 text-accent-ink" />
                </SelectPrimitive.ItemIndicator>
              </SelectPrimitive.Item>
            ))}
          </SelectPrimitive.Viewport>
        </SelectPrimitive.Content>
      </SelectPrimitive.Portal>
    </SelectPrimitive.Root>
  );
}
