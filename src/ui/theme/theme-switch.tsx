"use client";

import { SunMoon } from "lucide-react";
import { useTranslations } from "next-intl";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "../primitives/dropdown-menu";
import { IconButton } from "../primitives/icon-button";
import { ThemeMenuGroup } from "./theme-menu";

/** A button that opens the choice of theme, for pages without a user menu. */
export function ThemeSwitch() {
  const t = useTranslations("common.theme");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label={t("label")} tooltip={false}>
          <SunMoon aria-hidden />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <ThemeMenuGroup />
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
