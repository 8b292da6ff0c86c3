"use client";

import { PenLine, SkipForward } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { PostStateBadge } from "@/modules/publishing/components/state-badge";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { IconButton } from "@/ui/primitives/icon-button";
import { Link } from "@/ui/primitives/link";
import { toast } from "@/ui/primitives/toast";
import type { SeriesView, UpcomingOccurrence } from "../schemas";

/** How many occurrences are shown before somebody asks for more. */
const shownFirst = 3;

export interface SeriesOccurrencesProps {
  series: SeriesView;
  base: string;
  canManage: boolean;
  onEdit: (occurrence: UpcomingOccurrence) => void;
}

/** What comes next, each time with its post, and the skipped ones that can still be put back. */
export function SeriesOccurrences({ series, base, canManage, onEdit }: SeriesOccurrencesProps) {
  const t = useTranslations("series.occurrences");
  const [all, setAll] = useState(false);
  const shown = all ? series.upcoming : series.upcoming.slice(0, shownFirst);
  const hidden = series.upcoming.length - shown.length;
  if (series.upcoming.length === 0) return <p className="text-sm text-ink-muted">{t("none")}</p>;
  return (
    <div className="grid gap-2">
      <ol aria-label={t("label")} className="divide-y divide-line rounded-md border border-line">
        {shown.map((occurrence) => (
          <OccurrenceRow
            key={occurrence.occurrence}
            series={series}
            occurrence={occurrence}
            base={base}
            canManage={canManage}
            onEdit={() => onEdit(occurrence)}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <Button variant="ghost" size="sm" className="justify-self-start" onClick={() => setAll(true)}>
          {t("more", { count: hidden })}
        </Button>
      )}
    </div>
  );
}

interface OccurrenceRowProps {
  series: SeriesView;
  occurrence: UpcomingOccurrence;
  base: string;
  canManage: boolean;
  onEdit: () => void;
}

function OccurrenceRow({ series, occurrence, base, canManage, onEdit }: OccurrenceRowProps) {
  const t = useTranslations("series.occurrences");
  const format = useFormat();
  const { at, postId, postState, detached, clock } = occurrence;
  const when = format.instant(at, series.timeZone, "slot");
  const time = (
    <time dateTime={at.toISOString()} className="tabular-nums">
      {when}
    </time>
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm">
      <span className="min-w-44">{postId ? <Link href={`${base}/posts/${postId}`}>{time}</Link> : time}</span>
      {postState ? (
        <PostStateBadge state={postState} />
      ) : (
        <span className="text-xs text-ink-subtle">{t("unwritten")}</span>
      )}
      {detached && <Badge>{t("detached")}</Badge>}
      {clock === "skipped" && !detached && <Badge tone="warning">{t("shifted")}</Badge>}
      {canManage && (
        <span className="ml-auto flex gap-1">
          <IconButton size="sm" label={t("edit", { when })} onClick={onEdit}>
            <PenLine aria-hidden />
          </IconButton>
          <SkipButton series={series} occurrence={occurrence} when={when} />
        </span>
      )}
    </li>
  );
}

interface SkipButtonProps {
  series: SeriesView;
  occurrence: UpcomingOccurrence;
  when: string;
}

function SkipButton({ series, occurrence, when }: SkipButtonProps) {
  const t = useTranslations("series.occurrences");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const onSettled = () => Promise.all([cache.series.invalidate(), cache.planning.invalidate()]);
  const onError = (error: unknown) => toast.error(message(error));
  const place = { seriesId: series.id, occurrence: occurrence.occurrence };
  const restore = api.series.restore.useMutation({
    onSettled,
    onError,
    onSuccess: () => toast.success(t("restored", { when })),
  });
  const skip = api.series.skip.useMutation({
    onSettled,
    onError,
    onSuccess: () =>
      toast.success(t("skipped", { when }), {
        action: { label: t("undo"), onClick: () => restore.mutate(place) },
      }),
  });
  return (
    <IconButton
      size="sm"
      label={t("skip", { when })}
      disabled={skip.isPending}
      onClick={() => skip.mutate(place)}
    >
      <SkipForward aria-hidden />
    </IconButton>
  );
}
