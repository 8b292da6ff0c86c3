"use client";

import { useDroppable } from "@dnd-kit/core";
import { CircleAlert, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, useMemo } from "react";
import { useFormat } from "@/i18n/use-format";
import { cn } from "@/ui/cn";
import type { PlannedPost } from "../schemas";
import type { GridView } from "../schemas.grid";
import { CalendarChip } from "./calendar-chip";
import { useDesk } from "./calendar-context";
import { DayNotes } from "./calendar-notes";
import { isWaiting } from "./calendar-plan";
import { daysFrom, noonOf } from "./calendar-window";

export interface CalendarGridProps {
  grid: GridView;
  label: string;
}

export type GridCell = GridView["cells"][number];

/** The cells of a window by their key, and its posts by theirs. */
export const indexOf = ({ cells, items }: GridView) => ({
  cell: new Map(cells.map((cell) => [cell.key, cell])),
  post: new Map(items.map((post) => [post.id, post])),
});

const weekDays = 7;
const monthDays = 42;

/** A month as six weeks: the first posts of each day, and how many more there are. */
export function CalendarMonth({ grid, label }: CalendarGridProps) {
  const format = useFormat();
  const days = daysFrom(grid.firstDay, monthDays);
  // The first of the month is one of the first seven; days around the month are drawn paler.
  const month = days[weekDays - 1]?.slice(0, 7) ?? "";
  const { cell, post } = useMemo(() => indexOf(grid), [grid]);
  return (
    <section
      aria-label={label}
      className="@container overflow-hidden rounded-lg border border-line bg-line shadow-xs print:shadow-none"
    >
      <div aria-hidden className="grid grid-cols-7 gap-px border-b border-line bg-surface">
        {days.slice(0, weekDays).map((day) => (
          <span
            key={day}
            className="truncate px-2 py-1.5 text-xs font-medium text-ink-muted first-letter:uppercase"
          >
            {format.instant(noonOf(day), "UTC", "dayName")}
          </span>
        ))}
      </div>
      <ol className="grid grid-cols-7 gap-px">
        {days.map((day, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- by place: another month is drawn over this one, not beside it
          <DayCell key={index} day={day} outside={!day.startsWith(month)} cell={cell.get(day)} posts={post} />
        ))}
      </ol>
    </section>
  );
}

interface DayCellProps {
  day: string;
  outside: boolean;
  cell: GridCell | undefined;
  posts: ReadonlyMap<PlannedPost["id"], PlannedPost>;
}

const DayCell = memo(function DayCell({ day, outside, cell, posts }: DayCellProps) {
  const { today, mayWrite, onPlace } = useDesk();
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  const { setNodeRef, isOver } = useDroppable({ id: day, disabled: day < today });
  const name = format.instant(noonOf(day), "UTC", "weekday");
  const count = cell?.count ?? 0;
  return (
    <li
      ref={setNodeRef}
      className={cn(
        "group/day flex min-h-20 min-w-0 flex-col gap-0.5 p-1 sm:min-h-35",
        outside ? "bg-canvas" : "bg-surface",
        isOver && "bg-accent-soft",
      )}
    >
      <div className="flex items-center justify-between gap-0.5">
        <h3 className="grid size-6 place-items-center text-xs">
          <span className="sr-only">{t("day", { day: name, count })}</span>
          <span
            aria-hidden
            className={cn(
              "tabular grid size-6 place-items-center rounded-full font-medium",
              outside ? "text-ink-subtle" : "text-ink-muted",
              day === today && "bg-accent text-on-accent",
            )}
          >
            {Number(day.slice(8))}
          </span>
        </h3>
        <span className="flex items-center max-sm:hidden print:hidden">
          <DayNotes day={day} />
          {mayWrite && day >= today && (
            <button
              type="button"
              aria-label={t("newPostOn", { day: name })}
              onClick={() => onPlace(day)}
              className="grid size-6 place-items-center rounded-sm text-ink-muted opacity-0 hover:bg-hover focus-visible:opacity-100 group-hover/day:opacity-100"
            >
              <Plus aria-hidden className="size-4" />
            </button>
          )}
        </span>
      </div>
      {cell && <CellPosts cell={cell} posts={posts} name={name} />}
    </li>
  );
});

interface CellPostsProps {
  cell: GridCell;
  posts: DayCellProps["posts"];
  /** The day or hour in words. */
  name: string;
}

/** The posts that a cell draws, and the way to the others; on a phone, or in a crowded hour, only how many there are. */
export function CellPosts({ cell, posts, name }: CellPostsProps) {
  const shown = cell.postIds.flatMap((id) => posts.get(id) ?? []);
  return (
    <>
      {shown.length > 0 && (
        <ul className="grid gap-0.5 max-sm:hidden">
          {shown.map((post, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- by place, as the cells
            <CalendarChip key={index} post={post} />
          ))}
        </ul>
      )}
      <CellCount
        cell={cell}
        name={name}
        more={cell.count - shown.length}
        unseen={cell.attention - shown.filter(isWaiting).length}
      />
    </>
  );
}

interface CellCountProps extends Omit<CellPostsProps, "posts"> {
  /** Posts that are not drawn. */
  more: number;
  /** Those of them that wait for a person. */
  unseen: number;
}

/** How many posts a cell does not draw, and whether one of them waits for a person: the way to all of them. */
function CellCount({ cell, name, more, unseen }: CellCountProps) {
  const { onOpen, words } = useDesk();
  const piled = more === cell.count;
  const said = words[piled ? "posts" : "more"](more);
  const waiting = cell.attention > 0 && words.attention(cell.attention);
  return (
    <button
      type="button"
      onClick={() => onOpen(cell.key)}
      aria-label={[more > 0 && !piled && said, waiting, words.openCell(name, cell.count)]
        .filter(Boolean)
        .join(", ")}
      title={waiting || undefined}
      data-count={cell.count}
      className={cn(
        "tabular flex items-center gap-1 rounded-sm text-xs font-medium text-accent-ink hover:bg-hover max-sm:min-h-11 max-sm:w-full max-sm:flex-col max-sm:justify-center max-sm:gap-0 max-sm:before:content-[attr(data-count)] sm:px-1.5 sm:py-0.5",
        piled && "sm:h-6 sm:border sm:border-line sm:bg-canvas",
        more === 0 && "sm:hidden",
      )}
    >
      {more > 0 && <span className="max-sm:hidden">{said}</span>}
      {waiting && (
        <CircleAlert
          aria-hidden
          className={cn("size-3.5 shrink-0 text-warning-ink", unseen === 0 && "sm:hidden")}
        />
      )}
    </button>
  );
}
