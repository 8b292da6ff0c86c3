"use client";

import { ClockAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue } from "react";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Skeleton } from "@/ui/primitives/skeleton";
import type { SeriesTime } from "../schemas";
import { useRecurrenceWords } from "./use-recurrence-words";

export interface RecurrencePreviewProps {
  rule: string;
  startsAt: string;
  timeZone: string;
}

/** The next five times of a rule, in words and dates, with what clocks do to them. */
export function RecurrencePreview({ rule, startsAt, timeZone }: RecurrencePreviewProps) {
  const t = useTranslations("series.preview");
  const words = useRecurrenceWords();
  const message = useErrorMessage();
  const input = useDeferredValue({ rule, startsAt, timeZone });
  const preview = api.series.preview.useQuery(input, {
    enabled: startsAt !== "",
    placeholderData: (before) => before,
    retry: false,
  });
  return (
    <div aria-live="polite" className="grid gap-2 rounded-lg border border-line bg-sunken px-4 py-3 text-sm">
      {startsAt === "" && <p className="text-ink-muted">{t("noStart")}</p>}
      {preview.isError && <p className="text-danger-ink">{message(preview.error)}</p>}
      {preview.isLoading && <Skeleton className="h-24" />}
      {preview.data && !preview.isError && (
        <>
          <p className="font-medium">{words(preview.data.recurrence, startsAt)}</p>
          {preview.data.times.length === 0 ? (
            <p className="text-warning-ink">{t("none")}</p>
          ) : (
            <Times times={preview.data.times} timeZone={timeZone} />
          )}
        </>
      )}
    </div>
  );
}

function Times({ times, timeZone }: { times: readonly SeriesTime[]; timeZone: string }) {
  const t = useTranslations("series.preview");
  const format = useFormat();
  return (
    <ol aria-label={t("label")} className="grid gap-1 text-ink-muted">
      {times.map((time, index) => (
        <li key={time.occurrence} className="flex flex-wrap items-baseline gap-x-2">
          <time dateTime={time.at.toISOString()} className="tabular-nums text-ink">
            {format.instant(time.at, timeZone, "long")}
          </time>
          <span className="text-xs tabular-nums">{t("offset", { offset: time.offset })}</span>
          <ClockNote time={time} before={times[index - 1]} />
        </li>
      ))}
    </ol>
  );
}

/** What clocks do at this time, or did since the one before it. */
function ClockNote({ time, before }: { time: SeriesTime; before: SeriesTime | undefined }) {
  const t = useTranslations("series.preview");
  const moved = before && before.offset !== time.offset;
  const note = time.clock !== "plain" ? t(`clock.${time.clock}`, { time: time.occurrence.slice(11) }) : null;
  if (!note && !moved) return null;
  return (
    <span className="inline-flex items-center gap-1 text-xs text-warning-ink">
      <ClockAlert aria-hidden className="size-3.5" />
      {note ?? t("clock.moved")}
    </span>
  );
}
