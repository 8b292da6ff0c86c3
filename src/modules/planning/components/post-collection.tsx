"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import type { Id } from "@/kernel/ids";
import { secondMs } from "@/kernel/time";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Checkbox } from "@/ui/primitives/checkbox";
import { Kbd } from "@/ui/primitives/kbd";
import { LoadMore } from "@/ui/primitives/load-more";
import type { ListPostsInput, PostSummary } from "../schemas";
import { BulkBar } from "./bulk-bar";
import { PostRow } from "./post-row";
import { type Selection, useSelection } from "./use-selection";

export interface PostCollectionProps {
  filter: Omit<Partial<ListPostsInput>, "limit" | "cursor">;
  rights: PostRights;
  zone: string;
  base: string;
  /** Shown when the filter leaves nothing. */
  empty: ReactNode;
}

const pageSize = 25;
/** How often the list is read again while one of its posts is going out. */
const movingMs = 3 * secondMs;

/** Posts that a filter leaves, with what can be done to one or to many of them. */
export function PostCollection({ filter, rights, zone, base, empty }: PostCollectionProps) {
  const t = useTranslations("planning.posts");
  const list = api.planning.posts.useInfiniteQuery(
    { limit: pageSize, ...filter },
    {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: (previous) => previous,
      refetchInterval: ({ state: { data } }) =>
        data?.pages.some(({ items }) => items.some(({ state }) => state === "publishing")) ? movingMs : false,
    },
  );
  const posts = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const ids = useMemo(() => posts.map(({ id }) => id), [posts]);
  const selection = useSelection(ids);
  const rows = useKeyChoice(selection, rights.write);
  if (list.isPending) return <ListSkeleton rows={6} />;
  if (list.isError) return <QueryError query={list} />;
  const announced = (
    <p role="status" className="sr-only">
      {list.isPlaceholderData ? "" : t("results", { count: posts.length })}
    </p>
  );
  if (posts.length === 0)
    return (
      <>
        {announced}
        {empty}
      </>
    );
  return (
    <>
      {announced}
      {rights.write && <SelectAll ids={ids} selection={selection} />}
      <ul
        aria-label={t("label")}
        aria-busy={list.isPlaceholderData}
        ref={rows}
        className={cn(
          "divide-y divide-line rounded-lg border border-line bg-surface shadow-xs transition-opacity",
          list.isPlaceholderData && "opacity-60",
        )}
      >
        {posts.map((post) => (
          <PostRow
            key={post.id}
            post={post}
            rights={rights}
            zone={zone}
            base={base}
            chosen={selection.has(post.id)}
            onChoose={rights.write ? selection.toggle : undefined}
          />
        ))}
      </ul>
      {(list.hasNextPage || posts.length > pageSize) && (
        <LoadMore
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onLoad={() => void list.fetchNextPage()}
        />
      )}
      <ChosenBar posts={posts} selection={selection} rights={rights} zone={zone} />
    </>
  );
}

/** `x` turns the row in focus on or off, with shift up to the last one; Escape drops the choice. */
function useKeyChoice(selection: Selection<Id<"post">>, enabled: boolean) {
  const rows = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const element = rows.current;
    if (!element || !enabled) return;
    const onKey = (event: KeyboardEvent) => chooseByKey(event, selection);
    element.addEventListener("keydown", onKey);
    return () => element.removeEventListener("keydown", onKey);
  });
  return rows;
}

function chooseByKey(event: KeyboardEvent, selection: Selection<Id<"post">>): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
  if (event.key === "Escape" && selection.chosen.length > 0) selection.clear();
  if (event.key.toLowerCase() !== "x" || event.target.closest("input, textarea, [role=menu], [role=dialog]"))
    return;
  const id = event.target.closest<HTMLElement>("[data-post]")?.dataset.post;
  if (!id) return;
  event.preventDefault();
  selection.toggle(id as Id<"post">, event.shiftKey);
}

function SelectAll({ ids, selection }: { ids: readonly Id<"post">[]; selection: Selection<Id<"post">> }) {
  const t = useTranslations("planning.bulk");
  const { chosen } = selection;
  const all = chosen.length === ids.length;
  return (
    <div className="mb-2 flex min-h-8 items-center gap-3 px-4 text-sm text-ink-muted">
      <Checkbox
        id="choose-all-posts"
        checked={all ? true : chosen.length > 0 ? "indeterminate" : false}
        onCheckedChange={() => (all ? selection.clear() : selection.set(ids))}
      />
      <label htmlFor="choose-all-posts">{t("all", { count: ids.length })}</label>
      <span className="ml-auto hidden items-center gap-1.5 text-xs text-ink-subtle pointer-fine:inline-flex">
        <Kbd>x</Kbd>
        {t("keyHint")}
      </span>
    </div>
  );
}

interface ChosenBarProps {
  posts: readonly PostSummary[];
  selection: Selection<Id<"post">>;
  rights: PostRights;
  zone: string;
}

function ChosenBar({ posts, selection, rights, zone }: ChosenBarProps) {
  const chosen = posts.filter(({ id }) => selection.has(id));
  if (chosen.length === 0) return null;
  return (
    <BulkBar
      posts={chosen}
      rights={rights}
      zone={zone}
      onClear={selection.clear}
      onRefused={(ids) => selection.set(ids)}
    />
  );
}
