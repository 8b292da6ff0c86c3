"use client";

import { useTranslations } from "next-intl";
import type { ReactNode, Ref } from "react";
import { cn } from "@/ui/cn";
import { ChannelMark } from "./composer-channel-chip";
import type { ComposedChannel } from "./composer-check";
import { PreviewLayout } from "./preview-layout";
import { PreviewParts } from "./preview-parts";

/** Readers see the finished text, not the one with variables in it. */
const asItLeaves = (one: ComposedChannel): ComposedChannel => ({
  ...one,
  content: { ...one.content, body: one.leaving.body },
});

interface PreviewCardProps {
  one: ComposedChannel;
  /** At the end of the head, beside the channel's name. */
  aside: ReactNode;
  /** The one being written. */
  current?: boolean;
  /** Drawn for somebody from outside the team. */
  forReader?: boolean;
  ref?: Ref<HTMLLIElement>;
}

/** A post as one of its channels shows it, with what follows it there: an item of a list. */
export function PreviewCard({ one, aside, current = false, forReader = false, ref }: PreviewCardProps) {
  const t = useTranslations("composer.preview");
  const { channel } = one;
  return (
    <li
      ref={ref}
      aria-label={t("on", { name: channel.name, network: channel.networkName })}
      className={cn(
        "scroll-my-2 overflow-hidden rounded-lg border bg-surface shadow-xs",
        current ? "border-accent" : "border-line",
      )}
    >
      <div className="flex items-center gap-2.5 border-line border-b px-4 py-2 text-sm">
        <ChannelMark channel={channel} />
        <span className="min-w-0 grow truncate font-medium">{channel.name}</span>
        {aside}
      </div>
      <div className="px-4 py-4">
        <PreviewLayout one={asItLeaves(one)} forReader={forReader} />
        <PreviewParts one={one} />
      </div>
    </li>
  );
}
