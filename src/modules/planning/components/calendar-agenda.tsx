"use client";

import { CalendarClock, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { PostStateBadge } from "@/modules/publishing/components/state-badge";
import { IconButton } from "@/ui/primitives/icon-button";
import { Link } from "@/ui/primitives/link";
import type { PostSummary } from "../schemas";
import { useChipWords } from "./calendar-chip";
import { daysOf, isMovable } from "./calendar-events";
import { noonOf } from "./calendar-window";
import { ChannelMarks } from "./channel-marks";

export interface CalendarAgendaProps {
  posts: readonly PostSummary[];
  firstDay: string;
  lastDay: string;
  zone: string;
  base: string;
  mayMove: boolean;
  mayWrite: boolean;
  onMove: (post: PostSummary) => void;
  onPlace: (day: string) => void;
}

/** The posts of a month as a list, day after day: all that the grid tells, for keyboards and narrow screens. */
export function CalendarAgenda(props: CalendarAgendaProps) {
  const { posts, firstDay, lastDay, zone, base, mayMove, mayWrite, onMove, onPlace } = props;
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  return (
    <ol className="grid gap-5">
      {daysOf(posts, { zone, firstDay, lastDay }).map(({ day, posts }) => {
        const words = format.instant(noonOf(day), "UTC", "weekday");
        return (
          <li key={day} className="grid gap-2">
            <div className="flex items-center justify-between gap-3">
              <h3 className="text-sm font-semibold first-letter:uppercase">{words}</h3>
              {mayWrite && (
                <IconButton size="sm" label={t("newPostOn", { day: words })} onClick={() => onPlace(day)}>
                  <Plus aria-hidden />
                </IconButton>
              )}
            </div>
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs">
              {posts.map((post) => (
                <AgendaItem
                  key={post.id}
                  post={post}
                  zone={zone}
                  base={base}
                  onMove={mayMove && isMovable(post) ? onMove : undefined}
                />
              ))}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}

interface AgendaItemProps {
  post: PostSummary;
  zone: string;
  base: string;
  onMove?: (post: PostSummary) => void;
}

function AgendaItem({ post, zone, base, onMove }: AgendaItemProps) {
  const t = useTranslations("planning.calendar");
  const { time, title } = useChipWords(zone)(post);
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <span className="tabular w-12 shrink-0 pt-px font-semibold">{time}</span>
      <div className="grid min-w-0 grow gap-1.5">
        <Link href={`${base}/posts/${post.id}`} tone="quiet" className="line-clamp-2 break-words font-medium">
          {title}
        </Link>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <PostStateBadge state={post.state} />
          <ChannelMarks channels={post.channels} />
        </span>
      </div>
      {onMove && (
        <IconButton label={t("move", { title })} onClick={() => onMove(post)}>
          <CalendarClock aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
