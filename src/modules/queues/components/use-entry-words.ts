"use client";

import { useTranslations } from "next-intl";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import type { QueueEntry } from "../schemas";

/** The words by which a queued post is known. */
export function useEntryWords() {
  const t = useTranslations("queues");
  return {
    labelOf: ({ title, excerpt }: QueueEntry): string =>
      postLabelOf({ title, text: excerpt }) || t("untitled"),
  };
}
