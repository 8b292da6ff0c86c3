"use client";

import { RotateCcw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { usePostCache } from "@/modules/publishing/components/post-cache";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { PostTime, RelativeTime } from "@/modules/publishing/components/post-time";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { IconButton } from "@/ui/primitives/icon-button";
import { LoadMore } from "@/ui/primitives/load-more";
import { MAIN_ID } from "@/ui/primitives/skip-link";
import { toast } from "@/ui/primitives/toast";
import type { TrashedPost } from "../schemas";
import { ChannelMarks } from "./channel-marks";

const pageSize = 25;

/** Deleted posts, until they are gone for good. */
export function TrashList({ rights, zone }: { rights: PostRights; zone: string }) {
  const t = useTranslations("planning.trash");
  const list = api.planning.trash.useInfiniteQuery(
    { limit: pageSize },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  if (list.isPending) return <ListSkeleton rows={4} />;
  if (list.isError) return <QueryError query={list} />;
  const posts = list.data.pages.flatMap(({ items }) => items);
  if (posts.length === 0)
    return <EmptyState icon={Trash2} title={t("empty.title")} description={t("empty.description")} />;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-prose text-sm text-ink-muted">{t("explained")}</p>
        {rights.writeAny && <EmptyTrash />}
      </div>
      <ul
        aria-label={t("label")}
        className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs"
      >
        {posts.map((post) => (
          <TrashRow key={post.id} post={post} zone={zone} />
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

function EmptyTrash() {
  const t = useTranslations("planning.trash");
  const refresh = usePostCache();
  const empty = api.publishing.emptyTrash.useMutation();
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm">
          <Trash2 aria-hidden />
          {t("emptyAll")}
        </Button>
      }
      title={t("emptyTitle")}
      description={t("emptyDescription")}
      confirmLabel={t("emptyAll")}
      onConfirm={async () => {
        const { purged, kept } = await empty.mutateAsync({});
        toast.success(t("emptied", { count: purged + kept }));
        refresh();
      }}
    />
  );
}

function TrashRow({ post, zone }: { post: TrashedPost; zone: string }) {
  const t = useTranslations("planning.trash");
  const words = useTranslations("planning.posts");
  const label = postLabelOf({ title: post.title, text: post.excerpt }) || words("untitled");
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-60">
        <p className="line-clamp-2 break-words font-medium sm:line-clamp-1">{label}</p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-subtle">
          <ChannelMarks channels={post.channels} />
          <span>{t.rich("deleted", { when: () => <RelativeTime at={post.deletedAt} zone={zone} /> })}</span>
          <span>
            {t.rich("gone", { when: () => <PostTime at={post.goneAt} zone={zone} style="dayMonth" /> })}
          </span>
        </p>
      </div>
      {post.canEdit && <TrashActions post={post} label={label} />}
    </li>
  );
}

function TrashActions({ post, label }: { post: TrashedPost; label: string }) {
  const t = useTranslations("planning.trash");
  const message = useErrorMessage();
  const refresh = usePostCache();
  const [asking, setAsking] = useState(false);
  const postId = post.id;
  const restore = api.publishing.restore.useMutation({
    onSuccess: () => {
      toast.success(t("restored"));
      // Its row goes, and with it the button that had the focus.
      document.getElementById(MAIN_ID)?.focus({ preventScroll: true });
    },
    onError: (error) => void toast.error(message(error)),
    onSettled: () => refresh(),
  });
  const purge = api.publishing.purge.useMutation({ onSettled: () => refresh() });
  return (
    <div className="flex items-center gap-2">
      <Button
        size="sm"
        aria-label={t("restoreOf", { post: label })}
        loading={restore.isPending}
        onClick={() => restore.mutate({ postId })}
      >
        <RotateCcw aria-hidden />
        {t("restore")}
      </Button>
      <IconButton size="sm" label={t("purgeOf", { post: label })} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("purgeTitle")}
        description={t("purgeDescription")}
        confirmLabel={t("purge")}
        onConfirm={async () => {
          await purge.mutateAsync({ postId });
          toast.success(t("purged"));
        }}
      />
    </div>
  );
}
