"use client";

import { useTranslations } from "next-intl";
import type { MediaItem } from "@/modules/media/schemas";
import { Badge } from "@/ui/primitives/badge";
import type { ComposedChannel } from "./composer-check";
import { PreviewText } from "./preview-text";

/** A page of its own: title, text in paragraphs, files below. */
export function PreviewArticle({ one: { channel, content } }: { one: ComposedChannel }) {
  const t = useTranslations("composer.preview");
  const paragraphs = content.body.split(/\n{2,}/).filter((text) => text.trim() !== "");
  const empty = paragraphs.length === 0 && content.media.length === 0 && !content.title;
  return (
    <article lang={content.language} className="grid gap-3">
      {/* The handle of what is not a page is an address between machines. */}
      {channel.preview.layout === "article" && (
        <p className="text-ink-subtle text-xs wrap-anywhere">{channel.handle}</p>
      )}
      {content.title && (
        <p dir="auto" className="wrap-anywhere font-semibold text-xl leading-snug tracking-tight">
          {content.title}
        </p>
      )}
      {empty && <p className="text-ink-subtle">{t("empty")}</p>}
      {paragraphs.map((text, index) => (
        <PreviewText
          // A paragraph has no other key than its order.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          text={text}
          capability={channel.capabilities.text}
          lang={content.language}
          className="leading-relaxed"
        />
      ))}
      {content.media.map((item) => (
        <Figure key={item.assetId} item={item} />
      ))}
      {content.tags.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {content.tags.map((tag) => (
            <li key={tag} className="max-w-full">
              <Badge>
                <span className="truncate">{`#${tag}`}</span>
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

/** As tall as `max-h-96`. */
const heightMaxRem = 24;

function Figure({ item }: { item: MediaItem }) {
  const t = useTranslations("composer.preview");
  const ratio = item.width && item.height ? item.width / item.height : null;
  // Its room is kept while it loads: nothing below it jumps.
  const style = ratio ? { aspectRatio: ratio, width: `min(100%, ${heightMaxRem * ratio}rem)` } : undefined;
  const shared = "max-h-96 max-w-full rounded-lg border border-line bg-sunken";
  return item.kind === "video" ? (
    <video
      src={`${item.url}#t=0.1`}
      preload="metadata"
      muted
      playsInline
      tabIndex={-1}
      aria-label={item.altText || t("video")}
      className={shared}
      style={style}
    />
  ) : (
    // The picture is the reader's own file, drawn as the page will.
    // oxlint-disable-next-line nextjs/no-img-element
    <img
      src={item.kind === "gif" ? item.url : (item.thumbnailUrl ?? item.url)}
      alt={item.altText || t("image")}
      className={shared}
      style={style}
    />
  );
}
