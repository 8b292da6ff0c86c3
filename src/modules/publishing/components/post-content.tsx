"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { minuteMs } from "@/kernel/time";
import { Thumbnail } from "@/modules/media/components/thumbnail";
import { type MediaItem, mediaItemOf } from "@/modules/media/schemas";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { Button } from "@/ui/primitives/button";
import { Card } from "@/ui/primitives/card";
import type { PostView } from "../schemas";
import { type DraftPart, draftPartsOf } from "./composer-parts";
import { NetworkMark } from "./delivery-network";

/** What a post says and carries, as its author wrote it: all of its parts, and what differs on a channel. */
export function PostContent({ post }: { post: PostView }) {
  const t = useTranslations("publishing.post");
  const { title, body, language, files } = post;
  return (
    <Card className="grid gap-4 p-4 sm:p-5">
      {title && body && <p className="font-semibold text-lg wrap-anywhere">{title}</p>}
      <Words text={body} lang={language} missing={t("noText")} />
      <Files media={post.media.map(mediaItemOf)} />
      <Parts parts={draftPartsOf(post.parts, files)} lang={language} />
      <OwnWords post={post} />
    </Card>
  );
}

/** What a channel says in other words than the rest. */
function OwnWords({ post: { variants, language, files } }: { post: PostView }) {
  const t = useTranslations("publishing.post");
  const { data } = api.channels.list.useQuery({});
  const channels = new Map(data?.items.map((channel) => [channel.id, channel]));
  return variants
    .filter(({ body, parts }) => body !== null || parts !== null)
    .map(({ channelId, body, parts }) => (
      <section key={channelId} className="grid gap-3 border-line border-t pt-4">
        <h3 className="flex items-center gap-2 font-medium text-sm">
          <NetworkMark
            network={channels.get(channelId)?.network ?? ""}
            className="size-5 shrink-0 rounded-sm"
          />
          <span className="min-w-0 wrap-anywhere">
            {t("onChannel", { channel: channels.get(channelId)?.name ?? "…" })}
          </span>
        </h3>
        {body !== null && <Words text={body} lang={language} missing={t("noText")} />}
        {parts?.length === 0 && <p className="text-ink-muted text-sm">{t("alone")}</p>}
        {parts && <Parts parts={draftPartsOf(parts, files)} lang={language} />}
      </section>
    ));
}

/** Past this a text would push everything below it out of sight. */
const isLong = (text: string): boolean => text.length > 1_200 || text.split("\n").length > 16;

function Words({ text, lang, missing }: { text: string; lang: string; missing: string }) {
  const t = useTranslations("publishing.post");
  const [open, setOpen] = useState(false);
  if (text === "") return <p className="text-ink-muted">{missing}</p>;
  const long = isLong(text);
  return (
    <div className="grid justify-items-start gap-2">
      <p lang={lang} className={cn("whitespace-pre-wrap wrap-anywhere", long && !open && "line-clamp-12")}>
        {text}
      </p>
      {long && (
        <Button size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "less" : "more")}
        </Button>
      )}
    </div>
  );
}

function Parts({ parts, lang }: { parts: readonly DraftPart[]; lang: string }) {
  const t = useTranslations("publishing.post");
  const kinds = useTranslations("publishing.ladder.kind");
  const format = useFormat();
  if (parts.length === 0) return null;
  return (
    <ol aria-label={t("follows")} className="grid gap-4 border-line border-l-2 pl-4">
      {parts.map(({ key, kind, body, media, delayMinutes }, index) => (
        <li key={key} className="grid gap-1.5">
          <p className="flex flex-wrap gap-x-2 text-ink-subtle text-xs">
            <span className="font-medium">{kinds(kind, { number: index + 2 })}</span>
            {delayMinutes > 0 && (
              <span>{t("later", { duration: format.duration(delayMinutes * minuteMs) })}</span>
            )}
          </p>
          <Words text={body} lang={lang} missing={t("noPartText")} />
          <Files media={media} />
        </li>
      ))}
    </ol>
  );
}

function Files({ media }: { media: readonly MediaItem[] }) {
  const t = useTranslations("publishing.post");
  if (media.length === 0) return null;
  return (
    <ul aria-label={t("media")} className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      {media.map((item) => (
        <li key={item.assetId} className="grid content-start gap-1.5">
          <Thumbnail
            media={item}
            alt={item.altText}
            className="aspect-square rounded-md border border-line"
          />
          <p className="text-ink-muted text-xs wrap-anywhere">
            {item.altText ? t("altText", { text: item.altText }) : t("altMissing")}
          </p>
        </li>
      ))}
    </ul>
  );
}
