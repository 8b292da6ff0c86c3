"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import type { RowProblem } from "../schemas";

/** The sentence of a row's problem: ours, or that of the network that would refuse it. */
export function useProblemText(): (problem: RowProblem) => string {
  const t = useTranslations("imports.problem") as unknown as LooseTranslator;
  const issues = useTranslations("networks.issues") as unknown as LooseTranslator;
  const message = useErrorMessage();
  return ({ code, details, channel = "", issue }) => {
    if (code === "network" && issue) return t(code, { channel, issue: issues(issue.code, issue.details) });
    if (code === "refused") {
      const error = { data: { code: "CONFLICT", reason: String(details.reason ?? ""), details } };
      return t(code, { reason: message(error) });
    }
    return t(code, details);
  };
}
