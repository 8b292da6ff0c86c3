"use client";

import { CornerDownRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentType, useMemo } from "react";
import { useFormat } from "@/i18n/use-format";
import { minuteMs } from "@/kernel/time";
import type { ChannelView } from "@/modules/channels/schemas";
import { ChannelMark } from "@/modules/publishing/components/composer-channel-chip";
import { type ComposedChannel, composeChannels } from "@/modules/publishing/components/composer-check";
import { draftOf } from "@/modules/publishing/components/composer-state";
import { PreviewArticle } from "@/modules/publishing/components/preview-article";
import { PreviewMicroblog } from "@/modules/publishing/components/preview-microblog";
import { PreviewPayload } from "@/modules/publishing/components/preview-payload";
import { PreviewText } from "@/modules/publishing/components/preview-text";
import type { PostPart } from "@/modules/publishing/schemas";
import type { ClientPostView } from "./client-types";

const LAYOUTS: Record<ChannelView["preview"]["layout"], ComponentType<{ one: ComposedChannel }>> = {
  microblog: PreviewMicroblog,
  article: PreviewArticle,
  payload: PreviewPayload,
};

/** The post as each of its channels will show it, drawn by the composer's own previews. */
export function ClientPreviews({ shown }: { shown: NonNullable<ClientPostView["shown"]> }) {
  const t = useTranslations("approvals.client");
  const previews = useTranslations("composer.preview");
  const { post, channels, settings } = shown;
  const composed = useMemo(
    () =>
      composeChannels(draftOf(post), {
        channels,
        settings: new Map(settings.map(({ network, fields }) => [network, fields])),
      }),
    [post, channels, settings],
  );
  const partsOf = (channelId: string): PostPart[] =>
    post.variants.find((variant) => variant.channelId === channelId)?.parts ?? post.parts;
  return (
    <ul aria-label={t("previews")} className="grid gap-4">
      {composed.map((one) => {
        const { channel } = one;
        const Layout = LAYOUTS[channel.preview.layout];
        return (
          <li
            key={channel.id}
            aria-label={previews("on", { name: channel.name, network: channel.networkName })}
            className="overflow-hidden rounded-lg border border-line bg-surface shadow-xs"
          >
            <div className="flex items-center gap-2.5 border-line border-b px-4 py-2 text-sm">
              <ChannelMark channel={channel} />
              <span className="min-w-0 grow truncate font-medium">{channel.name}</span>
              <span className="text-ink-subtle text-xs">{channel.networkName}</span>
            </div>
            <div className="grid grid-cols-1 gap-4 px-4 py-4">
              <Layout one={one} />
              <Parts parts={partsOf(channel.id)} channel={channel} lang={post.language} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface PartsProps {
  parts: readonly PostPart[];
  channel: ChannelView;
  lang: string;
}

/** What follows the post: the rest of a thread, a first comment, follow-ups. */
function Parts({ parts, channel, lang }: PartsProps) {
  const t = useTranslations("approvals.client");
  const format = useFormat();
  if (parts.length === 0) return null;
  return (
    <ol aria-label={t("parts")} className="grid gap-3 border-line border-t pt-3">
      {parts.map(({ kind, body, delayMinutes }, index) => (
        <li
          // A part has no other key than its order.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className="grid gap-1"
        >
          <p className="flex items-center gap-1.5 text-ink-subtle text-xs">
            <CornerDownRight aria-hidden className="size-3.5" />
            {t(`part.${kind}`, { duration: format.duration(delayMinutes * minuteMs) })}
          </p>
          <PreviewText
            text={body}
            capability={channel.capabilities.text}
            lang={lang}
            className="text-[0.9375rem]"
          />
        </li>
      ))}
    </ol>
  );
}
