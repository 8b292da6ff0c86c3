"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { ChannelMark } from "@/modules/publishing/components/composer-channel-chip";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Section } from "@/ui/patterns/section";
import { Badge } from "@/ui/primitives/badge";
import { Banner } from "@/ui/primitives/banner";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Link } from "@/ui/primitives/link";
import { StatusBadge } from "@/ui/primitives/status-badge";
import type { CollectionView, FillView } from "../schemas";

export interface FillPreviewProps {
  collection: CollectionView & { items: readonly unknown[] };
  zone: string;
  base: string;
}

/** What a collection planned, and what it would write next. */
export function FillPreview({ collection, zone, base }: FillPreviewProps) {
  const t = useTranslations("evergreen.preview");
  const preview = api.evergreen.preview.useQuery({ collectionId: collection.id });
  if (preview.isPending) return <ListSkeleton rows={3} />;
  if (preview.isError) return <QueryError query={preview} />;
  const { planned, next, slotless, freeSlots } = preview.data;
  const fills = [...planned, ...next];
  return (
    <Section title={t("title")} description={collection.paused ? t("paused") : t("description")}>
      {slotless.length > 0 && (
        <Banner
          tone="warning"
          title={t("slotless", { count: slotless.length })}
          actions={
            <ButtonLink size="sm" href={`${base}/queue`}>
              {t("toQueues")}
            </ButtonLink>
          }
        />
      )}
      <p className="text-sm text-ink-muted">{t("free", { count: freeSlots })}</p>
      {fills.length === 0 ? (
        <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-sm text-ink-muted">
          <Nothing collection={collection} freeSlots={freeSlots} />
        </p>
      ) : (
        <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
          {fills.map((fill) => (
            <FillRow
              key={`${fill.channelId} ${fill.at.toISOString()} ${fill.postId ?? ""}`}
              fill={fill}
              zone={zone}
              base={base}
            />
          ))}
        </ol>
      )}
    </Section>
  );
}

/** Why nothing follows, as far as somebody can do something about it. */
function Nothing({ collection, freeSlots }: Pick<FillPreviewProps, "collection"> & { freeSlots: number }) {
  const t = useTranslations("evergreen.preview");
  const { channelIds, items, itemCount, weeklyCap: cap, cooldownDays: cooldown } = collection;
  if (channelIds.length === 0) return t("noneNoChannels");
  if (items.length === 0) return t("noneNoItems");
  if (itemCount === 0) return t("noneUsedUp");
  return freeSlots === 0 ? t("noneNoSlots") : t("none", { cap, cooldown });
}

function FillRow({ fill, zone, base }: { fill: FillView; zone: string; base: string }) {
  const t = useTranslations("evergreen.preview");
  const format = useFormat();
  const channels = api.channels.list.useQuery({ limit: 100 });
  const channel = channels.data?.items.find(({ id }) => id === fill.channelId);
  const time = (
    <time dateTime={fill.at.toISOString()} className="tabular-nums">
      {format.instant(fill.at, zone, "slot")}
    </time>
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
      <span className="min-w-40">
        {fill.postId ? <Link href={`${base}/posts/${fill.postId}`}>{time}</Link> : time}
      </span>
      {channel && (
        <span className="inline-flex items-center gap-1.5 text-xs text-ink-muted">
          <ChannelMark channel={channel} />
          {channel.name}
        </span>
      )}
      <span className="min-w-0 grow basis-40 truncate text-ink-muted" dir="auto">
        {fill.text}
      </span>
      <Badge>{fill.variation === null ? t("edited") : t("text", { number: fill.variation + 1 })}</Badge>
      <StatusBadge kind={fill.postId ? "planned" : "draft"}>
        {t(fill.postId ? "planned" : "next")}
      </StatusBadge>
    </li>
  );
}
