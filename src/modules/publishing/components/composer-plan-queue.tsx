"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { dayMs } from "@/kernel/time";
import { BudgetNotice } from "@/modules/health/components/budget-notice";
import { api } from "@/trpc/client";
import { POSITIONS, type QueuePosition } from "@/modules/queues/schemas";
import { QueryError } from "@/ui/patterns/query-error";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { Skeleton } from "@/ui/primitives/skeleton";
import type { PostView } from "../schemas";
import { ChannelMark } from "./composer-channel-chip";
import type { ComposedChannel } from "./composer-check";
import type { PlanDraft } from "./use-plan";

/** Who has no free slot within two weeks has a full queue, or a thin week: its time is told afterwards. */
const lookAheadMs = 14 * dayMs;

interface QueuePanelProps {
  draft: Pick<PlanDraft, "position">;
  change: (part: Pick<PlanDraft, "position">) => void;
  composed: readonly ComposedChannel[];
  post: PostView | null;
  now: () => Date;
}

/** The slot that each channel would take, and which channels have none to give. */
export function QueuePanel({ draft: { position }, change, composed, post, now }: QueuePanelProps) {
  const t = useTranslations("composer.schedule.queue");
  const channelIds = composed.map(({ channel }) => channel.id);
  const [from] = useState(now);
  const to = new Date(from.getTime() + lookAheadMs);
  const free = api.queues.freeSlots.useQuery({ channelIds, from, to }, { enabled: channelIds.length > 0 });
  const queues = api.queues.list.useQuery();
  if (free.isError || queues.isError) return <QueryError query={[free, queues]} />;
  if (!free.data || !queues.data) return <Skeleton className="h-24" />;
  // What stands in a queue already keeps its place there.
  const placeOf = (id: string) =>
    position === "last"
      ? undefined
      : post?.deliveries.find(({ channelId, part, queued }) => channelId === id && part === 0 && queued)
          ?.publishAt;
  const slotOf = (id: string) =>
    position === "last" ? undefined : free.data.items.find(({ channelId }) => channelId === id);
  const instants = channelIds.flatMap((id) => placeOf(id) ?? slotOf(id)?.at ?? []);
  const first = instants.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
  return (
    <>
      <RadioGroup
        aria-label={t("position")}
        value={position}
        onValueChange={(value) => change({ position: value === "last" ? "last" : "next" })}
        className="grid-cols-1 min-[22rem]:grid-cols-2"
      >
        {POSITIONS.map((one) => (
          <RadioOption key={one} value={one} label={t(one)} className="py-2" />
        ))}
      </RadioGroup>
      <ul aria-label={t("label")} className="grid gap-2">
        {composed.map((one) => {
          const { id } = one.channel;
          const queue = queues.data.items.find(({ channelId }) => channelId === id);
          const place = placeOf(id);
          return (
            <SlotLine
              key={id}
              one={one}
              at={place ?? slotOf(id)?.at ?? null}
              position={position}
              label={place ? null : (slotOf(id)?.label ?? null)}
              zone={queue?.timeZone ?? "UTC"}
              standing={!queue || queue.slotCount === 0 ? "empty" : queue.pausedAt ? "paused" : "open"}
            />
          );
        })}
      </ul>
      <BudgetNotice channelIds={channelIds} postId={post?.id} at={first} />
    </>
  );
}

interface SlotLineProps {
  one: ComposedChannel;
  at: Date | null;
  position: QueuePosition;
  label: string | null;
  zone: string;
  standing: "empty" | "paused" | "open";
}

function SlotLine({ one: { channel }, at, position, label, zone, standing }: SlotLineProps) {
  const t = useTranslations("composer.schedule.queue");
  const format = useFormat();
  const { workspace } = useParams<{ workspace: string }>();
  return (
    <li className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
      <ChannelMark channel={channel} />
      <span className="truncate font-medium">{channel.name}</span>
      {standing === "empty" ? (
        <span className="text-danger-ink">
          {t.rich("empty", {
            link: (words) => (
              <Link href={`/${workspace}/queue`} className="underline underline-offset-4">
                {words}
              </Link>
            ),
          })}
        </span>
      ) : standing === "paused" ? (
        <span className="text-warning-ink">{t("paused")}</span>
      ) : (
        <span className="tabular text-ink-muted">
          {at ? format.instant(at, zone, "slot") : t(position === "last" ? "behind" : "later")}
          {label && ` · ${label}`}
        </span>
      )}
    </li>
  );
}
