"use client";

import { CalendarClock } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { NetworkMark } from "@/modules/publishing/components/delivery-network";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { POST_LOOK } from "@/modules/publishing/components/state-badge";
import { cn } from "@/ui/cn";
import { STATUS_LOOK } from "@/ui/primitives/status-badge";
import { SOFT_TONE } from "@/ui/tone";
import type { PostSummary } from "../schemas";

export interface CalendarChipProps {
  post: PostSummary;
  zone: string;
  base: string;
  /** Where only the sign of the state and the time fit. */
  narrow: boolean;
  movable: boolean;
  onMove: (post: PostSummary) => void;
  /** A press that ends a drag opens nothing. */
  isDragging: () => boolean;
}

/** The words of a post in the calendar: its name, and a sentence that says what colour and signs say. */
export function useChipWords(zone: string) {
  const t = useTranslations("planning.calendar");
  const untitled = useTranslations("planning.posts")("untitled");
  const states = useTranslations("publishing.postState");
  const format = useFormat();
  return (post: PostSummary) => {
    const title = postLabelOf({ title: post.title, text: post.excerpt }) || untitled;
    const time = post.publishAt ? format.instant(post.publishAt, zone, "time") : "";
    const channels = post.channels.map(({ name }) => name).join(", ") || t("noChannels");
    const state = states(post.state);
    return { title, time, state, channels, sentence: t("event", { time, title, state, channels }) };
  };
}

/** A post in the month or the week: a link to its page, and a button that moves it without dragging. */
export function CalendarChip({ post, zone, base, narrow, movable, onMove, isDragging }: CalendarChipProps) {
  const t = useTranslations("planning.calendar");
  const { title, time, state, channels, sentence } = useChipWords(zone)(post);
  const { tone, icon: Icon } = STATUS_LOOK[POST_LOOK[post.state]];
  return (
    <div
      title={sentence}
      className={cn(
        "group/chip relative flex h-full min-w-0 items-start overflow-hidden rounded-sm border text-xs",
        SOFT_TONE[tone],
        movable ? "cursor-grab active:cursor-grabbing" : "cursor-pointer",
      )}
    >
      <Link
        href={`${base}/posts/${post.id}`}
        draggable={false}
        onClick={(event) => isDragging() && event.preventDefault()}
        className="flex min-w-0 grow items-center gap-1 px-1 py-0.5 leading-5 focus-visible:-outline-offset-2"
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className={cn("tabular shrink-0 font-semibold", narrow && "sr-only")}>{time}</span>
        <span className={cn("min-w-0 grow truncate", narrow && "sr-only")}>{title}</span>
        <span className="sr-only">
          {state}, {channels}
        </span>
        {!narrow &&
          post.channels
            .slice(0, 3)
            .map(({ channelId, network }) => (
              <NetworkMark key={channelId} network={network} className="size-3.5 rounded-xs max-xl:hidden" />
            ))}
      </Link>
      {movable && !narrow && (
        <button
          type="button"
          aria-label={t("move", { title })}
          title={t("moveShort")}
          onClick={() => onMove(post)}
          className="absolute inset-y-0 right-0 grid w-6 place-items-center bg-inherit opacity-0 focus-visible:opacity-100 focus-visible:-outline-offset-2 group-focus-within/chip:opacity-100 group-hover/chip:opacity-100"
        >
          <CalendarClock aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}
