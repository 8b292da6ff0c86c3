"use client";

import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useSyncExternalStore } from "react";
import { isId } from "@/kernel/ids";
import { dayOf } from "@/modules/publishing/components/composer-times";
import { COLOURINGS, type Colouring } from "./calendar-colour";
import { CALENDAR_VIEWS, type CalendarView, parseDay, stepDay, windowOf } from "./calendar-window";

const list = parseAsArrayOf(parseAsString).withDefault([]);
const query = {
  view: parseAsStringLiteral(CALENDAR_VIEWS),
  date: parseAsString,
  channels: list,
  campaigns: list,
  labels: list,
  colour: parseAsStringLiteral(COLOURINGS).withDefault("state"),
  drafts: parseAsBoolean.withDefault(false),
};

export type FilterKind = "channels" | "campaigns" | "labels";

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

/** What the calendar shows, kept in the address: view, day, filters, colours and whether the drafts are open. */
export function useCalendarPlace(zone: string, now: Date) {
  const [place, setPlace] = useQueryStates(query);
  const fitting = useFittingView();
  const today = dayOf(now, zone);
  const day = parseDay(place.date) ?? today;
  const view = place.view ?? fitting ?? "month";
  const window = useMemo(() => windowOf(view, day, zone), [view, day, zone]);
  const beside = useMemo(() => {
    const gridAt = (direction: -1 | 1) => windowOf(view, stepDay(view, day, direction), zone).grid;
    return [gridAt(1), gridAt(-1)] as const;
  }, [view, day, zone]);
  const { channels, campaigns, labels } = place;
  const filter = useMemo(() => {
    const channelIds = channels.filter((id) => isId("channel", id));
    const campaignIds = campaigns.filter((id) => isId("campaign", id));
    const labelIds = labels.filter((id) => isId("label", id));
    return {
      ...(channelIds.length > 0 && { channelIds }),
      ...(campaignIds.length > 0 && { campaignIds }),
      ...(labelIds.length > 0 && { labelIds }),
    };
  }, [channels, campaigns, labels]);
  const goTo = (next: string) => void setPlace({ date: next === today ? null : next });
  return {
    /** False until it is known which view suits the screen. */
    settled: place.view !== null || fitting !== null,
    view,
    day,
    today,
    window,
    /** What would be drawn of the windows after and before this one. */
    beside,
    filter,
    filtered: Object.keys(filter).length > 0,
    chosen: { channels, campaigns, labels },
    colouring: place.colour,
    draftsOpen: place.drafts,
    setView: (next: CalendarView) => void setPlace({ view: next }),
    step: (direction: -1 | 1) => goTo(stepDay(view, day, direction)),
    goToday: () => goTo(today),
    choose: (kind: FilterKind, ids: string[]) => void setPlace({ [kind]: ids.length > 0 ? ids : null }),
    clear: () => void setPlace({ channels: null, campaigns: null, labels: null }),
    setColouring: (next: Colouring) => void setPlace({ colour: next === "state" ? null : next }),
    setDraftsOpen: (open: boolean) => void setPlace({ drafts: open || null }),
  };
}

export type CalendarPlace = ReturnType<typeof useCalendarPlace>;
