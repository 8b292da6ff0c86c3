"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { applyTheme, currentTheme } from "@/ui/theme/apply-theme";
import { THEMES, type Theme } from "@/ui/theme/theme";

/** Light, dark or as the device does: kept on this browser. */
export function ThemeChoice() {
  const t = useTranslations("common.theme");
  const [theme, setTheme] = useState<Theme | "">("");
  useEffect(() => setTheme(currentTheme()), []);
  return (
    <RadioGroup
      value={theme}
      aria-label={t("label")}
      className="grid-cols-1 sm:grid-cols-3"
      onValueChange={(value) => {
        const chosen = THEMES.find((candidate) => candidate === value);
        if (!chosen) return;
        applyTheme(chosen);
        setTheme(chosen);
      }}
    >
      {THEMES.map((choice) => (
        <RadioOption key={choice} value={choice} label={t(choice)} />
      ))}
    </RadioGroup>
  );
}
