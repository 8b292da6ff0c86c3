"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
} from "../primitives/dropdown-menu";
import { applyTheme, currentTheme } from "./apply-theme";
import { THEMES, type Theme } from "./theme";

const ICON = { light: Sun, dark: Moon, system: Monitor } as const;

/** Light, dark or the device's own: a group for inside a DropdownMenu. */
export function ThemeMenuGroup() {
  const t = useTranslations("common.theme");
  const [theme, setTheme] = useState<Theme>(currentTheme);
  return (
    <>
      <DropdownMenuLabel>{t("label")}</DropdownMenuLabel>
      <DropdownMenuRadioGroup
        value={theme}
        onValueChange={(value) => {
          applyTheme(value as Theme);
          setTheme(value as Theme);
        }}
      >
        {THEMES.map((choice) => {
          const Icon = ICON[choice];
          return (
            <DropdownMenuRadioItem key={choice} value={choice} onSelect={(event) => event.preventDefault()}>
              <Icon aria-hidden className="text-ink-subtle" />
              {t(choice)}
            </DropdownMenuRadioItem>
          );
        })}
      </DropdownMenuRadioGroup>
    </>
  );
}
