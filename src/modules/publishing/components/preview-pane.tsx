"use client";

import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentType, useEffect, useRef } from "react";
import type { ChannelView } from "@/modules/channels/schemas";
import { cn } from "@/ui/cn";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ChannelMark } from "./composer-channel-chip";
import type { ComposedChannel } from "./composer-check";
import { useComposer } from "./composer-context";
import { CharacterCount } from "./composer-count";
import { PreviewArticle } from "./preview-article";
import { PreviewMicroblog } from "./preview-microblog";
import { PreviewParts } from "./preview-parts";
import { PreviewPayload } from "./preview-payload";

const LAYOUTS: Record<ChannelView["preview"]["layout"], ComponentType<{ one: ComposedChannel }>> = {
  microblog: PreviewMicroblog,
  article: PreviewArticle,
  payload: PreviewPayload,
};

/** Readers see the finished text, not the one with variables in it. */
const asItLeaves = (one: ComposedChannel): ComposedChannel => ({
  ...one,
  content: { ...one.content, body: one.leaving.body },
});

/** The post as each chosen channel will show it. */
export function PreviewPane() {
  const t = useTranslations("composer.preview");
  const { composed } = useComposer();
  if (composed.length === 0)
    return <EmptyState icon={Eye} title={t("none")} description={t("noneHint")} className="py-10" />;
  return (
    <ul aria-label={t("label")} className="grid gap-4">
      {composed.map((one) => (
        <PreviewCard key={one.channel.id} one={one} />
      ))}
    </ul>
  );
}

function PreviewCard({ one }: { one: ComposedChannel }) {
  const t = useTranslations("composer.preview");
  const { tab } = useComposer();
  const card = useRef<HTMLLIElement>(null);
  const { channel, count } = one;
  const current = tab === channel.id;
  useEffect(() => {
    if (current) card.current?.scrollIntoView?.({ block: "nearest" });
  }, [current]);
  const Layout = LAYOUTS[channel.preview.layout];
  return (
    <li
      ref={card}
      aria-label={t("on", { name: channel.name, network: channel.networkName })}
      className={cn(
        "scroll-my-2 overflow-hidden rounded-lg border bg-surface shadow-xs",
        current ? "border-accent" : "border-line",
      )}
    >
      <div className="flex items-center gap-2.5 border-line border-b px-4 py-2 text-sm">
        <ChannelMark channel={channel} />
        <span className="min-w-0 grow truncate font-medium">{channel.name}</span>
        <CharacterCount name={channel.name} count={count} />
      </div>
      <div className="px-4 py-4">
        <Layout one={asItLeaves(one)} />
        <PreviewParts one={one} />
      </div>
    </li>
  );
}
