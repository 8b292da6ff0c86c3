"use client";

import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { EmptyState } from "@/ui/patterns/empty-state";
import type { ComposedChannel } from "./composer-check";
import { useComposer } from "./composer-context";
import { CharacterCount } from "./composer-count";
import { PreviewCard } from "./preview-card";

/** The post as each chosen channel will show it. */
export function PreviewPane() {
  const t = useTranslations("composer.preview");
  const { composed } = useComposer();
  if (composed.length === 0)
    return <EmptyState icon={Eye} title={t("none")} description={t("noneHint")} className="py-10" />;
  return (
    <ul aria-label={t("label")} className="grid gap-4">
      {composed.map((one) => (
        <FollowingCard key={one.channel.id} one={one} />
      ))}
    </ul>
  );
}

/** A preview that comes into sight when its channel's text is opened. */
function FollowingCard({ one }: { one: ComposedChannel }) {
  const { tab } = useComposer();
  const card = useRef<HTMLLIElement>(null);
  const { channel, count } = one;
  const current = tab === channel.id;
  useEffect(() => {
    if (current) card.current?.scrollIntoView?.({ block: "nearest" });
  }, [current]);
  return (
    <PreviewCard
      ref={card}
      one={one}
      current={current}
      aside={<CharacterCount name={channel.name} count={count} />}
    />
  );
}
