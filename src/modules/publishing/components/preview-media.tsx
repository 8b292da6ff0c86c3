"use client";

import { EyeOff, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MediaItem } from "@/modules/media/schemas";
import { cn } from "@/ui/cn";

interface PreviewMediaProps {
  media: readonly MediaItem[];
  /** Files that the network shows at most. */
  countMax: number;
  /** Whether readers see that a file is described. */
  altShown: boolean;
  /** What is said in the place of hidden files. */
  cover: string | null;
}

// One file keeps its shape within reason; more share a frame.
const ratioMin = 0.75;
const ratioMax = 2.2;
const GRID: Record<number, string> = {
  2: "aspect-video grid-cols-2",
  3: "aspect-video grid-cols-2 grid-rows-2 [&>:first-child]:row-span-2",
  4: "aspect-video grid-cols-2 grid-rows-2",
};

const ratioOf = ({ width, height }: MediaItem): number =>
  Math.min(ratioMax, Math.max(ratioMin, width && height ? width / height : 4 / 3));

/** The files of a post in the grid that feeds of short posts use: one whole, two side by side, three, four. */
export function PreviewMedia({ media, countMax, altShown, cover }: PreviewMediaProps) {
  const shown = media.slice(0, Math.max(0, countMax));
  const [first] = shown;
  if (!first) return null;
  const single = shown.length === 1;
  return (
    <div className="relative mt-2.5 overflow-hidden rounded-xl border border-line">
      <div
        className={cn("grid gap-0.5", GRID[Math.min(shown.length, 4)])}
        style={single ? { aspectRatio: ratioOf(first) } : undefined}
      >
        {shown.slice(0, 4).map((item, index) => (
          <Frame
            key={item.assetId}
            item={item}
            altShown={altShown && cover === null}
            more={index === 3 ? shown.length - 4 : 0}
          />
        ))}
      </div>
      {cover !== null && (
        <p className="absolute inset-0 grid place-content-center justify-items-center gap-1.5 bg-sunken/95 p-4 text-center text-sm">
          <EyeOff aria-hidden className="size-5" />
          {cover}
        </p>
      )}
    </div>
  );
}

function Frame({ item, altShown, more }: { item: MediaItem; altShown: boolean; more: number }) {
  const t = useTranslations("composer.preview");
  return (
    <div className="relative min-h-0 min-w-0 bg-sunken">
      {item.kind === "video" ? (
        <>
          <video
            src={`${item.url}#t=0.1`}
            preload="metadata"
            muted
            playsInline
            tabIndex={-1}
            aria-label={item.altText || t("video")}
            className="absolute inset-0 size-full object-cover"
          />
          <span
            aria-hidden
            className="absolute inset-0 m-auto grid size-12 place-items-center rounded-full bg-scrim text-white"
          >
            <Play className="size-5 fill-current" />
          </span>
        </>
      ) : (
        // The picture is the reader's own file, drawn as its network will.
        // oxlint-disable-next-line nextjs/no-img-element
        <img
          src={item.kind === "gif" ? item.url : (item.thumbnailUrl ?? item.url)}
          alt={item.altText || t("image")}
          className="absolute inset-0 size-full object-cover"
        />
      )}
      {altShown && item.altText.trim() !== "" && (
        <span
          title={item.altText}
          className="absolute bottom-2 left-2 rounded-sm bg-black/75 px-1.5 py-0.5 font-semibold text-[0.6875rem] text-white"
        >
          {t("alt")}
        </span>
      )}
      {more > 0 && (
        <span className="absolute inset-0 grid place-items-center bg-scrim font-semibold text-white text-xl">
          {t("more", { count: more })}
        </span>
      )}
    </div>
  );
}
