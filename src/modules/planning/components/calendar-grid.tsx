"use client";

import Calendar, { type CalendarRef, type EventDropInfo } from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import enGb from "@fullcalendar/react/locales/en-gb";
import fr from "@fullcalendar/react/locales/fr";
import classic from "@fullcalendar/react/themes/classic";
import timeGrid from "@fullcalendar/react/timegrid";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useMemo, useRef } from "react";
import { wallTimeOf } from "@/kernel/time";
import type { PostSummary } from "../schemas";
import { CalendarChip } from "./calendar-chip";
import { eventsOf, wallTimeOfMarker } from "./calendar-events";
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";
import "@/ui/calendar-palette.css";

export interface CalendarGridProps {
  view: "month" | "week";
  /** A day inside what is shown. */
  day: string;
  posts: readonly PostSummary[];
  zone: string;
  base: string;
  mayMove: boolean;
  onDrop: (post: PostSummary, wallTime: string, putBack: () => void) => void;
  onMove: (post: PostSummary) => void;
  /** A free place was pressed: a day of the month, or a wall time of the week. */
  onPlace: (place: string) => void;
  label: string;
}

const VIEW = { month: "dayGridMonth", week: "timeGridWeek" } as const;
const PLUGINS = [classic, dayGrid, timeGrid, interaction];
const LOCALES = { en: enGb, fr };
const SLOT_FORMAT = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
const shownFrom = "07:00:00";

const postOf = (event: { extendedProps: Record<string, unknown> }) => event.extendedProps.post as PostSummary;

/** The month or the week as a grid on which posts are dragged. */
export function CalendarGrid(props: CalendarGridProps) {
  const { view, day, posts, zone, base, mayMove, onDrop, onMove, onPlace, label } = props;
  const t = useTranslations("planning.calendar");
  const locale = useLocale();
  const calendar = useRef<CalendarRef>(null);
  const dragging = useRef(false);
  const events = useMemo(() => eventsOf(posts, { zone, mayMove }), [posts, zone, mayMove]);
  useEffect(() => {
    const controls = calendar.current?.getApi();
    // The calendar draws at once and must not do so inside React's own commit.
    queueMicrotask(() => controls?.changeView(VIEW[view], day));
  }, [view, day]);
  const drop = ({ event, revert }: EventDropInfo): void => {
    if (event.start) onDrop(postOf(event), wallTimeOfMarker(event.start), revert);
  };
  return (
    <section
      aria-label={label}
      className="publify-calendar overflow-hidden rounded-lg border border-line bg-surface shadow-xs"
    >
      <Calendar
        ref={calendar}
        plugins={PLUGINS}
        initialView={VIEW[view]}
        initialDate={day}
        headerToolbar={false}
        timeZone="UTC"
        now={() => `${wallTimeOf(new Date(), zone)}:00Z`}
        locale={LOCALES[locale]}
        firstDay={1}
        height={view === "week" ? 720 : "auto"}
        fixedWeekCount
        scrollTime={shownFrom}
        scrollTimeReset={false}
        slotDuration="00:30:00"
        snapDuration="00:05:00"
        slotHeaderFormat={SLOT_FORMAT}
        defaultTimedEventDuration="00:30:00"
        eventMinHeight={28}
        slotMinHeight={32}
        allDaySlot={false}
        slotEventOverlap={false}
        nowIndicator
        events={events}
        eventDisplay="block"
        eventColor="transparent"
        eventContrastColor="inherit"
        eventInteractive={false}
        eventDurationEditable={false}
        dayMaxEvents={4}
        moreLinkText={(count) => t("more", { count })}
        moreLinkHint={(count) => t("moreHint", { count })}
        closeHint={t("closeMore")}
        eventDragStart={() => {
          dragging.current = true;
        }}
        eventDragStop={() => {
          // The press that ends the drag comes after this.
          setTimeout(() => {
            dragging.current = false;
          });
        }}
        eventDrop={drop}
        dateClick={({ dateStr, date, allDay }) =>
          onPlace(allDay ? dateStr.slice(0, 10) : wallTimeOfMarker(date))
        }
        eventContent={({ event, isNarrow }) => (
          <CalendarChip
            post={postOf(event)}
            zone={zone}
            base={base}
            narrow={isNarrow}
            movable={event.startEditable}
            onMove={onMove}
            isDragging={() => dragging.current}
          />
        )}
      />
    </section>
  );
}
