"use client";

import { useLocale, useTranslations } from "next-intl";
import { isLocale, LOCALE_NAMES, LOCALES } from "@/i18n/locales";
import {
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
} from "../primitives/dropdown-menu";
import { useChangeLocale } from "./use-change-locale";

/** The languages of the interface: a group for inside a DropdownMenu. */
export function LocaleMenuGroup() {
  const t = useTranslations("common");
  const locale = useLocale();
  const { change } = useChangeLocale();
  return (
    <>
      <DropdownMenuLabel>{t("language")}</DropdownMenuLabel>
      <DropdownMenuRadioGroup value={locale} onValueChange={(value) => isLocale(value) && change(value)}>
        {LOCALES.map((choice) => (
          <DropdownMenuRadioItem key={choice} value={choice} lang={choice}>
            {LOCALE_NAMES[choice]}
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
    </>
  );
}
