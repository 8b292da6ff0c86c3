"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { api } from "@/trpc/client";
import type { EvergreenView } from "../schemas";

/** Which channels refuse an item as it is, and why, a sentence each. */
export function useRefusalWords(refusals: EvergreenView["refusals"]): string[] {
  const t = useTranslations("evergreen");
  const loose = useTranslations("evergreen.refusal") as unknown as LooseTranslator;
  const channels = api.channels.list.useQuery({ limit: 100 }, { enabled: refusals.length > 0 });
  return refusals.map(({ channelId, reason }) => {
    const channel = channels.data?.items.find(({ id }) => id === channelId)?.name ?? channelId;
    return t("items.refused", { channel, reason: loose(loose.has(reason) ? reason : "other") });
  });
}
