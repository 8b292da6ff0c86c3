"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { RadioGroup } from "radix-ui";
import { HUES, type Hue } from "@/kernel/palette";
import { cn } from "../cn";
import { SOLID_HUE } from "../hue";
import type { FieldControlProps } from "./field";

export interface HuePickerProps extends Partial<FieldControlProps> {
  value: string;
  onChange: (hue: Hue) => void;
  /** Names the group where no label does. */
  "aria-label"?: string;
  "aria-labelledby"?: string;
}

/** Choose a colour of the palette by name. */
export function HuePicker({ value, onChange, ...props }: HuePickerProps) {
  const t = useTranslations("ui.hue");
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={(next) => onChange(next as Hue)}
      orientation="horizontal"
      className="flex flex-wrap gap-1.5"
      {...props}
    >
      {HUES.map((hue) => (
        <RadioGroup.Item
          key={hue}
          value={hue}
          aria-label={t(hue)}
          title={t(hue)}
          className={cn(
            "relative grid size-7 place-items-center rounded-full text-canvas ring-offset-2 ring-offset-raised transition-shadow data-[state=checked]:ring-2 data-[state=checked]:ring-ink pointer-coarse:size-10",
            SOLID_HUE[hue],
          )}
        >
          <RadioGroup.Indicator>
            <Check aria-hidden strokeWidth={3} className="size-4" />
          </RadioGroup.Indicator>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
