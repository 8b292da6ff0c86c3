import { Film } from "lucide-react";
import { cn } from "@/ui/cn";
import type { MediaItem } from "../schemas";

interface ThumbnailProps {
  media: Pick<MediaItem, "kind" | "url" | "thumbnailUrl" | "altText">;
  /** Given when the words beside the picture do not already name it. */
  alt?: string;
  /** Show all of it, and not a square cut out of it. */
  whole?: boolean;
  className?: string;
}

/** A small picture of a file; a video shows its first frame. */
export function Thumbnail({ media, alt = "", whole = false, className }: ThumbnailProps) {
  const fit = cn("size-full bg-sunken", whole ? "object-contain" : "object-cover");
  return (
    <span className={cn("relative block overflow-hidden bg-sunken", className)}>
      {media.kind === "video" ? (
        <>
          <video
            src={`${media.url}#t=0.1`}
            preload="metadata"
            muted
            playsInline
            tabIndex={-1}
            className={fit}
            aria-label={alt || undefined}
            aria-hidden={alt === "" || undefined}
          />
          <span aria-hidden className="absolute bottom-1.5 left-1.5 rounded-sm bg-scrim p-1 text-white">
            <Film className="size-3.5" />
          </span>
        </>
      ) : (
        // The file is already small, and its address is for ever: nothing is left to optimise.
        // oxlint-disable-next-line nextjs/no-img-element
        <img
          src={media.thumbnailUrl ?? media.url}
          alt={alt}
          loading="lazy"
          decoding="async"
          className={fit}
        />
      )}
    </span>
  );
}
