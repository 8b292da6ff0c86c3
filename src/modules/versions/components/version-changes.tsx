"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { NetworkMark } from "@/modules/publishing/components/delivery-network";
import { Badge } from "@/ui/primitives/badge";
import { mediaChanged } from "../policy";
import type { ChannelChange, Comparison, MediaChange, PartChange } from "../schemas";
import { TextDiff } from "./text-diff";

type Files = Comparison["files"];

/** Everything that differs between two versions, network by network. */
export function VersionChanges({ comparison }: { comparison: Comparison }) {
  const t = useTranslations("versions");
  const { title, language, tags, groups, files } = comparison;
  const changed = groups.filter(({ change }) => change !== "same");
  const quiet = !title && !language && tags.added.length + tags.removed.length + changed.length === 0;
  if (quiet) return <p className="text-sm text-ink-muted">{t("nothing")}</p>;
  return (
    <div className="grid gap-4 text-sm">
      {title && (
        <Change label={t("field.title")}>
          <BeforeAfter {...title} />
        </Change>
      )}
      {language && (
        <Change label={t("field.language")}>
          <BeforeAfter {...language} />
        </Change>
      )}
      {tags.added.length + tags.removed.length > 0 && (
        <Change label={t("field.tags")}>
          <Words added={tags.added.map((tag) => `#${tag}`)} removed={tags.removed.map((tag) => `#${tag}`)} />
        </Change>
      )}
      {changed.map((group) => (
        <ChannelChanges
          key={group.channels.map(({ id }) => id).join() || "post"}
          group={group}
          files={files}
        />
      ))}
    </div>
  );
}

const Change = ({ label, children }: { label: ReactNode; children: ReactNode }) => (
  <div className="grid gap-1">
    <p className="text-xs font-medium text-ink-subtle">{label}</p>
    {children}
  </div>
);

function BeforeAfter({ before, after }: { before: string | null; after: string | null }) {
  return <Words removed={before ? [before] : []} added={after ? [after] : []} />;
}

/** Words that went and words that came, told apart by more than colour. */
function Words({ added, removed }: { added: readonly string[]; removed: readonly string[] }) {
  const t = useTranslations("versions");
  return (
    <p className="flex flex-wrap gap-x-2 gap-y-1 break-words">
      {removed.map((word) => (
        <del key={`-${word}`} className="rounded-xs bg-danger-soft px-1 text-danger-ink">
          <span className="sr-only">{t("removed")} </span>
          {word}
        </del>
      ))}
      {added.map((word) => (
        <ins key={`+${word}`} className="rounded-xs bg-success-soft px-1 text-success-ink no-underline">
          <span className="sr-only">{t("added")} </span>
          {word}
        </ins>
      ))}
    </p>
  );
}

function ChannelChanges({ group, files }: { group: ChannelChange; files: Files }) {
  const t = useTranslations("versions");
  const { channels, change, text, media, parts, settings } = group;
  const textChanged = text.some(({ kind }) => kind !== "same");
  return (
    <section className="grid gap-3 rounded-md border border-line px-3 py-3">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        {channels.length === 0 && <h3 className="font-medium">{t("ownText")}</h3>}
        {channels.map(({ id, name, network }) => (
          <h3 key={id} className="inline-flex min-w-0 items-center gap-1.5 font-medium">
            {network && <NetworkMark network={network} />}
            <span className="truncate">{name ?? t("goneChannel")}</span>
          </h3>
        ))}
        {change !== "changed" && (
          <Badge tone={change === "added" ? "success" : "danger"}>{t(`change.${change}`)}</Badge>
        )}
      </header>
      {textChanged && <TextDiff runs={text} />}
      {mediaChanged(media) && (
        <Change label={t("field.media")}>
          <MediaChanges media={media} files={files} />
        </Change>
      )}
      {parts.map((part) => (
        <PartChanges key={part.number} part={part} files={files} />
      ))}
      {settings.length > 0 && (
        <Change label={t("field.settings")}>
          <p className="font-mono text-[0.8125rem]">{settings.join(", ")}</p>
        </Change>
      )}
    </section>
  );
}

function MediaChanges({ media, files }: { media: MediaChange; files: Files }) {
  const t = useTranslations("versions");
  const named = (ids: readonly string[]) => ids.map((id) => files[id] ?? t("goneFile"));
  return (
    <>
      <Words added={named(media.added)} removed={named(media.removed)} />
      {media.described.length > 0 && <p>{t("described", { files: named(media.described).join(", ") })}</p>}
      {media.reordered && <p>{t("reordered")}</p>}
    </>
  );
}

function PartChanges({ part, files }: { part: PartChange; files: Files }) {
  const t = useTranslations("versions");
  const { number, change, text, media, delayMinutes } = part;
  return (
    <Change label={t(`part.${change}`, { number })}>
      <TextDiff runs={text} />
      {mediaChanged(media) && <MediaChanges media={media} files={files} />}
      {delayMinutes && change === "changed" && (
        <p>{t("delay", { before: delayMinutes.before ?? 0, after: delayMinutes.after ?? 0 })}</p>
      )}
    </Change>
  );
}
