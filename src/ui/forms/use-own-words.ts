"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { ownWordsOf } from "@/kernel/own-words";

const inner = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");

/** What is told of a call, in the reader's language where the words are ours; null for words of the other side, to be quoted. */
export function useOwnWords(): (detail: string) => string | null {
  const t = useTranslations("errors.own") as unknown as LooseTranslator;
  return useCallback(
    (detail) => {
      const sayOf = (text: string): string | null => {
        const own = ownWordsOf(text);
        if (!own) return null;
        const { technical, ...values } = own.values;
        const reason = technical === undefined ? null : sayOf(technical);
        const because = technical !== undefined && { technical: reason ? inner(reason) : technical };
        return t(own.code, { ...values, ...because });
      };
      return sayOf(detail);
    },
    [t],
  );
}

/** The same to stand inside a sentence: ours without capital and full stop, another's as they are. */
export function useWordsWithin(): (detail: string) => string {
  const own = useOwnWords();
  return useCallback(
    (detail) => {
      const said = own(detail);
      return said === null ? detail : inner(said);
    },
    [own],
  );
}
