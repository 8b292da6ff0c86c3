"use client";

import { ChevronDown, Languages } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { LOCALE_NAMES } from "@/i18n/locales";
import { Button } from "../primitives/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "../primitives/dropdown-menu";
import { LocaleMenuGroup } from "./locale-menu";

/** A button that shows the current language and opens the others. */
export function LocaleSwitch() {
  const t = useTranslations("common");
  const locale = useLocale();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost">
          <Languages aria-hidden />
          <span className="sr-only">{t("language")}: </span>
          {LOCALE_NAMES[locale]}
          <ChevronDown aria-hidden className="text-ink-subtle" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <LocaleMenuGroup />
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
