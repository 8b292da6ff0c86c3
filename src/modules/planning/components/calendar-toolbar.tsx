"use client";

import { ChevronLeft, ChevronRight, Globe, NotebookPen, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { ShareDialog } from "@/modules/sharing/components/share-dialog";
import { cn } from "@/ui/cn";
import { Button } from "@/ui/primitives/button";
import { IconButton } from "@/ui/primitives/icon-button";
import { CalendarColours, CalendarFilters } from "./calendar-filters";
import { CALENDAR_VIEWS, type CalendarView, noonOf } from "./calendar-window";
import type { CalendarPlace } from "./use-calendar-place";

export interface CalendarToolbarProps {
  range: string;
  zone: string;
  place: CalendarPlace;
  /** Whether drafts can be given a time from here. */
  mayPlan: boolean;
  /** Whether the plan can be shown to people outside. */
  mayShare: boolean;
}

/** Which time is shown, by which clocks, narrowed to what, in which colours, and how. */
export function CalendarToolbar({ range, zone, place, mayPlan, mayShare }: CalendarToolbarProps) {
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  return (
    <div className="mb-4 grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex items-center gap-1 print:hidden">
          <IconButton label={t("previous")} variant="secondary" onClick={() => place.step(-1)}>
            <ChevronLeft aria-hidden />
          </IconButton>
          <IconButton label={t("next")} variant="secondary" onClick={() => place.step(1)}>
            <ChevronRight aria-hidden />
          </IconButton>
          <Button onClick={place.goToday}>{t("today")}</Button>
        </div>
        <h2 className="grow text-lg font-semibold first-letter:uppercase">{range}</h2>
        <ViewChoice view={place.view} onView={place.setView} />
      </div>
      {/* On a phone it is one line that scrolls: the plan itself needs the room. */}
      <div className="flex items-center gap-2 max-sm:-mx-4 max-sm:overflow-x-auto max-sm:px-4 max-sm:py-1 max-sm:[&>*]:shrink-0 sm:flex-wrap print:hidden">
        <CalendarFilters place={place} />
        {place.view !== "list" && (
          <CalendarColours colouring={place.colouring} onColouring={place.setColouring} />
        )}
        <span className="grow max-sm:hidden" />
        {mayPlan && (
          <Button
            aria-pressed={place.draftsOpen}
            variant={place.draftsOpen ? "soft" : "secondary"}
            onClick={() => place.setDraftsOpen(!place.draftsOpen)}
          >
            <NotebookPen aria-hidden />
            {t("drafts.title")}
          </Button>
        )}
        {mayShare && (
          <ShareDialog
            zone={zone}
            channelIds={place.filter.channelIds ?? []}
            campaignIds={place.filter.campaignIds ?? []}
          />
        )}
        <IconButton label={t("print")} variant="secondary" onClick={() => window.print()}>
          <Printer aria-hidden />
        </IconButton>
      </div>
      <p className="flex items-center gap-1.5 text-xs text-ink-subtle">
        <Globe aria-hidden className="size-3.5" />
        {t("zone", { zone: format.zone(zone, noonOf(place.window.firstDay)) })}
      </p>
    </div>
  );
}

function ViewChoice({ view, onView }: { view: CalendarView; onView: (view: CalendarView) => void }) {
  const t = useTranslations("planning.calendar");
  return (
    <div
      role="group"
      aria-label={t("views")}
      className="inline-flex rounded-md border border-line-strong/60 bg-surface p-0.5 shadow-xs print:hidden"
    >
      {CALENDAR_VIEWS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={view === each}
          onClick={() => onView(each)}
          className={cn(
            "rounded-sm px-3 py-1 text-sm font-medium transition-colors pointer-coarse:min-h-10",
            view === each ? "bg-accent-soft text-accent-ink" : "text-ink-muted hover:text-ink",
          )}
        >
          {t(each)}
        </button>
      ))}
    </div>
  );
}
