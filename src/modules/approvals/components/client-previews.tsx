"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { composeChannels } from "@/modules/publishing/components/composer-check";
import { draftOf } from "@/modules/publishing/components/composer-state";
import { PreviewCard } from "@/modules/publishing/components/preview-card";
import type { ClientPostView } from "./client-types";

/** The post as each of its channels will show it, drawn by the composer's own previews. */
export function ClientPreviews({ shown }: { shown: NonNullable<ClientPostView["shown"]> }) {
  const t = useTranslations("approvals.client");
  const { post, channels, settings } = shown;
  const composed = useMemo(
    () =>
      composeChannels(draftOf(post), {
        channels,
        settings: new Map(settings.map(({ network, fields }) => [network, fields])),
      }),
    [post, channels, settings],
  );
  return (
    <ul aria-label={t("previews")} className="grid gap-4">
      {composed.map((one) => (
        <PreviewCard
          key={one.channel.id}
          one={one}
          forReader
          aside={<span className="shrink-0 text-ink-subtle text-xs">{one.channel.networkName}</span>}
        />
      ))}
    </ul>
  );
}
