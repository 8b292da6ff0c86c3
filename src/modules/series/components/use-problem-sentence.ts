"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";

/** Why a series cannot go on, by the reason that stopped it. */
export function useProblemSentence(): (reason: string) => string {
  const t = useTranslations("series.problem");
  const errors = useTranslations("errors") as unknown as LooseTranslator;
  const own = t as unknown as LooseTranslator;
  return (reason) => {
    const key = `reason.${reason.replaceAll(".", "_")}`;
    if (own.has(key)) return own(key);
    return errors.has(reason) && !errors(reason).includes("{") ? errors(reason) : t("other");
  };
}
