"use client";

import { FileText, PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { isId } from "@/kernel/ids";
import { secondMs } from "@/kernel/time";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ErrorState } from "@/ui/patterns/error-state";
import { FilterBar } from "@/ui/patterns/filter-bar";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { NoResults } from "@/ui/patterns/no-results";
import { PageHeader } from "@/ui/patterns/page-header";
import { ButtonLink } from "@/ui/primitives/button-link";
import { LoadMore } from "@/ui/primitives/load-more";
import { Select } from "@/ui/primitives/select";
import { POST_GROUPS, statesOf } from "./post-groups";
import { PostRow } from "./post-row";

export interface PostListProps {
  rights: PostRights;
  zone: string;
  base: string;
}

const query = {
  q: parseAsString.withDefault("").withOptions({ throttleMs: 300 }),
  state: parseAsStringLiteral(POST_GROUPS),
  channel: parseAsString,
};
const anyChannel = "all";
const searchMax = 200;

/** The posts page: everything that was written, narrowed by state, channel and words. */
export function PostList({ rights, zone, base }: PostListProps) {
  const t = useTranslations("planning.posts");
  const [filter, setFilter] = useQueryStates(query, { history: "replace" });
  const channels = api.channels.list.useQuery({});
  const options = [
    { value: anyChannel, label: t("allChannels") },
    ...(channels.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []),
  ];
  const clear = () => void setFilter({ q: null, state: null, channel: null });
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div
        role="group"
        aria-label={t("groupLabel")}
        className="-mx-1 mb-3 flex gap-1 overflow-x-auto px-1 py-1"
      >
        {[null, ...POST_GROUPS].map((group) => (
          <button
            key={group ?? "all"}
            type="button"
            aria-pressed={filter.state === group}
            onClick={() => void setFilter({ state: group })}
            className={cn(
              "shrink-0 rounded-full border px-3 py-1 text-sm font-medium transition-colors pointer-coarse:min-h-11 pointer-coarse:px-4",
              filter.state === group
                ? "border-accent bg-accent-soft text-accent-ink"
                : "border-line bg-surface text-ink-muted hover:border-line-strong hover:text-ink",
            )}
          >
            {t(`group.${group ?? "all"}`)}
          </button>
        ))}
      </div>
      <FilterBar
        search={{
          value: filter.q,
          onChange: (value) => void setFilter({ q: value.slice(0, searchMax) || null }),
          placeholder: t("search"),
        }}
        active={filter.q !== "" || filter.state !== null || filter.channel !== null}
        onClear={clear}
      >
        <Select
          aria-label={t("channel")}
          className="w-full sm:w-52"
          options={options}
          value={filter.channel ?? anyChannel}
          onValueChange={(value) => void setFilter({ channel: value === anyChannel ? null : value })}
        />
      </FilterBar>
      <PostResults filter={filter} onClear={clear} rights={rights} zone={zone} base={base} />
    </>
  );
}

function NewPost({ base }: { base: string }) {
  const t = useTranslations("planning.posts");
  return (
    <ButtonLink href={`${base}/compose`} variant="primary">
      <PenLine aria-hidden />
      {t("new")}
    </ButtonLink>
  );
}

interface PostResultsProps extends PostListProps {
  filter: { q: string; state: (typeof POST_GROUPS)[number] | null; channel: string | null };
  onClear: () => void;
}

const pageSize = 25;
/** How often the list is read again while one of its posts is going out. */
const movingMs = 3 * secondMs;

function PostResults({ filter, onClear, rights, zone, base }: PostResultsProps) {
  const t = useTranslations("planning.posts");
  const search = useDeferredValue(filter.q.trim());
  const states = statesOf(filter.state);
  const list = api.planning.posts.useInfiniteQuery(
    {
      limit: pageSize,
      ...(states && { states }),
      ...(search && { search }),
      ...(isId("channel", filter.channel) && { channelId: filter.channel }),
    },
    {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: (previous) => previous,
      refetchInterval: ({ state: { data } }) =>
        data?.pages.some(({ items }) => items.some(({ state }) => state === "publishing")) ? movingMs : false,
    },
  );
  if (list.isPending) return <ListSkeleton rows={6} />;
  if (list.isError) return <ErrorState onRetry={() => void list.refetch()} retrying={list.isRefetching} />;
  const posts = list.data.pages.flatMap(({ items }) => items);
  const narrowed = search !== "" || filter.state !== null || filter.channel !== null;
  const announced = (
    <p role="status" className="sr-only">
      {list.isPlaceholderData ? "" : t("results", { count: posts.length })}
    </p>
  );
  if (posts.length === 0)
    return (
      <>
        {announced}
        {narrowed ? (
          <NoResults onClear={onClear} />
        ) : (
          <EmptyState
            icon={FileText}
            title={t("empty.title")}
            description={rights.write ? t("empty.description") : t("empty.readOnly")}
            action={rights.write && <NewPost base={base} />}
          />
        )}
      </>
    );
  return (
    <>
      {announced}
      <ul
        aria-label={t("label")}
        aria-busy={list.isPlaceholderData}
        className={cn(
          "divide-y divide-line rounded-lg border border-line bg-surface shadow-xs transition-opacity",
          list.isPlaceholderData && "opacity-60",
        )}
      >
        {posts.map((post) => (
          <PostRow key={post.id} post={post} rights={rights} zone={zone} base={base} />
        ))}
      </ul>
      {(list.hasNextPage || posts.length > pageSize) && (
        <LoadMore
          hasMore={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onLoad={() => void list.fetchNextPage()}
        />
      )}
    </>
  );
}
