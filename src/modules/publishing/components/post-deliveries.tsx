"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { Section } from "@/ui/patterns/section";
import { Card } from "@/ui/primitives/card";
import { StatusBadge } from "@/ui/primitives/status-badge";
import type { PostView } from "../schemas";
import { DeliveryCard } from "./delivery-card";
import { NetworkMark } from "./delivery-network";
import { laddersOf } from "./delivery-standing";
import type { PostRights } from "./post-rights";
import { RetryFailed } from "./post-retry";

export interface PostDeliveriesProps {
  post: PostView;
  rights: PostRights;
  zone: string;
  base: string;
}

/** Where a post goes: one card a delivery, and the channels that are chosen but not scheduled. */
export function PostDeliveries({ post, rights, zone, base }: PostDeliveriesProps) {
  const t = useTranslations("publishing.post");
  const { data } = api.channels.list.useQuery({});
  const channels = new Map(data?.items.map((channel) => [channel.id, channel]));
  const served = new Set(post.deliveries.map(({ channelId }) => channelId));
  const waiting = post.variants.filter(({ channelId }) => !served.has(channelId));
  const sections = [
    post.deliveries.length > 0 && (
      <Section
        key="deliveries"
        title={t("deliveries")}
        actions={<RetryFailed post={post} channels={channels} rights={rights} />}
      >
        <ul className="grid gap-3">
          {laddersOf(post.deliveries).map(({ first, parts }) => (
            <li key={first.id}>
              <DeliveryCard
                delivery={first}
                parts={parts}
                post={post}
                channelState={channels.get(first.channelId)?.state}
                profileUrl={channels.get(first.channelId)?.profileUrl ?? null}
                rights={rights}
                zone={zone}
                base={base}
              />
            </li>
          ))}
        </ul>
      </Section>
    ),
    waiting.length > 0 && (
      <Section key="planned" title={t("planned")}>
        <ul className="grid gap-2">
          {waiting.map(({ channelId, issues }) => {
            const channel = channels.get(channelId);
            const errors = issues.filter(({ severity }) => severity === "error").length;
            return (
              <li key={channelId}>
                <Card className="flex flex-wrap items-center gap-3 px-4 py-3">
                  {channel && <NetworkMark network={channel.network} className="size-7" />}
                  <span className="min-w-0 grow break-words">{channel?.name ?? channelId}</span>
                  {errors > 0 ? (
                    <span className="flex items-center gap-1.5 text-sm text-warning-ink">
                      <TriangleAlert aria-hidden className="size-4" />
                      {t("issues", { count: errors })}
                    </span>
                  ) : (
                    <StatusBadge kind="draft">{t("notPlannedOn")}</StatusBadge>
                  )}
                </Card>
              </li>
            );
          })}
        </ul>
      </Section>
    ),
  ].filter(Boolean);
  if (sections.length > 0) return sections;
  return (
    <Section title={t("deliveries")}>
      <EmptyState title={t("noChannels.title")} description={t("noChannels.description")} />
    </Section>
  );
}
