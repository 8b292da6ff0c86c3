"use client";

import { useLocale, useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { Badge } from "@/ui/primitives/badge";
import { Card } from "@/ui/primitives/card";
import { DefinitionList } from "@/ui/patterns/definition-list";
import type { PostView } from "../schemas";
import { PostTime, RelativeTime } from "./post-time";

/** When a post is planned for, as it was meant: wall time and zone. */
function PlannedFor({ post, zone }: { post: PostView; zone: string }) {
  const t = useTranslations("publishing.post");
  const format = useFormat();
  if (!post.publishAt) return <span className="text-ink-muted">{t("notScheduled")}</span>;
  const meant = post.timeZone ?? zone;
  return (
    <span className="grid gap-0.5">
      <PostTime at={post.publishAt} zone={meant} style="full" />
      <span className="text-xs text-ink-subtle">
        {format.zone(meant, post.publishAt)} · <RelativeTime at={post.publishAt} zone={meant} />
      </span>
      {post.timing !== "time" && (
        <span className="text-xs text-ink-subtle">{t(`timing.${post.timing}`)}</span>
      )}
    </span>
  );
}

/** The facts about a post that are not its text. */
export function PostDetails({ post, zone }: { post: PostView; zone: string }) {
  const t = useTranslations("publishing.post");
  const locale = useLocale();
  const language = new Intl.DisplayNames(locale, { type: "language" }).of(post.language) ?? post.language;
  const items = [
    { key: "when", term: t("when"), value: <PlannedFor post={post} zone={zone} /> },
    {
      key: "author",
      term: t("author"),
      value: post.authorName ?? <span className="text-ink-muted">{t("authorUnknown")}</span>,
    },
    {
      key: "tags",
      term: t("tags"),
      value:
        post.tags.length > 0 ? (
          <span className="flex flex-wrap gap-1.5">
            {post.tags.map((tag) => (
              <Badge key={tag}>#{tag}</Badge>
            ))}
          </span>
        ) : (
          <span className="text-ink-muted">{t("noTags")}</span>
        ),
    },
    { key: "language", term: t("language"), value: language },
    {
      key: "created",
      term: t("created"),
      value: <PostTime at={post.createdAt} zone={zone} style="medium" />,
    },
    {
      key: "updated",
      term: t("updated"),
      value: <PostTime at={post.updatedAt} zone={zone} style="medium" />,
    },
  ];
  return (
    <Card className="px-4 py-1.5 sm:px-5">
      <DefinitionList items={items} className="[&>div]:sm:grid-cols-1" />
    </Card>
  );
}
