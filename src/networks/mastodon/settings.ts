import { z } from "zod";

export const VISIBILITIES = ["public", "unlisted", "private"] as const;

export const mastodonSettings = z.object({
  visibility: z.enum(VISIBILITIES).default("public"),
  /** Shown instead of the text until the reader asks for it. */
  contentWarning: z.string().trim().max(300).default("").meta({ counted: true, covers: "text" }),
  /** Hides the media behind a notice. */
  sensitive: z.boolean().default(false).meta({ covers: "media" }),
});
export type MastodonSettings = z.output<typeof mastodonSettings>;
