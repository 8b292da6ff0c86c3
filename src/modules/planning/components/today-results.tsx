"use client";

import { Eye, Heart, MessageCircle, Repeat2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { NetworkMark, useNetworkLook } from "@/modules/publishing/components/delivery-network";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { RelativeTime } from "@/modules/publishing/components/post-time";
import { EmptyState } from "@/ui/patterns/empty-state";
import { KnownValue } from "@/ui/patterns/known-value";
import { Section } from "@/ui/patterns/section";
import { ExternalLink, Link } from "@/ui/primitives/link";
import type { ToldDelivery } from "../schemas";

const COUNTS = [
  { key: "likes", icon: Heart },
  { key: "reposts", icon: Repeat2 },
  { key: "replies", icon: MessageCircle },
  { key: "views", icon: Eye },
] as const;

/** What came of the last posts, in the networks' own counts. */
export function TodayResults({
  deliveries,
  zone,
  base,
}: {
  deliveries: readonly ToldDelivery[];
  zone: string;
  base: string;
}) {
  const t = useTranslations("planning.today");
  return (
    <Section
      title={t("recent")}
      actions={
        deliveries.length > 0 && (
          <Link href={`${base}/posts?state=published`} className="text-sm">
            {t("all")}
          </Link>
        )
      }
    >
      {deliveries.length === 0 ? (
        <EmptyState className="py-8" title={t("recentEmpty")} />
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs">
          {deliveries.map((delivery) => (
            <Result key={delivery.id} delivery={delivery} zone={zone} base={base} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Result({ delivery, zone, base }: { delivery: ToldDelivery; zone: string; base: string }) {
  const t = useTranslations("planning.today");
  const untitled = useTranslations("planning.posts")("untitled");
  const view = useTranslations("publishing.delivery");
  const network = useNetworkLook()(delivery.network).name;
  const { publishedAt, url, removedAt } = delivery;
  return (
    <li className="grid gap-1.5 px-4 py-3">
      <div className="flex items-center gap-2 text-sm text-ink-muted">
        <NetworkMark network={delivery.network} label={network} />
        <span className="min-w-0 truncate">{delivery.channelName}</span>
        {publishedAt && (
          <RelativeTime
            at={publishedAt}
            zone={zone}
            className="tabular ml-auto shrink-0 text-xs text-ink-subtle"
          />
        )}
      </div>
      <Link
        href={`${base}/posts/${delivery.postId}#${delivery.id}`}
        tone="quiet"
        className="line-clamp-2 break-words font-medium"
      >
        {postLabelOf({ title: delivery.postTitle, text: delivery.postExcerpt }) || untitled}
      </Link>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        {delivery.metrics ? (
          <ResultCounts metrics={delivery.metrics} network={network} />
        ) : (
          <span className="text-xs text-ink-subtle">{t("countsUnknown")}</span>
        )}
        {url && removedAt === null && (
          <ExternalLink href={url} className="text-xs">
            {view("view", { network })}
          </ExternalLink>
        )}
      </div>
    </li>
  );
}

function ResultCounts({
  metrics,
  network,
}: {
  metrics: NonNullable<ToldDelivery["metrics"]>;
  network: string;
}) {
  const t = useTranslations("publishing.metrics");
  const format = useFormat();
  return (
    <dl className="flex flex-wrap gap-x-4 text-xs text-ink-muted">
      {COUNTS.map(({ key, icon: Icon }) => {
        const value = metrics[key];
        return (
          <div key={key} className="flex items-center gap-1" title={t(key)}>
            <dt>
              <Icon aria-hidden className="size-3.5" />
              <span className="sr-only">{t(key)}</span>
            </dt>
            <dd className="tabular">
              <KnownValue
                value={value === null ? null : format.number(value, true)}
                reason={t("notTold", { network })}
              />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
