"use client";

import { keepPreviousData } from "@tanstack/react-query";
import { CalendarDays } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { minuteMs } from "@/kernel/time";
import { ScheduleDialog } from "@/modules/publishing/components/composer-schedule-dialog";
import { judgeTime } from "@/modules/publishing/components/composer-times";
import { firstTimeFor } from "@/modules/publishing/components/post-actions";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { api, errorDataFrom, type RouterOutputs } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ErrorState } from "@/ui/patterns/error-state";
import { NoResults } from "@/ui/patterns/no-results";
import { PageHeader } from "@/ui/patterns/page-header";
import { Banner } from "@/ui/primitives/banner";
import { ButtonLink } from "@/ui/primitives/button-link";
import { toast } from "@/ui/primitives/toast";
import type { PostSummary } from "../schemas";
import { CalendarAgenda } from "./calendar-agenda";
import { daysOf } from "./calendar-events";
import { CalendarSkeleton } from "./calendar-skeleton";
import { CalendarToolbar } from "./calendar-toolbar";
import { noonOf, timeOnDay } from "./calendar-window";
import { useCalendarPlace } from "./use-calendar-place";
import { useMove } from "./use-move";

const CalendarGrid = dynamic(() => import("./calendar-grid").then((module) => module.CalendarGrid), {
  ssr: false,
  loading: () => <CalendarSkeleton />,
});

export interface CalendarPageProps {
  rights: PostRights;
  zone: string;
  base: string;
  /** When the page was made, so that server and browser agree on today. */
  now: Date;
}

const clock = () => new Date();

/** The calendar of a workspace, by its own clocks: month, week and list. */
export function CalendarPage({ rights, zone, base, now }: CalendarPageProps) {
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  const place = useCalendarPlace(zone, now);
  const { view, window } = place;
  const calendar = api.planning.calendar.useQuery(place.input, {
    placeholderData: keepPreviousData,
    refetchInterval: minuteMs,
  });
  const date = (day: string) => format.instant(noonOf(day), "UTC", "date");
  const range =
    view === "week"
      ? `${date(window.firstDay)} – ${date(window.lastDay)}`
      : format.instant(noonOf(window.firstDay), "UTC", "month");
  const mayMove = rights.publish && rights.writeAny;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={mayMove && view !== "list" ? t("description") : t("descriptionReadOnly")}
      />
      <CalendarToolbar
        range={range}
        zone={zone}
        at={noonOf(window.firstDay)}
        view={view}
        onView={place.setView}
        onStep={place.step}
        onToday={place.goToday}
        channelIds={place.channelIds}
        onChannels={place.setChannels}
      />
      {calendar.data ? (
        <CalendarBody
          data={calendar.data}
          stale={calendar.isPlaceholderData}
          place={place}
          range={range}
          rights={rights}
          mayMove={mayMove}
          zone={zone}
          base={base}
        />
      ) : calendar.isError ? (
        <ErrorState
          onRetry={() => void calendar.refetch()}
          retrying={calendar.isRefetching}
          traceId={errorDataFrom(calendar.error)?.traceId ?? undefined}
        />
      ) : (
        <CalendarSkeleton />
      )}
    </>
  );
}

interface CalendarBodyProps {
  data: RouterOutputs["planning"]["calendar"];
  stale: boolean;
  place: ReturnType<typeof useCalendarPlace>;
  range: string;
  rights: PostRights;
  mayMove: boolean;
  zone: string;
  base: string;
}

function CalendarBody({ data, stale, place, range, rights, mayMove, zone, base }: CalendarBodyProps) {
  const t = useTranslations("planning.calendar");
  const message = useErrorMessage();
  const router = useRouter();
  const [moving, setMoving] = useState<PostSummary | null>(null);
  const move = useMove(place.input, zone);
  const { items, truncated } = data;
  const { view, day, window } = place;
  const refuse = (error: unknown) => toast.error(t("notMoved"), { description: message(error) });
  const drop = (post: PostSummary, wallTime: string, putBack: () => void) => {
    const judged = judgeTime(wallTime, zone, clock());
    if (judged.status === "ready") {
      move(post, wallTime, refuse).catch((error: unknown) => {
        putBack();
        refuse(error);
      });
      return;
    }
    putBack();
    if (judged.status === "refused")
      refuse({ data: { code: "INVALID", reason: judged.reason, details: judged.details } });
  };
  const compose = (place: string) => {
    if (!rights.write) return;
    const wallTime = place.length === 10 ? timeOnDay(place, zone, clock()) : place;
    if (wallTime === null || judgeTime(wallTime, zone, clock()).status !== "ready")
      toast.info(t("pastSlot"), { id: "past-slot" });
    else router.push(`${base}/compose?at=${wallTime}`);
  };
  const shown = daysOf(items, { zone, ...window }).reduce((count, { posts }) => count + posts.length, 0);
  return (
    <div aria-busy={stale} className={stale ? "opacity-60 transition-opacity" : "transition-opacity"}>
      <p role="status" className="sr-only">
        {stale ? "" : t("summary", { range, count: shown })}
      </p>
      {truncated && <Banner tone="warning" title={t("truncated")} className="mb-4" />}
      {!place.settled ? (
        <CalendarSkeleton />
      ) : view === "list" ? (
        <AgendaOrNothing shown={shown} place={place} rights={rights} base={base}>
          <CalendarAgenda
            posts={items}
            firstDay={window.firstDay}
            lastDay={window.lastDay}
            zone={zone}
            base={base}
            mayMove={mayMove}
            mayWrite={rights.write}
            onMove={setMoving}
            onPlace={compose}
          />
        </AgendaOrNothing>
      ) : (
        <>
          <CalendarGrid
            view={view}
            day={day}
            posts={items}
            zone={zone}
            base={base}
            mayMove={mayMove}
            onDrop={drop}
            onMove={setMoving}
            onPlace={compose}
            label={t("label", { range })}
          />
          {shown === 0 && <p className="mt-3 text-center text-sm text-ink-muted">{t("empty.short")}</p>}
        </>
      )}
      {moving && (
        <ScheduleDialog
          zone={zone}
          initial={firstTimeFor(moving.publishAt, zone, clock())}
          channelCount={moving.channels.length}
          now={clock}
          onSchedule={(wallTime) => move(moving, wallTime, refuse)}
          onClose={() => setMoving(null)}
        />
      )}
    </div>
  );
}

interface AgendaOrNothingProps {
  shown: number;
  place: CalendarBodyProps["place"];
  rights: PostRights;
  base: string;
  children: React.ReactNode;
}

function AgendaOrNothing({ shown, place, rights, base, children }: AgendaOrNothingProps) {
  const t = useTranslations("planning.calendar");
  if (shown > 0) return children;
  if (place.channelIds.length > 0) return <NoResults onClear={() => place.setChannels([])} />;
  return (
    <EmptyState
      icon={CalendarDays}
      title={t("empty.title")}
      description={t("empty.description")}
      action={rights.write && <ButtonLink href={`${base}/compose`}>{t("newPost")}</ButtonLink>}
    />
  );
}
