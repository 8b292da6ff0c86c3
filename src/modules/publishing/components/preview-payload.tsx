"use client";

import { useTranslations } from "next-intl";
import type { ComposedChannel } from "./composer-check";

/** What a program receives: the post as data. What is only known when it is sent stays open. */
export function PreviewPayload({ one: { channel, content } }: { one: ComposedChannel }) {
  const t = useTranslations("composer.preview");
  const { title, body, language, tags, media, settings } = content;
  const payload = {
    type: "post.published",
    timestamp: "…",
    data: {
      id: "…",
      title,
      body,
      language,
      tags,
      media: media.map(({ assetId, kind, mimeType, bytes, width, height, altText, url }) => ({
        ...{ id: assetId, kind, mimeType, bytes, width, height, altText, url },
      })),
      ...(Object.keys(settings).length > 0 ? { settings } : {}),
    },
  };
  return (
    // Long lines scroll, so the box must be reachable by keyboard.
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={t("payload", { name: channel.name })}
      className="max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs leading-relaxed"
    >
      {JSON.stringify(payload, null, 2)}
    </pre>
  );
}
