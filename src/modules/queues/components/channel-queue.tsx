"use client";

import { keepPreviousData } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import type { ChannelView } from "@/modules/channels/schemas";
import { minuteMs } from "@/kernel/time";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Button } from "@/ui/primitives/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import type { QueueView } from "../schemas";
import { HeldBanner, PausedBanner } from "./queue-banners";
import { QueueList } from "./queue-list";
import type { QueuePageProps } from "./queue-props";
import { QueueToolbar } from "./queue-toolbar";
import { WeekEditor } from "./week-editor";
import { PresetButtons } from "./week-presets";

export interface ChannelQueueProps extends QueuePageProps {
  channel: ChannelView;
  /** The other channels, to which its week may be copied. */
  others: readonly ChannelView[];
}

const VIEWS = ["upcoming", "week"] as const;
const daysStep = 14;
const daysMax = 366;

/** The queue of one channel: what is coming, and the week behind it. */
export function ChannelQueue(props: ChannelQueueProps) {
  const { channel } = props;
  const [days, setDays] = useState(daysStep);
  const input = { channelId: channel.id, days };
  const queue = api.queues.get.useQuery(input, {
    placeholderData: keepPreviousData,
    refetchInterval: minuteMs,
  });
  if (queue.isError && !queue.data) return <QueryError query={queue} />;
  if (!queue.data) return <ListSkeleton rows={6} />;
  const more = {
    has: days < daysMax && queue.data.slots.length > 0,
    loading: queue.isPlaceholderData,
    load: () => setDays(Math.min(daysMax, days + daysStep)),
  };
  return <QueueBody {...props} queue={queue.data} days={days} more={more} />;
}

interface QueueBodyProps extends ChannelQueueProps {
  queue: QueueView;
  days: number;
  more: { has: boolean; loading: boolean; load: () => void };
}

function QueueBody({ queue, days, more, ...props }: QueueBodyProps) {
  const t = useTranslations("queues");
  const [view, setView] = useQueryState(
    "view",
    parseAsStringLiteral(VIEWS).withDefault("upcoming").withOptions({ history: "replace" }),
  );
  const { channel, others, rights, base } = props;
  const bare = queue.slots.length === 0 && queue.rows.length === 0;
  return (
    <div className="grid grid-cols-1 gap-4">
      <QueueToolbar queue={queue} canManage={rights.manage} />
      <HeldBanner queue={queue} channel={channel} canManage={rights.manage} base={base} />
      <PausedBanner queue={queue} />
      <Tabs value={view} onValueChange={(value) => void setView(value === "week" ? "week" : null)}>
        <TabsList aria-label={t("views")}>
          <TabsTrigger value="upcoming">{t("upcoming")}</TabsTrigger>
          <TabsTrigger value="week">{t("week.title")}</TabsTrigger>
        </TabsList>
        <TabsContent value="upcoming">
          {bare ? (
            <NoSlots channel={channel} canManage={rights.manage} onOwn={() => void setView("week")} />
          ) : (
            <QueueList
              queue={queue}
              input={{ channelId: channel.id, days }}
              rights={rights}
              base={base}
              zone={props.zone}
              more={more}
            />
          )}
        </TabsContent>
        <TabsContent value="week">
          <WeekEditor
            key={queue.slots.map(({ id, label, evergreen }) => `${id}${label ?? ""}${evergreen}`).join()}
            queue={queue}
            channel={channel}
            others={others}
            canManage={rights.manage}
          />
        </TabsContent>
      </Tabs>
    </div>
  );
}

interface NoSlotsProps {
  channel: ChannelView;
  canManage: boolean;
  onOwn: () => void;
}

/** A channel without a week: the usual ones are a press away. */
function NoSlots({ channel, canManage, onOwn }: NoSlotsProps) {
  const t = useTranslations("queues.empty");
  return (
    <EmptyState
      icon={CalendarPlus}
      title={t("title", { channel: channel.name })}
      description={canManage ? t("description") : t("readOnly")}
      action={
        canManage && (
          <div className="grid justify-items-center gap-3">
            <PresetButtons channelId={channel.id} />
            <Button variant="ghost" onClick={onOwn}>
              {t("own")}
            </Button>
          </div>
        )
      }
    />
  );
}
