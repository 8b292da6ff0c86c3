"use client";

import { Repeat } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { ChannelMark } from "@/modules/publishing/components/composer-channel-chip";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import { Card } from "@/ui/primitives/card";
import { StatusBadge } from "@/ui/primitives/status-badge";
import type { SeriesView, UpcomingOccurrence } from "../schemas";
import { SeriesActions } from "./series-actions";
import { SeriesEditDialog } from "./series-edit-dialog";
import { SeriesOccurrences } from "./series-occurrences";
import { useProblemSentence } from "./use-problem-sentence";
import { useRecurrenceWords } from "./use-recurrence-words";

export interface SeriesCardProps {
  series: SeriesView;
  base: string;
  canManage: boolean;
}

type Editing = { occurrence: UpcomingOccurrence | null } | null;

/** One series: what it says, by which rule, what comes next, and what can be done with it. */
export function SeriesCard({ series, base, canManage }: SeriesCardProps) {
  const t = useTranslations("series");
  const words = useRecurrenceWords();
  const problem = useProblemSentence();
  const [editing, setEditing] = useState<Editing>(null);
  const active = series.state === "active";
  const text = series.title ?? series.body.trim();
  return (
    <Card id={series.id} className="grid scroll-mt-20 gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="grid min-w-0 grow basis-60 gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="line-clamp-2 min-w-0 break-words font-medium">{text || t("untitled")}</h2>
            <StatusBadge kind={active ? (series.problem ? "attention" : "planned") : "done"}>
              {t(series.problem && active ? "state.stalled" : `state.${series.state}`)}
            </StatusBadge>
          </div>
          <p className="flex items-start gap-1.5 text-sm">
            <Repeat aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-subtle" />
            {words(series.recurrence, series.startsAt)}
          </p>
          <Facts series={series} />
        </div>
        {canManage && <SeriesActions series={series} onEdit={() => setEditing({ occurrence: null })} />}
      </div>
      {series.problem && active && (
        <Banner tone="warning" title={t("problem.title")}>
          {problem(series.problem)}
        </Banner>
      )}
      <SeriesOccurrences
        series={series}
        base={base}
        canManage={canManage && active}
        onEdit={(occurrence) => setEditing({ occurrence })}
      />
      <SeriesEditDialog
        series={series}
        base={base}
        occurrence={editing?.occurrence ?? null}
        open={editing !== null}
        onClose={() => setEditing(null)}
      />
    </Card>
  );
}

function Facts({ series }: { series: SeriesView }) {
  const t = useTranslations("series.facts");
  const format = useFormat();
  const channels = api.channels.list.useQuery({ limit: 100 });
  const own = (channels.data?.items ?? []).filter(({ id }) => series.channelIds.includes(id));
  const facts = [
    t("zone", { zone: format.zone(series.timeZone, series.upcoming[0]?.at ?? series.createdAt) }),
    series.published > 0 && t("published", { count: series.published }),
    series.excluded.length > 0 && t("skipped", { count: series.excluded.length }),
    series.authorName,
  ].filter(Boolean);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <ul aria-label={t("channels")} className="flex flex-wrap gap-1.5">
        {own.map((channel) => (
          <li key={channel.id} className="inline-flex items-center gap-1.5 text-xs text-ink-muted">
            <ChannelMark channel={channel} />
            {channel.name}
          </li>
        ))}
      </ul>
      <p className="text-xs text-ink-subtle">{facts.join(" · ")}</p>
    </div>
  );
}
