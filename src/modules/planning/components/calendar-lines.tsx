"use client";

import type { VirtualItem } from "@tanstack/react-virtual";
import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useFormat } from "@/i18n/use-format";
import { PostStateBadge } from "@/modules/publishing/components/state-badge";
import { api } from "@/trpc/client";
import { HueChip } from "@/ui/primitives/hue-chip";
import { IconButton } from "@/ui/primitives/icon-button";
import { Link } from "@/ui/primitives/link";
import type { PostSummary } from "../schemas";
import type { AgendaInput } from "../schemas.grid";
import { useDesk } from "./calendar-context";
import type { Line } from "./calendar-plan";
import { noonOf } from "./calendar-window";
import { ChannelMarks } from "./channel-marks";

const pageSize = 100;
export const lineHeightPx = 84;

/** The posts of a period, page after page as the reader goes down. */
export function useAgenda(period: Omit<AgendaInput, "limit" | "cursor">) {
  const list = api.planning.agenda.useInfiniteQuery(
    { ...period, limit: pageSize },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: (previous) => previous },
  );
  return { list, posts: list.data?.pages.flatMap(({ items }) => items) ?? [] };
}

interface CalendarLinesProps {
  /** The part of a virtualiser that drawing needs, whether the window scrolls or a box in it. */
  virtual: {
    getVirtualItems: () => VirtualItem[];
    getTotalSize: () => number;
    measureElement: (element: Element | null) => void;
  };
  lines: readonly Line[];
  /** Pixels above the list in what scrolls. */
  offsetPx: number;
  label: string;
  more: { has: boolean; load: () => void };
}

/** A list of any length of which only what is in sight is drawn. */
export function CalendarLines({ virtual, lines, offsetPx, label, more }: CalendarLinesProps) {
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  const { has, load } = more;
  useEffect(() => {
    if (has && last >= lines.length - 10) load();
  }, [has, last, lines.length, load]);
  return (
    <ul
      aria-label={label}
      className="relative overflow-clip rounded-lg border border-line bg-surface shadow-xs"
      style={{ height: virtual.getTotalSize() }}
    >
      {drawn.map(({ index, key, start }) => {
        const line = lines[index];
        if (!line) return null;
        return (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            aria-setsize={lines.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0 border-b border-line last:border-b-0"
            style={{ transform: `translateY(${start - offsetPx}px)` }}
          >
            {line.kind === "day" ? <DayLine day={line.day} /> : <PostLine post={line.post} />}
          </li>
        );
      })}
    </ul>
  );
}

function DayLine({ day }: { day: string }) {
  const format = useFormat();
  return (
    <h3 className="bg-canvas px-4 py-2 text-sm font-semibold first-letter:uppercase">
      {format.instant(noonOf(day), "UTC", "weekday")}
    </h3>
  );
}

function PostLine({ post }: { post: PostSummary }) {
  const { base, words, isMovable, onMove } = useDesk();
  const t = useTranslations("planning.calendar");
  const { time, title } = words.post(post);
  return (
    <div className="flex items-start gap-3 px-4 py-3">
      <span className="tabular w-12 shrink-0 pt-px font-semibold">{time}</span>
      <div className="grid min-w-0 grow gap-1.5">
        <Link href={`${base}/posts/${post.id}`} tone="quiet" className="line-clamp-2 break-words font-medium">
          {title}
        </Link>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <PostStateBadge state={post.state} />
          <ChannelMarks channels={post.channels} />
          {post.partCount > 0 && (
            <span className="text-xs text-ink-muted">{t("parts", { count: post.partCount })}</span>
          )}
          {post.labels.map(({ id, name, color }) => (
            <HueChip key={id} hue={color}>
              {name}
            </HueChip>
          ))}
        </span>
      </div>
      {isMovable(post) && (
        <IconButton label={words.move(title)} onClick={() => onMove(post)}>
          <CalendarClock aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
