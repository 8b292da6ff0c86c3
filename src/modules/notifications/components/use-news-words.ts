"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { useReasonWords } from "@/modules/publishing/components/delivery-reason";
import { type NotificationData, type NotificationKind, sentenceValues } from "../schemas";

export interface NewsWords {
  title: string;
  detail: string | null;
}

/** News as a sentence in the reader's language, and what else there is to say. */
export function useNewsWords(): (news: { kind: NotificationKind; data: NotificationData }) => NewsWords {
  const t = useTranslations("notifications");
  const sentence = useTranslations("notifications.kind") as unknown as LooseTranslator;
  const reasonWords = useReasonWords();
  const missing = {
    ...{ post: t("missing.post"), actor: t("missing.actor") },
    ...{ channel: t("missing.channel"), file: t("missing.file") },
  };
  return ({ kind, data }) => {
    const { words, reason } = data;
    const said = typeof words === "string" && words !== "" ? words : null;
    const why = typeof reason === "string" ? reasonWords(reason) : null;
    return { title: sentence(`${kind}.title`, sentenceValues(data, missing)), detail: said ?? why };
  };
}
