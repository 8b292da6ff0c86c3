"use client";

import { useTranslations } from "next-intl";
import { Thumbnail } from "@/modules/media/components/thumbnail";
import { Card } from "@/ui/primitives/card";
import type { PostView } from "../schemas";

/** What a post says and carries, as its author wrote it. */
export function PostContent({ post }: { post: PostView }) {
  const t = useTranslations("publishing.post");
  return (
    <Card className="grid gap-4 p-4 sm:p-5">
      {post.title && post.body && <p className="break-words text-lg font-semibold">{post.title}</p>}
      {post.body ? (
        <p lang={post.language} className="whitespace-pre-wrap break-words">
          {post.body}
        </p>
      ) : (
        <p className="text-ink-muted">{t("noText")}</p>
      )}
      {post.media.length > 0 && (
        <ul aria-label={t("media")} className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {post.media.map((item) => (
            <li key={item.id} className="grid content-start gap-1.5">
              <Thumbnail
                media={item}
                alt={item.altText}
                className="aspect-square rounded-md border border-line"
              />
              <p className="break-words text-xs text-ink-muted">
                {item.altText ? t("altText", { text: item.altText }) : t("altMissing")}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
