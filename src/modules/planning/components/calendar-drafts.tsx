"use client";

import { useDraggable } from "@dnd-kit/core";
import { CalendarClock, FileText, GripVertical, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { RelativeTime } from "@/modules/publishing/components/post-time";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { QueryError } from "@/ui/patterns/query-error";
import { Button } from "@/ui/primitives/button";
import { IconButton } from "@/ui/primitives/icon-button";
import { Input } from "@/ui/primitives/input";
import { Link } from "@/ui/primitives/link";
import { LoadMore } from "@/ui/primitives/load-more";
import type { PostSummary } from "../schemas";
import { useDesk } from "./calendar-context";
import { ChannelMarks } from "./channel-marks";

const pageSize = 25;
const searchMax = 200;

/** The drafts beside the calendar: dragged onto a day, or given a time with a button. */
export function CalendarDrafts({ onClose }: { onClose: () => void }) {
  const t = useTranslations("planning.calendar.drafts");
  const [words, setWords] = useState("");
  const search = useDeferredValue(words.trim());
  const list = api.planning.posts.useInfiniteQuery(
    { limit: pageSize, states: ["draft"], ...(search && { search }) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: (previous) => previous },
  );
  const drafts = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <aside
      aria-label={t("title")}
      className="grid w-full content-start gap-3 rounded-lg border border-line bg-surface p-3 shadow-xs lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:w-72 lg:shrink-0 lg:overflow-y-auto print:hidden"
    >
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">{t("title")}</h3>
        <IconButton size="sm" label={t("close")} onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      <p className="text-xs text-ink-muted">{t("how")}</p>
      <div className="relative">
        <Search
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-ink-subtle"
        />
        <Input
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={words}
          onChange={(event) => setWords(event.target.value.slice(0, searchMax))}
          className="pl-9"
        />
      </div>
      {list.isPending ? (
        <ListSkeleton rows={3} />
      ) : list.isError ? (
        <QueryError query={list} />
      ) : drafts.length === 0 ? (
        <EmptyState className="py-6" icon={FileText} title={t(search ? "noResults" : "empty")} />
      ) : (
        <ul aria-busy={list.isPlaceholderData} className="grid gap-2">
          {drafts.map((post) => (
            <Draft key={post.id} post={post} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <LoadMore hasMore loading={list.isFetchingNextPage} onLoad={() => void list.fetchNextPage()} />
      )}
    </aside>
  );
}

function Draft({ post }: { post: PostSummary }) {
  const { zone, base, isMovable, onMove } = useDesk();
  const t = useTranslations("planning.calendar.drafts");
  const untitled = useTranslations("planning.posts")("untitled");
  const title = postLabelOf({ title: post.title, text: post.excerpt }) || untitled;
  const placeable = isMovable(post) && post.channels.length > 0;
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: `draft-${post.id}`,
    data: { post },
    disabled: !placeable,
  });
  return (
    <li
      ref={setNodeRef}
      {...listeners}
      className={cn(
        "grid gap-1.5 rounded-md border border-line bg-canvas p-2.5 text-sm",
        placeable && "cursor-grab touch-manipulation active:cursor-grabbing",
        isDragging && "opacity-40",
      )}
    >
      <div className="flex items-start gap-1.5">
        {placeable && <GripVertical aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-subtle" />}
        <Link
          href={`${base}/compose?post=${post.id}`}
          draggable={false}
          tone="quiet"
          className="line-clamp-3 min-w-0 break-words font-medium"
        >
          {title}
        </Link>
      </div>
      <div className="flex items-center justify-between gap-2 text-xs text-ink-subtle">
        {post.channels.length > 0 ? <ChannelMarks channels={post.channels} /> : <span>{t("noChannel")}</span>}
        <RelativeTime at={post.updatedAt} zone={zone} />
      </div>
      {placeable && (
        <Button size="sm" className="justify-self-start" onClick={() => onMove(post)}>
          <CalendarClock aria-hidden />
          {t("schedule")} <span className="sr-only">{title}</span>
        </Button>
      )}
    </li>
  );
}
