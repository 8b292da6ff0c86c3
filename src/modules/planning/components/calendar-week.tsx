"use client";

import { useDndMonitor, useDroppable } from "@dnd-kit/core";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  type CSSProperties,
  memo,
  type RefObject,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
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
const openingHour = 7;
const OPENED: ReadonlySet<number> = new Set(Array.from({ length: 11 }, (_, index) => openingHour + index));
const columns = "grid grid-cols-[3rem_repeat(7,minmax(6.5rem,1fr))] gap-px";
/** A row out of sight is not drawn; all are while something is dragged, since that measures them. */
const spared =
  "[section:not([data-dragging])_&]:[content-visibility:auto] print:[content-visibility:visible]";
const wide = "min-w-[calc(48.5rem+7px)]";

/** A week to draw: its days, what they are called, and its cells and posts by their keys. */
function usePlanOf(grid: GridView) {
  const format = useFormat();
  return useMemo(() => {
    const days = daysFrom(grid.firstDay, 7);
    return {
      ...indexOf(grid),
      days: days.map((day) => ({ day, name: format.instant(noonOf(day), "UTC", "weekday") })),
    };
  }, [grid, format]);
}
type WeekPlan = ReturnType<typeof usePlanOf>;

/** What a row is made of, in rem: a chip, the way to more, the one number of a phone, the place for a new post, and the rest. */
const [chipRem, moreRem, numberRem, placeRem, restRem, rowRem] = [1.625, 1.375, 2.875, 1.125, 0.125, 3.5];

/** The room that the posts of an hour take in its row, drawn or not. */
function roomOf({ days, cell }: WeekPlan, hour: string, isOpen: (day: string) => boolean): CSSProperties {
  const rooms = days.map(({ day }) => {
    const { count, postIds } = cell.get(`${day}T${hour}`) ?? { count: 0, postIds: [] };
    const more = count > postIds.length ? moreRem : 0;
    const rest = (isOpen(day) ? placeRem : 0) + restRem;
    return { desk: postIds.length * chipRem + more + rest, phone: (count > 0 ? numberRem : 0) + rest };
  });
  return {
    "--room": `${Math.max(rowRem, ...rooms.map(({ desk }) => desk))}rem`,
    "--room-phone": `${Math.max(rowRem, ...rooms.map(({ phone }) => phone))}rem`,
  } as CSSProperties;
}

/** The rows that can be seen: those at which a week opens, until it is known better. */
function useRowsInSight(list: RefObject<HTMLOListElement | null>) {
  const [inSight, setInSight] = useState<ReadonlySet<number>>(OPENED);
  useEffect(() => {
    const rows = [...(list.current?.children ?? [])];
    const seen = new Set<number>();
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) seen.add(rows.indexOf(target));
        else seen.delete(rows.indexOf(target));
      setInSight(new Set(seen));
    });
    for (const row of rows) observer.observe(row);
    return () => observer.disconnect();
  }, [list]);
  return inSight;
}

/** Where a week opens: its first hours of work, and today where it is wider than its screen. */
function useOpening(todayAt: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const morning = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const [box, row] = [scroller.current, morning.current];
    if (box && row) box.scrollTop = row.offsetTop - (box.firstElementChild?.clientHeight ?? 0);
  }, []);
  useEffect(() => {
    const head = scroller.current?.firstElementChild;
    const [gutter, column] = [head?.children[0], head?.children[todayAt + 1]];
    if (!scroller.current || !(gutter instanceof HTMLElement)) return;
    const left = column instanceof HTMLElement ? column.offsetLeft - gutter.offsetWidth : 0;
    scroller.current.scrollLeft = todayAt < 0 ? 0 : left;
  }, [todayAt]);
  return { scroller, morning };
}

/**
 * A week by its hours: the first posts of each, and how many more there are. Those of the hours in sight are painted at
 * once; the others, in the room that they will take, as soon as nothing else is to do.
 */
export function CalendarWeek({ grid, label }: CalendarGridProps) {
  const { today, mayWrite } = useDesk();
  const plan = usePlanOf(grid);
  const { scroller, morning } = useOpening(plan.days.findIndex(({ day }) => day === today));
  const rows = useRef<HTMLOListElement>(null);
  const inSight = useRowsInSight(rows);
  const atRest = () => scroller.current?.removeAttribute("data-dragging");
  useDndMonitor({
    onDragStart: () => scroller.current?.setAttribute("data-dragging", ""),
    ...{ onDragEnd: atRest, onDragCancel: atRest },
  });
  const deferred = useDeferredValue<GridView | null>(grid, null);
  const before = usePlanOf(deferred ?? grid);
  const later = deferred === grid ? plan : before;
  // Another week's posts are not shown under the days of this one; they stay to be drawn over.
  const stale = deferred !== null && deferred.firstDay !== grid.firstDay;
  return (
    <section
      ref={scroller}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="@container relative max-h-[45rem] [overflow-anchor:none] overflow-auto rounded-lg border border-line bg-line shadow-xs print:max-h-none print:overflow-visible"
    >
      <div className={cn(columns, wide, "sticky top-0 z-20 border-b border-line bg-line")}>
        <span className="sticky left-0 z-10 bg-surface" />
        {plan.days.map(({ day }) => (
          <WeekDay key={day} day={day} />
        ))}
      </div>
      <ol ref={rows} className={cn("grid gap-px", wide)}>
        {HOURS.map((hour, index) => {
          const seen = inSight.has(index);
          const shown = seen ? plan : later;
          return (
            <li
              key={hour}
              ref={index === openingHour ? morning : undefined}
              style={roomOf(shown, hour, (day) => mayWrite && day >= today)}
              className={cn(
                columns,
                spared,
                "min-h-(--room-phone) sm:min-h-(--room)",
                stale && !seen && "invisible",
              )}
            >
              <HourRow hour={hour} plan={shown} drawn={seen || deferred !== null} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

interface HourRowProps {
  hour: string;
  plan: WeekPlan;
  /** False until it is the turn of its posts: then their room stands in. */
  drawn: boolean;
}

const HourRow = memo(function HourRow({ hour, plan, drawn }: HourRowProps) {
  const t = useTranslations("planning.calendar");
  return (
    <>
      <span className="tabular sticky left-0 z-10 bg-surface px-1.5 py-1 text-right text-xs text-ink-subtle">
        <span className="sr-only">{t("hour", { hour: `${hour}:00` })}</span>
        <span aria-hidden>{hour}:00</span>
      </span>
      {plan.days.map(({ day, name }, index) => (
        <HourCell
          // oxlint-disable-next-line react/no-array-index-key -- by place: another week is drawn over this one, not beside it
          key={index}
          id={`${day}T${hour}`}
          name={`${name}, ${hour}:00`}
          cell={plan.cell.get(`${day}T${hour}`)}
          posts={drawn ? plan.post : null}
        />
      ))}
    </>
  );
});

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
  /** The day and hour in words. */
  name: string;
  cell: GridCell | undefined;
  /** Null until it is their turn to be drawn. */
  posts: Parameters<typeof CellPosts>[0]["posts"] | null;
}

const HourCell = memo(function HourCell({ id, name, cell, posts }: HourCellProps) {
  const { today, zone, mayWrite, onPlace } = useDesk();
  const day = id.slice(0, 10);
  const { setNodeRef, isOver } = useDroppable({ id, disabled: day < today });
  return (
    <div
      ref={setNodeRef}
      className={cn(
        "group/hour flex min-h-14 min-w-0 flex-col gap-0.5 p-0.5",
        day < today ? "bg-canvas" : "bg-surface",
        day === today && "relative",
        isOver && "bg-accent-soft",
      )}
    >
      {day === today && <NowLine id={id} zone={zone} />}
      {cell && posts && <CellPosts cell={cell} posts={posts} name={name} />}
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
