"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { type Definition, DefinitionList } from "@/ui/patterns/definition-list";
import type { ChannelView } from "../schemas";

const KINDS = ["image", "gif", "video"] as const;

/** The limits of a channel in words. */
export function ChannelLimits({ channel }: { channel: ChannelView }) {
  const t = useTranslations("channels.limits");
  const items = useLimits(channel);
  return (
    <details className="group text-sm">
      <summary className="inline-flex min-h-6 cursor-pointer list-none items-center gap-1 rounded-sm text-ink-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        <span aria-hidden>{t("show")}</span>
        <span className="sr-only">{t("label", { name: channel.name })}</span>
      </summary>
      <p className="mt-1 text-xs text-ink-subtle">{channel.capabilitiesLive ? t("live") : t("declared")}</p>
      <DefinitionList items={items} className="mt-1" />
    </details>
  );
}

function useLimits({ capabilities: { text, title, tags, ...media } }: ChannelView): Definition[] {
  const t = useTranslations("channels.limits");
  const format = useFormat();
  const item = (key: "text" | "title" | "media" | "tags" | (typeof KINDS)[number], value: string) => ({
    key,
    term: t(key),
    value,
  });
  const textValue = t("textValue", { max: format.number(text.max), unit: text.unit });
  const linkValue = text.urlCost === undefined ? [] : [t("link", { count: format.number(text.urlCost) })];
  const kinds = KINDS.flatMap((kind) => {
    const limit = media[kind];
    if (!limit) return [];
    const size = format.bytes(limit.bytesMax);
    const parts = [t("kindValue", { count: limit.countMax, size }), t("alt", { max: limit.altTextMax })];
    return [item(kind, parts.join(", "))];
  });
  return [
    item("text", [textValue, ...linkValue].join(". ")),
    ...(title
      ? [item("title", t(title.required ? "titleRequired" : "titleValue", { max: format.number(title.max) }))]
      : []),
    item("media", t("mediaValue", { count: media.mediaCountMax, mixed: media.mediaMixed ? "yes" : "no" })),
    ...kinds,
    item("tags", tags ? t("yes") : t("no")),
  ];
}
