"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { CalendarDays } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { NoResults } from "@/ui/patterns/no-results";
import { QueryError } from "@/ui/patterns/query-error";
import { ButtonLink } from "@/ui/primitives/button-link";
import { useDesk } from "./calendar-context";
import { CalendarLines, lineHeightPx, useAgenda } from "./calendar-lines";
import { type Line, linesOf } from "./calendar-plan";
import type { CalendarPlace } from "./use-calendar-place";

/** The posts of a month as a list, day after day: all that the grid tells, for keyboards and narrow screens. */
export function CalendarAgenda({ place, label }: { place: CalendarPlace; label: string }) {
  const { zone, base, mayWrite } = useDesk();
  const t = useTranslations("planning.calendar");
  const { from, to } = place.window;
  const { list, posts } = useAgenda({ from, to, ...place.filter });
  const lines = useMemo(() => linesOf(posts, zone), [posts, zone]);
  if (list.isPending) return <ListSkeleton rows={6} />;
  if (list.isError) return <QueryError query={list} />;
  if (posts.length === 0)
    return place.filtered ? (
      <NoResults onClear={place.clear} />
    ) : (
      <EmptyState
        icon={CalendarDays}
        title={t("empty.title")}
        description={t("empty.description")}
        action={mayWrite && <ButtonLink href={`${base}/compose`}>{t("newPost")}</ButtonLink>}
      />
    );
  return (
    <div aria-busy={list.isPlaceholderData} className={list.isPlaceholderData ? "opacity-60" : undefined}>
      <AgendaLines
        lines={lines}
        label={label}
        more={{
          has: list.hasNextPage && !list.isFetchingNextPage,
          load: () => void list.fetchNextPage(),
        }}
      />
    </div>
  );
}

interface AgendaLinesProps {
  lines: readonly Line[];
  label: string;
  more: { has: boolean; load: () => void };
}

function AgendaLines({ lines, label, more }: AgendaLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const [offsetPx, setOffsetPx] = useState(0);
  useLayoutEffect(() => {
    if (box.current) setOffsetPx(box.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  // oxlint-disable-next-line react/incompatible-library -- this build compiles no memoisation in
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => (lines[index]?.kind === "day" ? 37 : lineHeightPx),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 8,
    scrollMargin: offsetPx,
  });
  return (
    <div ref={box}>
      <CalendarLines virtual={virtual} lines={lines} offsetPx={offsetPx} label={label} more={more} />
    </div>
  );
}
