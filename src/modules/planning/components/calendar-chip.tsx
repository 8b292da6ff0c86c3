"use client";

import { useDraggable } from "@dnd-kit/core";
import { MessagesSquare, UserRoundCheck } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import { awaitsPeople } from "@/modules/publishing/components/post-rights";
import { POST_LOOK } from "@/modules/publishing/components/state-badge";
import { cn } from "@/ui/cn";
import { STATUS_LOOK } from "@/ui/primitives/status-badge";
import type { PlannedPost } from "../schemas";
import { useDesk } from "./calendar-context";

const marksMax = 3;
// Drawn once for a post and left alone when its place is given to another that looks the same.
const Mark = memo(NetworkIcon);
const StateIcon = memo(({ state }: Pick<PlannedPost, "state">) => {
  const { icon: Icon } = STATUS_LOOK[POST_LOOK[state]];
  return <Icon aria-hidden className="size-3.5 shrink-0" />;
});

/** How a chip looks, whether it lies in the calendar or is on its way. */
export function ChipFace({ post, time, title }: { post: PlannedPost; time: string; title: string }) {
  const { look } = useDesk();
  const networks = [...new Set(post.channels.map(({ network }) => network))].slice(0, marksMax);
  return (
    <>
      <StateIcon state={post.state} />
      <span className="tabular shrink-0 font-semibold">{time}</span>{" "}
      {awaitsPeople(post) && <UserRoundCheck aria-hidden className="size-3.5 shrink-0 text-warning-ink" />}
      <span className="min-w-0 grow truncate overflow-clip print:whitespace-normal">{title}</span>
      {post.partCount > 0 && (
        <MessagesSquare aria-hidden className="size-3 shrink-0 opacity-70 @max-[54rem]:hidden" />
      )}
      {/* One over the other: the words need the room. */}
      <span className="-space-x-1 flex shrink-0 @max-[64rem]:hidden print:hidden">
        {networks.map((network) => (
          <Mark key={network} icon={look(network).icon} className="size-3.5 rounded-xs ring-1 ring-surface" />
        ))}
      </span>
    </>
  );
}

export const chipClasses =
  "flex h-6 min-w-0 items-center gap-1 overflow-clip rounded-sm border px-1 text-xs print:h-auto print:items-start";

/** A post in the month or the week: a link to its page that can be dragged, and a button that moves it without. */
export const CalendarChip = memo(function CalendarChip({ post }: { post: PlannedPost }) {
  const { base, painter, words, isMovable, onMove } = useDesk();
  const { time, title, standing } = words.post(post);
  const movable = isMovable(post);
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: post.id,
    data: { post },
    disabled: !movable,
  });
  return (
    <li
      ref={setNodeRef}
      {...listeners}
      title={`${time}, ${title}, ${standing}`}
      className={cn(
        "group/chip grid min-w-0 *:col-start-1 *:row-start-1",
        movable ? "cursor-grab touch-manipulation active:cursor-grabbing" : "cursor-pointer",
        // What is on its way stays visible where it came from.
        isDragging && "opacity-40",
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
          aria-label={words.move(title)}
          title={words.moveShort}
          onClick={() => onMove(post)}
          className="focus-visible:reschedule group-hover/chip:reschedule w-6 justify-self-end rounded-sm focus-visible:-outline-offset-2 print:hidden"
        />
      )}
    </li>
  );
});
