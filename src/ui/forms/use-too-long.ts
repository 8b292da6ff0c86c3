"use client";

import { useTranslations } from "next-intl";

/** What to say of a text that is longer than it may be: it is kept whole, and not sent. Undefined while it fits. */
export function useTooLong(): (text: string, max: number) => string | undefined {
  const t = useTranslations("errors.validation");
  return (text, max) => (text.trim().length > max ? t("stringMax", { count: max }) : undefined);
}
