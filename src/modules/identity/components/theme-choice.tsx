"use client";

import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { applyTheme, currentTheme } from "@/ui/theme/apply-theme";
import { THEMES, type Theme } from "@/ui/theme/theme";

const never = () => () => undefined;

/** Light, dark or as the device does: kept on this browser. */
export function ThemeChoice() {
  const t = useTranslations("common.theme");
  const shown = useSyncExternalStore(never, currentTheme, () => "" as const);
  const [chosen, choose] = useState<Theme | null>(null);
  return (
    <RadioGroup
      value={chosen ?? shown}
      aria-label={t("label")}
      className="grid-cols-1 sm:grid-cols-3"
      onValueChange={(value) => {
        const theme = THEMES.find((candidate) => candidate === value);
        if (!theme) return;
        applyTheme(theme);
        choose(theme);
      }}
    >
      {THEMES.map((choice) => (
        <RadioOption key={choice} value={choice} label={t(choice)} />
      ))}
    </RadioGroup>
  );
}
