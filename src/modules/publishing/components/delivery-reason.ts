"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";

/** Why a delivery is not published, in words; null when there is nothing to say. */
export function useReasonWords(): (reason: string | null) => string | null {
  const t = useTranslations("publishing.reason") as unknown as LooseTranslator;
  return (reason) => {
    if (reason === null) return null;
    return t(t.has(reason) ? reason : "other");
  };
}
