"use client";

import { CalendarClock, CirclePause } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import type { ChannelView } from "@/modules/channels/schemas";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { ButtonLink } from "@/ui/primitives/button-link";
import { useCurrentInSight } from "@/ui/primitives/use-current-in-sight";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import type { QueueSummary } from "../schemas";
import { ChannelQueue } from "./channel-queue";
import type { QueuePageProps } from "./queue-props";

/** The queues of a workspace, one a channel. */
export function QueuePage({ rights, zone, base }: QueuePageProps) {
  const t = useTranslations("queues");
  const queues = api.queues.list.useQuery();
  const channels = api.channels.list.useQuery({});
  const items = useMemo(() => {
    const channelOf = new Map(channels.data?.items.map((channel) => [channel.id, channel]));
    return (queues.data?.items ?? []).flatMap((queue) => {
      const channel = channelOf.get(queue.channelId);
      return channel ? [{ queue, channel }] : [];
    });
  }, [queues.data, channels.data]);
  const failed = [queues, channels].filter(({ isError }) => isError);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {failed.length > 0 ? (
        <QueryError query={failed} />
      ) : queues.isPending || channels.isPending ? (
        <ListSkeleton rows={6} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={CalendarClock}
          title={t("noChannels.title")}
          description={t("noChannels.description")}
          action={<ButtonLink href={`${base}/channels`}>{t("noChannels.action")}</ButtonLink>}
        />
      ) : (
        <ChannelTabs items={items} rights={rights} zone={zone} base={base} />
      )}
    </>
  );
}

interface Item {
  queue: QueueSummary;
  channel: ChannelView;
}

function ChannelTabs({ items, ...props }: QueuePageProps & { items: readonly Item[] }) {
  const t = useTranslations("queues");
  const [chosen, choose] = useQueryState("channel", parseAsString.withOptions({ history: "replace" }));
  const current = items.find(({ channel }) => channel.id === chosen) ?? items[0];
  const row = useCurrentInSight<HTMLDivElement>("[data-state=active]", current?.channel.id ?? null);
  if (!current) return null;
  return (
    <Tabs value={current.channel.id} onValueChange={(id) => void choose(id)}>
      <TabsList ref={row} aria-label={t("channels")}>
        {items.map(({ channel, queue }) => (
          <TabsTrigger key={channel.id} value={channel.id}>
            <NetworkIcon icon={channel.icon} className="size-5 rounded-sm [&_svg]:size-3" />
            <span className="max-w-40 truncate">{channel.name}</span>
            {queue.pausedAt ? (
              <CirclePause role="img" aria-label={t("state.paused")} />
            ) : (
              queue.queuedCount > 0 && (
                <span className="tabular rounded-full bg-sunken px-1.5 text-xs text-ink-muted">
                  <span aria-hidden>{queue.queuedCount}</span>
                  <span className="sr-only">{t("queued", { count: queue.queuedCount })}</span>
                </span>
              )
            )}
          </TabsTrigger>
        ))}
      </TabsList>
      <TabsContent value={current.channel.id}>
        <ChannelQueue
          key={current.channel.id}
          channel={current.channel}
          others={items.map(({ channel }) => channel).filter(({ id }) => id !== current.channel.id)}
          {...props}
        />
      </TabsContent>
    </Tabs>
  );
}
