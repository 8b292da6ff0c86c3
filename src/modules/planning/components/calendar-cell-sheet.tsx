"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { QueryError } from "@/ui/patterns/query-error";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { cellsOf } from "../policy";
import { useDesk } from "./calendar-context";
import { CalendarLines, lineHeightPx, useAgenda } from "./calendar-lines";
import { type Line, linesOf } from "./calendar-plan";
import { noonOf } from "./calendar-window";
import type { CalendarPlace } from "./use-calendar-place";

export interface CellSheetProps {
  /** A day, or an hour of one. */
  cell: string;
  filter: CalendarPlace["filter"];
  onClose: () => void;
}

/** All the posts of a day or an hour, however many. */
export function CellSheet({ cell, filter, onClose }: CellSheetProps) {
  const { zone } = useDesk();
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  const day = cell.slice(0, 10);
  const [from, to] = useMemo(() => {
    const found = cellsOf(day, 1, cell === day ? "day" : "hour", zone).find(({ key }) => key === cell);
    return [found?.from ?? new Date(0), found?.to ?? new Date(1)];
  }, [cell, day, zone]);
  const { list, posts } = useAgenda({ from, to, ...filter });
  const lines = useMemo(() => linesOf(posts, zone).filter(({ kind }) => kind === "post"), [posts, zone]);
  const words = format.instant(noonOf(day), "UTC", "weekday");
  const title = cell === day ? words : `${words}, ${cell.slice(11)}:00`;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={<span className="inline-block first-letter:uppercase">{title}</span>}>
        {list.isError ? (
          <QueryError query={list} />
        ) : list.isPending ? (
          <ListSkeleton rows={4} />
        ) : (
          <SheetLines
            lines={lines}
            label={t("label", { range: title })}
            more={{
              has: list.hasNextPage && !list.isFetchingNextPage,
              load: () => void list.fetchNextPage(),
            }}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface SheetLinesProps {
  lines: readonly Line[];
  label: string;
  more: { has: boolean; load: () => void };
}

function SheetLines({ lines, label, more }: SheetLinesProps) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  // oxlint-disable-next-line react/incompatible-library -- this build compiles no memoisation in
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: lines.length,
    getScrollElement: () => box,
    estimateSize: () => lineHeightPx,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 6,
  });
  return (
    <div
      ref={setBox}
      role="region"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[60dvh] overflow-y-auto"
    >
      <CalendarLines virtual={virtual} lines={lines} offsetPx={0} label={label} more={more} />
    </div>
  );
}
