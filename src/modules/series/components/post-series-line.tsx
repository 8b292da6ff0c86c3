"use client";

import { ChevronLeft, ChevronRight, Leaf, Repeat } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { Badge } from "@/ui/primitives/badge";
import { Link } from "@/ui/primitives/link";
import { useRecurrenceWords } from "./use-recurrence-words";

export interface PostSeriesLineProps {
  post: { id: Id<"post">; seriesId: Id<"series"> | null; evergreenId: Id<"evergreen"> | null };
  base: string;
}

/** Where a post comes from, when a rule wrote it: its series with its neighbours, or its evergreen collection. */
export function PostSeriesLine({ post, base }: PostSeriesLineProps) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 empty:hidden">
      {post.seriesId && <SeriesLine postId={post.id} base={base} />}
      {post.evergreenId && <EvergreenLine postId={post.id} base={base} />}
    </div>
  );
}

const LINE = "flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-muted";

function SeriesLine({ postId, base }: { postId: Id<"post">; base: string }) {
  const t = useTranslations("series.ofPost");
  const words = useRecurrenceWords();
  const { data } = api.series.ofPost.useQuery({ postId });
  if (!data) return null;
  const { previousPostId, nextPostId } = data;
  return (
    <nav aria-label={t("label")} className={LINE}>
      <span className="inline-flex items-center gap-1.5">
        <Repeat aria-hidden className="size-4" />
        <Link href={`${base}/recurring#${data.seriesId}`}>{t("part")}</Link>
      </span>
      <span>{words(data.recurrence, data.startsAt)}</span>
      {data.detached && <Badge>{t("detached")}</Badge>}
      {previousPostId && (
        <Link href={`${base}/posts/${previousPostId}`} className="inline-flex items-center">
          <ChevronLeft aria-hidden className="size-4" />
          {t("previous")}
        </Link>
      )}
      {nextPostId && (
        <Link href={`${base}/posts/${nextPostId}`} className="inline-flex items-center">
          {t("next")}
          <ChevronRight aria-hidden className="size-4" />
        </Link>
      )}
    </nav>
  );
}

function EvergreenLine({ postId, base }: { postId: Id<"post">; base: string }) {
  const t = useTranslations("series.ofPost");
  const { data } = api.evergreen.ofPost.useQuery({ postId });
  if (!data) return null;
  return (
    <p className={LINE}>
      <Leaf aria-hidden className="size-4" />
      <Link href={`${base}/evergreen?collection=${data.collectionId}`}>
        {t("evergreen", { name: data.collectionName })}
      </Link>
    </p>
  );
}
