"use client";

import { keepPreviousData, useIsFetching } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { minuteMs } from "@/kernel/time";
import { ScheduleDialog } from "@/modules/publishing/components/composer-schedule-dialog";
import { judgeTime } from "@/modules/publishing/components/composer-times";
import { useNetworkLook } from "@/modules/publishing/components/delivery-network";
import { firstTimeFor } from "@/modules/publishing/components/post-actions";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { PageHeader } from "@/ui/patterns/page-header";
import { QueryError } from "@/ui/patterns/query-error";
import { toast } from "@/ui/primitives/toast";
import type { PlannedPost } from "../schemas";
import { CalendarAgenda } from "./calendar-agenda";
import { CellSheet } from "./calendar-cell-sheet";
import { painterOf } from "./calendar-colour";
import { type CalendarDesk, CalendarDeskProvider, useDesk } from "./calendar-context";
import { CalendarDrafts } from "./calendar-drafts";
import { CalendarDrag } from "./calendar-drag";
import { CalendarLegend } from "./calendar-filters";
import { CalendarMonth } from "./calendar-month";
import { isMovable } from "./calendar-plan";
import { CalendarSkeleton } from "./calendar-skeleton";
import { CalendarToolbar } from "./calendar-toolbar";
import { CalendarWeek } from "./calendar-week";
import { noonOf, timeOnDay } from "./calendar-window";
import { type CalendarPlace, useCalendarPlace } from "./use-calendar-place";
import { useChipWords } from "./use-chip-words";
import { useMove } from "./use-move";

export interface CalendarPageProps {
  rights: PostRights;
  zone: string;
  base: string;
  /** When the page was made, so that server and browser agree on today. */
  now: Date;
}

const clock = () => new Date();

/** The words of what is shown: a month, or a week from day to day. */
function useRange({ view, window }: CalendarPlace): string {
  const format = useFormat();
  const { firstDay, lastDay } = window;
  if (view !== "week") return format.instant(noonOf(firstDay), "UTC", "month");
  const date = (day: string) => format.instant(noonOf(day), "UTC", "date");
  const sameMonth = firstDay.slice(0, 7) === lastDay.slice(0, 7);
  return `${sameMonth ? Number(firstDay.slice(8)) : date(firstDay)} – ${date(lastDay)}`;
}

/** Give a post another time, or say why not. */
function useMoving(input: CalendarPlace["window"]["grid"] & CalendarPlace["filter"], zone: string) {
  const t = useTranslations("planning.calendar");
  const message = useErrorMessage();
  const move = useMove(input, zone);
  const refuse = (error: unknown) => toast.error(t("notMoved"), { description: message(error) });
  return {
    move: (post: PlannedPost, wallTime: string) => move(post, wallTime, refuse),
    drop: (post: PlannedPost, wallTime: string | null) => {
      const judged = wallTime === null ? null : judgeTime(wallTime, zone, clock());
      if (wallTime !== null && judged?.status === "ready") void move(post, wallTime, refuse).catch(refuse);
      else if (judged?.status === "refused" && judged.reason !== "post.publish_at_past")
        refuse({ data: { code: "INVALID", reason: judged.reason, details: judged.details } });
      else toast.info(t("pastSlot"), { id: "past-slot" });
    },
  };
}

/** Once all that is shown is there, have the windows before and after it too: to turn to them then takes no wait. */
function useBeside({ beside: [after, before], filter }: CalendarPlace, enabled: boolean): void {
  const unseen = { enabled, staleTime: minuteMs, notifyOnChangeProps: [] };
  api.planning.grid.useQuery({ ...after, ...filter }, unseen);
  api.planning.grid.useQuery({ ...before, ...filter }, unseen);
}

/** What the parts of the calendar share. */
function useDeskOf(
  { rights, zone, base }: CalendarPageProps,
  place: CalendarPlace,
  onMove: CalendarDesk["onMove"],
  onOpen: CalendarDesk["onOpen"],
) {
  const t = useTranslations("planning.calendar");
  const router = useRouter();
  const { data: channels } = api.channels.list.useQuery({});
  const { data: swatches } = api.planning.swatches.useQuery();
  const { firstDay, days } = place.window.grid;
  const { channelIds } = place.filter;
  const shown = getQueryKey(api.planning.grid, { ...place.window.grid, ...place.filter }, "query");
  // Asked for after the posts, so that no answer about them waits for this one.
  const busy = useIsFetching({ queryKey: shown, exact: true }) > 0;
  const marks = api.planning.marks.useQuery(
    { firstDay, days, ...(channelIds && { channelIds }) },
    {
      enabled: place.settled && place.view !== "list" && !busy,
      placeholderData: keepPreviousData,
    },
  );
  useBeside(place, marks.isSuccess && !marks.isPlaceholderData);
  const painter = useMemo(
    () =>
      painterOf(place.colouring, { channels: channels?.items ?? [], campaigns: swatches?.campaigns ?? [] }),
    [place.colouring, channels, swatches],
  );
  const [words, look] = [useChipWords(zone), useNetworkLook()];
  const { today } = place;
  const { write: mayWrite } = rights;
  const desk = useMemo(
    (): CalendarDesk => ({
      ...{ zone, base, painter, words, look, today, mayWrite, isMovable, onMove, onOpen },
      onPlace: (where) => {
        const wallTime = where.length === 10 ? timeOnDay(where, zone, clock()) : where;
        if (wallTime === null || judgeTime(wallTime, zone, clock()).status !== "ready")
          toast.info(t("pastSlot"), { id: "past-slot" });
        else router.push(`${base}/compose?at=${wallTime}`);
      },
    }),
    [zone, base, painter, words, look, today, mayWrite, onMove, onOpen, router, t],
  );
  return { desk, marks: marks.data };
}

/** The calendar of a workspace, by its own clocks: month, week and list. */
export function CalendarPage(props: CalendarPageProps) {
  const { rights, zone, now } = props;
  const t = useTranslations("planning.calendar");
  const place = useCalendarPlace(zone, now);
  const range = useRange(place);
  const [asked, setAsked] = useState<PlannedPost | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const { desk, marks } = useDeskOf(props, place, setAsked, setOpened);
  const { move, drop } = useMoving({ ...place.window.grid, ...place.filter }, zone);
  return (
    <CalendarDeskProvider desk={desk} marks={marks}>
      <PageHeader
        title={t("title")}
        description={
          <>
            {t("description")}
            {rights.plan && place.view !== "list" && (
              <span className="max-sm:hidden print:hidden"> {t("descriptionDrag")}</span>
            )}
          </>
        }
      />
      <CalendarToolbar
        range={range}
        zone={zone}
        place={place}
        mayPlan={rights.plan}
        mayShare={rights.share}
      />
      <CalendarDrag onDrop={drop}>
        <div className="flex flex-col items-start gap-4 lg:flex-row">
          <div className="w-full min-w-0 grow">
            <CalendarBody place={place} range={range} />
          </div>
          {place.draftsOpen && rights.plan && <CalendarDrafts onClose={() => place.setDraftsOpen(false)} />}
        </div>
      </CalendarDrag>
      {opened && <CellSheet cell={opened} filter={place.filter} onClose={() => setOpened(null)} />}
      {asked && (
        <ScheduleDialog
          zone={zone}
          initial={firstTimeFor(asked.publishAt, zone, clock())}
          channelCount={asked.channels.length}
          now={clock}
          onSchedule={(wallTime) => move(asked, wallTime)}
          onClose={() => setAsked(null)}
        />
      )}
    </CalendarDeskProvider>
  );
}

/** What the chosen view shows, in each of its states. */
function CalendarBody({ place, range }: { place: CalendarPlace; range: string }) {
  const t = useTranslations("planning.calendar");
  if (!place.settled) return <CalendarSkeleton />;
  if (place.view === "list") return <CalendarAgenda place={place} label={t("label", { range })} />;
  return <CalendarGrids place={place} range={range} />;
}

const noticedMs = 300;

/** Whether something has been so for long enough to be told: paling hundreds of posts for a moment would only flicker. */
function useLasting(so: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!so) return;
    const timer = setTimeout(() => setLasting(true), noticedMs);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [so]);
  return so && lasting;
}

function CalendarGrids({ place, range }: { place: CalendarPlace; range: string }) {
  const t = useTranslations("planning.calendar");
  const { window, filter } = place;
  const { painter } = useDesk();
  const query = api.planning.grid.useQuery(
    { ...window.grid, ...filter },
    { placeholderData: keepPreviousData, refetchInterval: minuteMs },
  );
  const stale = query.isPlaceholderData;
  const slow = useLasting(stale);
  if (!query.data) return query.isError ? <QueryError query={query} /> : <CalendarSkeleton />;
  const { total } = query.data;
  // Until the next window is there, the one before stays as it was: its own days, by hours or not.
  const Grid = query.data.by === "hour" ? CalendarWeek : CalendarMonth;
  return (
    <div aria-busy={stale} className={slow ? "opacity-60" : undefined}>
      <p role="status" className="sr-only">
        {stale ? "" : t("summary", { range, count: total })}
      </p>
      <Grid grid={query.data} label={t("label", { range })} />
      <CalendarLegend painter={painter} />
      {query.data.items.length < total && (
        <p className="mt-2 hidden text-sm print:block">{t("printedMore")}</p>
      )}
      {total === 0 && !stale && (
        <p className="mt-3 text-center text-sm text-ink-muted">
          {t(place.filtered ? "empty.filtered" : "empty.short")}
        </p>
      )}
    </div>
  );
}
