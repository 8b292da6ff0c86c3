"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { OWN_CODES, type Problem } from "./composer-check";

const own: readonly string[] = OWN_CODES;

/** The sentence of a problem, in the reader's language. */
export function useProblemWords(): (problem: Pick<Problem, "code" | "details">) => string {
  const composer = useTranslations("composer.problems") as unknown as LooseTranslator;
  const networks = useTranslations("networks.issues") as unknown as LooseTranslator;
  return useCallback(
    ({ code, details }) =>
      own.includes(code) ? composer(code, details) : networks(code, { unit: "characters", ...details }),
    [composer, networks],
  );
}
