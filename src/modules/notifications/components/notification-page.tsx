"use client";

import { BellRing, CheckCheck, Settings2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsBoolean, useQueryState } from "nuqs";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { LoadMore } from "@/ui/primitives/load-more";
import { cn } from "@/ui/cn";
import { NotificationList } from "./notification-list";
import { useMarkRead } from "./use-notifications";

interface NotificationsProps {
  base: string;
  zone: string;
}

/** Everything that a person was told in this workspace. */
export function Notifications({ base, zone }: NotificationsProps) {
  const t = useTranslations("notifications");
  const [unread, setUnread] = useQueryState("unread", parseAsBoolean.withDefault(false));
  const waiting = api.notifications.unread.useQuery();
  const { all } = useMarkRead();
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <ButtonLink href={`${base}/settings/notifications`}>
              <Settings2 aria-hidden />
              {t("bell.settings")}
            </ButtonLink>
            <Button
              disabled={(waiting.data?.unread ?? 0) === 0}
              loading={all.isPending}
              onClick={() => all.mutate({ before: new Date() })}
            >
              <CheckCheck aria-hidden />
              {t("list.markAll")}
            </Button>
          </>
        }
      />
      <div role="group" aria-label={t("list.filter")} className="mb-3 flex gap-1">
        {[false, true].map((only) => (
          <button
            key={String(only)}
            type="button"
            aria-pressed={unread === only}
            onClick={() => void setUnread(only || null)}
            className={cn(
              "rounded-full border px-3 py-1 text-sm font-medium transition-colors pointer-coarse:min-h-11 pointer-coarse:px-4",
              unread === only
                ? "border-accent bg-accent-soft text-accent-ink"
                : "border-line bg-surface text-ink-muted hover:border-line-strong hover:text-ink",
            )}
          >
            {t(only ? "list.unread" : "list.every")}
          </button>
        ))}
      </div>
      <Results base={base} zone={zone} unread={unread} />
    </>
  );
}

function Results({ base, zone, unread }: NotificationsProps & { unread: boolean }) {
  const t = useTranslations("notifications.empty");
  const list = api.notifications.list.useInfiniteQuery(
    { unread },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: (previous) => previous },
  );
  if (list.isPending) return <ListSkeleton rows={6} />;
  if (list.isError) return <QueryError query={list} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <EmptyState
        icon={BellRing}
        title={t(unread ? "noneUnread" : "title")}
        description={t(unread ? "noneUnreadDescription" : "description")}
      />
    );
  return (
    <>
      <div
        aria-busy={list.isPlaceholderData}
        className={cn(
          "overflow-hidden rounded-lg border border-line bg-surface shadow-xs transition-opacity [&_section:last-child_ul]:border-b-0",
          list.isPlaceholderData && "opacity-60",
        )}
      >
        <NotificationList items={items} base={base} zone={zone} heading="h2" />
      </div>
      {list.hasNextPage && (
        <LoadMore hasMore loading={list.isFetchingNextPage} onLoad={() => void list.fetchNextPage()} />
      )}
    </>
  );
}
