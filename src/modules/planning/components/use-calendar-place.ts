"use client";

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useSyncExternalStore } from "react";
import { isId } from "@/kernel/ids";
import { dayOf } from "@/modules/publishing/components/composer-times";
import { CALENDAR_VIEWS, type CalendarView, parseDay, stepDay, windowOf } from "./calendar-window";

const query = {
  view: parseAsStringLiteral(CALENDAR_VIEWS),
  date: parseAsString,
  channels: parseAsArrayOf(parseAsString).withDefault([]),
};

const narrowScreen = "(max-width: 639px)";

function subscribe(listener: () => void): () => void {
  const screen = window.matchMedia(narrowScreen);
  screen.addEventListener("change", listener);
  return () => screen.removeEventListener("change", listener);
}

/** The view that suits the screen; null while rendering on the server, which knows of no screen. */
const useFittingView = (): CalendarView | null =>
  useSyncExternalStore<CalendarView | null>(
    subscribe,
    () => (window.matchMedia(narrowScreen).matches ? "list" : "month"),
    () => null,
  );

/** What the calendar shows, kept in the address: view, day and channels. */
export function useCalendarPlace(zone: string, now: Date) {
  const [place, setPlace] = useQueryStates(query);
  const fitting = useFittingView();
  const today = dayOf(now, zone);
  const day = parseDay(place.date) ?? today;
  const view = place.view ?? fitting ?? "month";
  const window = useMemo(() => windowOf(view, day, zone), [view, day, zone]);
  const channelIds = place.channels.filter((id) => isId("channel", id));
  const goTo = (next: string) => void setPlace({ date: next === today ? null : next });
  return {
    /** False until it is known which view suits the screen. */
    settled: fitting !== null,
    view,
    day,
    window,
    channelIds,
    input: { from: window.from, to: window.to, ...(channelIds.length > 0 && { channelIds }) },
    setView: (next: CalendarView) => void setPlace({ view: next }),
    step: (direction: -1 | 1) => goTo(stepDay(view, day, direction)),
    goToday: () => goTo(today),
    setChannels: (ids: string[]) => void setPlace({ channels: ids.length > 0 ? ids : null }),
  };
}
