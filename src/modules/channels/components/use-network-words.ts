"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";

export interface NetworkWords {
  description: string | null;
  field(name: string): string;
  hint(name: string): string | null;
  reveal(name: string): string;
}

/** The words of a network, whose keys are known only when its name arrives; a missing one falls back to the key. */
export function useNetworkWords(): (network: string) => NetworkWords {
  const t = useTranslations("networks") as unknown as LooseTranslator;
  const find = (key: string): string | null => (t.has(key) ? t(key) : null);
  return (network) => ({
    description: find(`${network}.description`),
    field: (name) => find(`${network}.fields.${name}`) ?? name,
    hint: (name) => find(`${network}.hints.${name}`),
    reveal: (name) => find(`${network}.reveal.${name}`) ?? name,
  });
}
