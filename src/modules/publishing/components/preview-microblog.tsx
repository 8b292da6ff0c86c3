"use client";

import { Heart, MessageCircle, Repeat2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Avatar } from "@/ui/primitives/avatar";
import { Button } from "@/ui/primitives/button";
import type { ComposedChannel } from "./composer-check";
import { coversOf } from "./preview-covers";
import { PreviewMedia } from "./preview-media";
import { PreviewText } from "./preview-text";
import { useSettingWords } from "./use-setting-words";

/** A short post as feeds show it: who, what, the files in their grid. */
export function PreviewMicroblog({ one: { channel, content, fields } }: { one: ComposedChannel }) {
  const t = useTranslations("composer.preview");
  const words = useSettingWords(channel.network);
  const [opened, setOpened] = useState(false);
  const { warning, media } = coversOf(fields, content.settings);
  const open = opened || warning === null;
  const mediaCover =
    media && (media.value === "true" ? t("sensitive") : words.option(media.name, media.value));
  const handle = channel.handle.startsWith("@") ? channel.handle : `@${channel.handle}`;
  return (
    <div className="flex gap-3">
      <Avatar name={channel.name} src={channel.avatarUrl} size="md" className="size-10" />
      <div className="min-w-0 grow">
        <p className="flex min-w-0 items-baseline gap-1.5 text-sm">
          <span className="max-w-3/5 shrink-0 truncate font-semibold">{channel.name}</span>
          <span className="min-w-0 truncate text-ink-subtle">{handle}</span>
          <span className="shrink-0 text-ink-subtle">{t("now")}</span>
        </p>
        {warning !== null && (
          <div className="mt-1 grid justify-items-start gap-1.5">
            <PreviewText text={warning} capability={channel.capabilities.text} lang={content.language} />
            <Button size="sm" aria-expanded={open} onClick={() => setOpened(!opened)}>
              {t(opened ? "showLess" : "showMore")}
            </Button>
          </div>
        )}
        {open && (
          <>
            {content.body.trim() === "" && content.media.length === 0 ? (
              <p className="text-ink-subtle">{t("empty")}</p>
            ) : (
              <PreviewText
                text={content.body}
                capability={channel.capabilities.text}
                lang={content.language}
                className="text-[0.9375rem] leading-normal"
              />
            )}
            <PreviewMedia
              media={content.media}
              countMax={channel.capabilities.mediaCountMax}
              altShown={channel.preview.altTextShown}
              cover={warning === null ? mediaCover : null}
            />
          </>
        )}
        <p aria-hidden className="mt-3 flex max-w-64 justify-between text-ink-subtle [&_svg]:size-4">
          <MessageCircle />
          <Repeat2 />
          <Heart />
        </p>
      </div>
    </div>
  );
}
