"use client";

import { useDraggable } from "@dnd-kit/core";
import { CalendarClock, MessagesSquare, UserRoundCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { memo, type ReactNode } from "react";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import { awaitsPeople } from "@/modules/publishing/components/post-rights";
import { POST_LOOK } from "@/modules/publishing/components/state-badge";
import { cn } from "@/ui/cn";
import { STATUS_LOOK } from "@/ui/primitives/status-badge";
import type { PostSummary } from "../schemas";
import { useDesk } from "./calendar-context";

const marksMax = 3;

/** How a chip looks, whether it lies in the calendar or is on its way. */
export function ChipFace({ post, time, title }: { post: PostSummary; time: string; title: string }) {
  const { look } = useDesk();
  const { icon: Icon } = STATUS_LOOK[POST_LOOK[post.state]];
  const networks = [...new Set(post.channels.map(({ network }) => network))].slice(0, marksMax);
  return (
    <>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="tabular shrink-0 font-semibold">{time}</span>
      {awaitsPeople(post) && <UserRoundCheck aria-hidden className="size-3.5 shrink-0 text-warning-ink" />}
      <span className="min-w-0 grow truncate print:whitespace-normal">{title}</span>
      {post.partCount > 0 && (
        <MessagesSquare aria-hidden className="size-3 shrink-0 opacity-70 @max-[7rem]:hidden" />
      )}
      {/* One over the other: the words need the room. */}
      <span className="-space-x-1 flex shrink-0 @max-[8.5rem]:hidden print:hidden">
        {networks.map((network) => (
          <NetworkIcon
            key={network}
            icon={look(network).icon}
            className="size-3.5 rounded-xs ring-1 ring-surface"
          />
        ))}
      </span>
    </>
  );
}

export const chipClasses =
  "flex h-6 min-w-0 items-center gap-1 overflow-hidden rounded-sm border px-1 text-xs print:h-auto print:items-start";

/** A post in the month or the week: a link to its page that can be dragged, and a button that moves it without. */
export const CalendarChip = memo(function CalendarChip({ post }: { post: PostSummary }) {
  const { base, painter, words, isMovable, onMove } = useDesk();
  const t = useTranslations("planning.calendar");
  const { time, title, standing } = words(post);
  const movable = isMovable(post);
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: post.id,
    data: { post },
    disabled: !movable,
  });
  return (
    <Dragged dragged={isDragging}>
      <div
        ref={setNodeRef}
        {...listeners}
        title={`${time}, ${title}, ${standing}`}
        className={cn(
          "group/chip relative",
          movable ? "cursor-grab touch-manipulation active:cursor-grabbing" : "cursor-pointer",
        )}
      >
        <Link
          href={`${base}/posts/${post.id}`}
          prefetch={false}
          draggable={false}
          className={cn(chipClasses, painter.chip(post), "focus-visible:-outline-offset-2")}
        >
          <ChipFace post={post} time={time} title={title} />
          <span className="sr-only">{standing}</span>
        </Link>
        {movable && (
          <button
            type="button"
            aria-label={t("move", { title })}
            title={t("moveShort")}
            onClick={() => onMove(post)}
            className={cn(
              painter.chip(post),
              "absolute inset-y-px right-px grid w-6 place-items-center rounded-sm border-0 opacity-0 focus-visible:opacity-100 focus-visible:-outline-offset-2 group-hover/chip:opacity-100 print:hidden",
            )}
          >
            <CalendarClock aria-hidden className="size-3.5" />
          </button>
        )}
      </div>
    </Dragged>
  );
});

/** What is on its way stays visible where it came from. */
const Dragged = ({ dragged, children }: { dragged: boolean; children: ReactNode }) => (
  <li className={cn("@container min-w-0", dragged && "opacity-40")}>{children}</li>
);
