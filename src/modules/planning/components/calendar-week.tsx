"use client";

import { useDroppable } from "@dnd-kit/core";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type CSSProperties, memo, useDeferredValue, useEffect, useMemo, useRef } from "react";
import { useFormat } from "@/i18n/use-format";
import { wallTimeOf } from "@/kernel/time";
import { useNow } from "@/modules/publishing/components/post-clock";
import { cn } from "@/ui/cn";
import type { GridView } from "../schemas.grid";
import { useDesk } from "./calendar-context";
import { type CalendarGridProps, CellPosts, type GridCell, indexOf } from "./calendar-month";
import { DayNotes } from "./calendar-notes";
import { daysFrom, noonOf } from "./calendar-window";

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
/** The hours that a week opens at: from seven to where its frame ends. */
const OPENED = { from: 7, to: 17 } as const;
const columns = "grid grid-cols-[3rem_repeat(7,minmax(6.5rem,1fr))] gap-px";

/**
 * A week by its hours: the first posts of each, and how many more there are. Those of the hours at which it opens are
 * painted at once; the others, in the room that they will take, as soon as nothing else is to do.
 */
export function CalendarWeek({ grid, label }: CalendarGridProps) {
  const t = useTranslations("planning.calendar");
  const { today } = useDesk();
  const { firstDay } = grid;
  const days = useMemo(() => daysFrom(firstDay, 7), [firstDay]);
  const todayAt = days.indexOf(today);
  const scroller = useRef<HTMLDivElement>(null);
  const morning = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const [box, row] = [scroller.current, morning.current];
    if (box && row) box.scrollTop = row.offsetTop - (box.firstElementChild?.clientHeight ?? 0);
  }, []);
  useEffect(() => {
    // Where a week is wider than its screen, it opens at today.
    const head = scroller.current?.firstElementChild;
    const [gutter, column] = [head?.children[0], head?.children[todayAt + 1]];
    if (!scroller.current || !(gutter instanceof HTMLElement)) return;
    const left = column instanceof HTMLElement ? column.offsetLeft - gutter.offsetWidth : 0;
    scroller.current.scrollLeft = todayAt < 0 ? 0 : left;
  }, [todayAt]);
  const now = useMemo(() => indexOf(grid), [grid]);
  const deferred = useDeferredValue<GridView | null>(grid, null);
  const later = useMemo(
    () => (deferred?.firstDay === firstDay ? indexOf(deferred) : null),
    [deferred, firstDay],
  );
  return (
    <section
      ref={scroller}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative max-h-[45rem] overflow-auto rounded-lg border border-line bg-line shadow-xs print:max-h-none print:overflow-visible"
    >
      <div className={cn(columns, "sticky top-0 z-20 w-max min-w-full border-b border-line bg-line")}>
        <span className="sticky left-0 z-10 bg-surface" />
        {days.map((day) => (
          <WeekDay key={day} day={day} />
        ))}
      </div>
      <ol className="grid w-max min-w-full gap-px">
        {HOURS.map((hour, index) => (
          <li key={hour} ref={index === OPENED.from ? morning : undefined} className={columns}>
            <span className="tabular sticky left-0 z-10 bg-surface px-1.5 py-1 text-right text-xs text-ink-subtle">
              <span className="sr-only">{t("hour", { hour: `${hour}:00` })}</span>
              <span aria-hidden>{hour}:00</span>
            </span>
            {days.map((day) => {
              const key = `${day}T${hour}`;
              const source = index >= OPENED.from && index <= OPENED.to ? now : later;
              return (
                <HourCell
                  key={key}
                  id={key}
                  cell={(source ?? now).cell.get(key)}
                  posts={source?.post ?? null}
                />
              );
            })}
          </li>
        ))}
      </ol>
    </section>
  );
}

function WeekDay({ day }: { day: string }) {
  const { today } = useDesk();
  const format = useFormat();
  return (
    <div className="flex min-h-8 min-w-0 items-center justify-between gap-1 bg-surface px-2 py-1">
      <h3
        className={cn(
          "truncate text-xs font-medium first-letter:uppercase",
          day === today ? "text-accent-ink" : "text-ink-muted",
        )}
      >
        {format.instant(noonOf(day), "UTC", "dayShort")}
      </h3>
      <DayNotes day={day} />
    </div>
  );
}

interface HourCellProps {
  id: string;
  cell: GridCell | undefined;
  /** Null until it is their turn to be drawn. */
  posts: Parameters<typeof CellPosts>[0]["posts"] | null;
}

const HourCell = memo(function HourCell({ id, cell, posts }: HourCellProps) {
  const { today, zone, mayWrite, onPlace } = useDesk();
  const format = useFormat();
  const day = id.slice(0, 10);
  const { setNodeRef, isOver } = useDroppable({ id, disabled: day < today });
  return (
    <div
      ref={setNodeRef}
      className={cn(
        "group/hour relative flex min-h-14 min-w-0 flex-col gap-0.5 p-0.5",
        day < today ? "bg-canvas" : "bg-surface",
        isOver && "bg-accent-soft",
      )}
    >
      {day === today && <NowLine id={id} zone={zone} />}
      {cell && posts && (
        <CellPosts
          cell={cell}
          posts={posts}
          words={`${format.instant(noonOf(day), "UTC", "weekday")}, ${id.slice(11)}:00`}
        />
      )}
      {cell && !posts && <CellRoom cell={cell} />}
      {mayWrite && day >= today && (
        // For the mouse alone: read out, it would be a hundred and sixty buttons.
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          onClick={() => onPlace(`${id}:00`)}
          className="flex min-h-4 grow items-center justify-center rounded-sm text-ink-muted opacity-0 hover:bg-hover group-hover/hour:opacity-100 print:hidden"
        >
          <Plus aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
});

const lineRem = 1.625;

/** The room that the posts of a cell will take. */
function CellRoom({ cell: { count, postIds } }: { cell: GridCell }) {
  const lines = postIds.length + (count > postIds.length ? 1 : 0);
  const style = { "--room": `${lines * lineRem}rem` } as CSSProperties;
  return <div style={style} className="h-11 shrink-0 sm:h-(--room)" />;
}

/** Where the hands of the clock are, in the hour that it is. */
function NowLine({ id, zone }: { id: string; zone: string }) {
  const now = useNow();
  if (now === null) return null;
  const wallTime = wallTimeOf(new Date(now), zone);
  if (wallTime.slice(0, 13) !== id) return null;
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute inset-x-0 z-10 h-0.5 bg-danger print:hidden"
      style={{ top: `${(Number(wallTime.slice(14)) / 60) * 100}%` }}
    />
  );
}
