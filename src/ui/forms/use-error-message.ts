"use client";

import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { formatDuration } from "@/i18n/format";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { isUnreachable, serverErrorOf } from "./server-error";
import { useWordsWithin } from "./use-own-words";

export type ErrorMessage = (error: unknown) => string;

/** A sentence in the reader's language for any failed call: by its reason, else by its code. */
export function useErrorMessage(): ErrorMessage {
  const t = useTranslations("errors");
  const locale = useLocale();
  const within = useWordsWithin();
  return useCallback(
    (error) => {
      const lookUp = t as unknown as LooseTranslator;
      const server = serverErrorOf(error);
      if (!server) return lookUp(isUnreachable(error) ? "code.OFFLINE" : "code.UNEXPECTED");
      const wait = server.retryAfterMs
        ? ` ${lookUp("retryAfter", { duration: formatDuration(server.retryAfterMs, { locale }) })}`
        : "";
      const key = [server.reason, `code.${server.code}`].find((name) => name && lookUp.has(name));
      const { detail, ...details } = server.details ?? {};
      const said = detail !== undefined && { detail: within(String(detail)) };
      return lookUp(key ?? "code.UNEXPECTED", { ...details, ...said }) + wait;
    },
    [t, locale, within],
  );
}
