"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";

export interface SettingWords {
  label(name: string): string;
  hint(name: string): string | null;
  option(name: string, value: string): string;
}

/** The words of a network's per-post options; a network without words shows its own names. */
export function useSettingWords(network: string): SettingWords {
  const t = useTranslations("networks") as unknown as LooseTranslator;
  const find = (key: string): string | null => (t.has(key) ? t(key) : null);
  return {
    label: (name) => find(`${network}.settings.${name}`) ?? name,
    hint: (name) => find(`${network}.hints.${name}`),
    option: (name, value) => find(`${network}.options.${name}.${value}`) ?? value,
  };
}
