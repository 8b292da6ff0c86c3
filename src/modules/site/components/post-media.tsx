import type { SiteImage } from "../types";

/** A post's pictures and videos, one below the other, at their own proportions. */
export const PostMedia = ({ media, eager = false }: { media: readonly SiteImage[]; eager?: boolean }) => (
  <>
    {media.map(({ url, altText, kind, width, height }) =>
      kind === "video" ? (
        <video
          key={url}
          src={url}
          controls
          preload="metadata"
          aria-label={altText || undefined}
          className="w-full rounded-lg"
        />
      ) : (
        <img
          key={url}
          src={url}
          alt={altText}
          width={width ?? undefined}
          height={height ?? undefined}
          loading={eager ? "eager" : "lazy"}
          className="h-auto w-full rounded-lg border border-line"
        />
      ),
    )}
  </>
);
