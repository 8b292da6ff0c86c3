import { z } from "zod";

/** Labels that Bluesky knows for what an author warns of. */
export const CONTENT_WARNINGS = ["none", "sexual", "nudity", "porn", "graphic-media"] as const;

export const blueskySettings = z.object({
  contentWarning: z.enum(CONTENT_WARNINGS).default("none").meta({ covers: "media" }),
});
