import type { Locale } from "@/i18n/locales";
import type { Id } from "@/kernel/ids";

/** A workspace's public pages. */
export interface Site {
  tenantId: Id<"workspace">;
  slug: string;
  name: string;
  locale: Locale;
  timeZone: string;
  /** Absolute address, without a trailing slash. */
  url: string;
}

export interface SiteImage {
  url: string;
  altText: string;
  kind: "image" | "gif" | "video";
  mimeType: string;
  width: number | null;
  height: number | null;
}

/** A published post as the world sees it: what went out, whatever was edited since. */
export interface SitePost {
  /** Last part of its address. */
  slug: string;
  url: string;
  title: string;
  /** Whether the author gave a title, or it is the text's own beginning. */
  titled: boolean;
  summary: string;
  body: string;
  tags: string[];
  language: string;
  media: SiteImage[];
  publishedAt: Date;
}
