"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import { type ComposedChannel, countOf } from "@/modules/publishing/components/composer-check";
import { PreviewLayout } from "@/modules/publishing/components/preview-layout";
import type { SharedPost, SharedVariant } from "../types";

/** A post as one network will show it, as the composer draws it too. */
export function SharedPreview({ post, variant }: { post: SharedPost; variant: SharedVariant }) {
  const t = useTranslations("sharing.page");
  const { channel, fields, url } = variant;
  return (
    <>
      <p className="flex items-center gap-2 border-line border-b px-4 py-2 text-sm">
        <NetworkIcon icon={channel.icon} className="size-5 rounded-sm" />
        <span className="min-w-0 grow truncate font-medium">{channel.name}</span>
        {url && (
          <a
            href={url}
            rel="noreferrer nofollow"
            target="_blank"
            className="inline-flex items-center gap-1 rounded-sm text-accent-ink text-xs underline underline-offset-4 print:hidden"
          >
            {t("see", { network: channel.networkName })}
            <ExternalLink aria-hidden className="size-3" />
          </a>
        )}
      </p>
      <div className="px-4 py-4">
        <PreviewLayout one={composedOf(post, variant, fields)} forReader />
      </div>
    </>
  );
}

function composedOf(
  post: SharedPost,
  variant: SharedVariant,
  fields: SharedVariant["fields"],
): ComposedChannel {
  const { channel, body, settings, media } = variant;
  const { capabilities } = channel;
  const content = {
    title: capabilities.title ? post.title : null,
    body,
    tags: capabilities.tags ? post.tags : [],
    language: post.language,
    media,
    settings,
  };
  return {
    ...{ channel, fields, content, problems: [], parts: [], leaving: { body, parts: [] } },
    variant: { channelId: channel.id, body, assetIds: null, parts: null, settings },
    count: countOf(content, capabilities, fields),
  };
}
