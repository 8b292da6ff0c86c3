/** Limits of a network as data, and how its text is counted. Pure: the composer, the API and the import share it. */

export type TextUnit = "graphemes" | "characters" | "utf8_bytes";

export interface TextCapability {
  max: number;
  unit: TextUnit;
  /** What a link costs whatever its length, in `unit`; absent means its real length. */
  urlCost?: number;
  /** `@name@server` costs no more than `@name`. */
  shortMentions?: boolean;
  /** A second limit that holds beside `max`. */
  bytesMax?: number;
}

export interface MediaCapability {
  countMax: number;
  mimeTypes: readonly string[];
  bytesMax: number;
  /** Width times height. */
  pixelsMax?: number;
  durationMaxMs?: number;
  /** Characters of alternative text that the network takes; 0 when it takes none. */
  altTextMax: number;
}

export interface Capabilities {
  text: TextCapability;
  /** Null: no title. */
  title: { max: number; required: boolean } | null;
  /** Null: this kind cannot be sent. */
  image: MediaCapability | null;
  gif: MediaCapability | null;
  video: MediaCapability | null;
  /** All media of a post together. */
  mediaCountMax: number;
  /** Whether kinds may be mixed in one post. */
  mediaMixed: boolean;
  /** A post needs text unless it has media; some networks take either. */
  emptyTextWithMedia: boolean;
  tags: boolean;
  /** What may follow a post here, and how many of it together; absent: nothing may. */
  parts?: { kinds: readonly FollowingKind[]; max: number };
}

/** What can follow a post: the next piece of a thread, a comment under it, or a later word. */
export type FollowingKind = "thread" | "first_comment" | "follow_up";

export type MediaKind = "image" | "gif" | "video";

/** A variant before it is frozen: enough to check it. */
export interface VariantDraft {
  title: string | null;
  body: string;
  media: readonly {
    kind: MediaKind;
    mimeType: string;
    bytes: number;
    width: number | null;
    height: number | null;
    durationMs: number | null;
    altText: string;
  }[];
  settings: Record<string, unknown>;
  /** What follows it; each is checked like a post of its own, without title and settings. */
  parts?: readonly (Pick<VariantDraft, "body" | "media"> & { kind: FollowingKind })[];
}

export const ISSUE_CODES = [
  "parts_unsupported",
  "parts_count",
  "text_empty",
  "text_too_long",
  "title_missing",
  "title_too_long",
  "media_kind",
  "media_count",
  "media_mixed",
  "media_type",
  "media_bytes",
  "media_pixels",
  "media_duration",
  "alt_missing",
  "alt_too_long",
  "settings",
  "variable_unknown",
  "address_unknown",
] as const;
export type IssueCode = (typeof ISSUE_CODES)[number];

/** A problem of a variant; a part's field begins with `parts.<index>.`; its sentence is the message `networks.issues.<code>` filled with `details`. */
export interface Issue {
  severity: "error" | "warning";
  code: IssueCode;
  /** `body`, `title`, `media`, `media.<index>` or `settings.<name>`. */
  field: string;
  details: Record<string, string | number>;
}
