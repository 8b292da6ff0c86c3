"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { minuteMs } from "@/kernel/time";
import { Avatar } from "@/ui/primitives/avatar";
import { type ComposedChannel, carries } from "./composer-check";
import { PreviewMedia } from "./preview-media";
import { PreviewText } from "./preview-text";

/** What follows the post on its channel, stacked on one line as readers see it; or that nothing can. */
export function PreviewParts({ one }: { one: ComposedChannel }) {
  const t = useTranslations("composer.preview");
  const { channel, parts } = one;
  if (parts.length === 0) return null;
  const carried = parts.filter(({ kind }) => carries(channel, kind));
  return (
    <>
      {carried.length > 0 && (
        <ol aria-label={t("following", { name: channel.name })} className="mt-3 grid">
          {parts.map((part, index) =>
            carries(channel, part.kind) ? <PreviewPart key={part.key} one={one} index={index} /> : null,
          )}
        </ol>
      )}
      {carried.length < parts.length && (
        <p className="mt-3 rounded-md bg-warning-soft px-3 py-2 text-[0.8125rem] text-warning-ink">
          {t("cannot", { network: channel.networkName })}
        </p>
      )}
    </>
  );
}

function PreviewPart({ one, index }: { one: ComposedChannel; index: number }) {
  const t = useTranslations("composer.preview");
  const format = useFormat();
  const { channel, content, leaving } = one;
  const part = one.parts[index];
  if (!part) return null;
  const { kind, media, delayMinutes } = part;
  const text = leaving.parts[index] ?? "";
  return (
    <li className="relative flex gap-3 pt-3">
      <span aria-hidden className="absolute top-0 bottom-0 left-5 w-px bg-line" />
      <Avatar name={channel.name} src={channel.avatarUrl} size="sm" className="relative ml-1.5 shrink-0" />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap gap-x-2 text-ink-subtle text-xs">
          <span>{t(`part.${kind}`, { number: index + 2 })}</span>
          {delayMinutes > 0 && (
            <span>{t("later", { duration: format.duration(delayMinutes * minuteMs) })}</span>
          )}
        </p>
        {text.trim() === "" && media.length === 0 ? (
          <p className="text-ink-subtle">{t("empty")}</p>
        ) : (
          <PreviewText
            text={text}
            capability={channel.capabilities.text}
            lang={content.language}
            className="text-[0.9375rem] leading-normal"
          />
        )}
        <PreviewMedia
          media={media}
          countMax={channel.capabilities.mediaCountMax}
          altShown={channel.preview.altTextShown}
          cover={null}
        />
      </div>
    </li>
  );
}
