"use client";

import { useTranslations } from "next-intl";
import { NetworkMark, useNetworkLook } from "@/modules/publishing/components/delivery-network";
import { cn } from "@/ui/cn";
import type { PostSummary } from "../schemas";

/** More than these are counted, not drawn. */
const drawnMax = 4;

/** The channels that a post goes to, as small signs with their names for who cannot see them. */
export function ChannelMarks({
  channels,
  className,
}: {
  channels: PostSummary["channels"];
  className?: string;
}) {
  const t = useTranslations("planning.posts");
  const look = useNetworkLook();
  if (channels.length === 0) return <span className="text-xs text-ink-subtle">{t("noChannel")}</span>;
  const names = channels.map(({ name, network }) => `${name} (${look(network).name})`).join(", ");
  return (
    <span title={names} className={cn("inline-flex items-center gap-1", className)}>
      <span className="sr-only">{names}</span>
      {channels.slice(0, drawnMax).map(({ channelId, network }) => (
        <NetworkMark key={channelId} network={network} />
      ))}
      {channels.length > drawnMax && (
        <span aria-hidden className="text-xs text-ink-muted">
          +{channels.length - drawnMax}
        </span>
      )}
    </span>
  );
}
