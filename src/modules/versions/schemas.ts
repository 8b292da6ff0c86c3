import { z } from "zod";
import { idOf } from "@/kernel/ids";

export const VERSION_ORIGINS = ["created", "edited", "restored", "imported"] as const;
/** What made a version. */
export type VersionOrigin = (typeof VERSION_ORIGINS)[number];

const media = z.array(z.object({ assetId: idOf("asset"), altText: z.string().default("") })).default([]);
const parts = z.array(
  z.object({
    kind: z.enum(["thread", "first_comment", "follow_up"]),
    body: z.string(),
    media,
    delayMinutes: z.number().int().default(0),
  }),
);

/** What a post said at one revision. Kept apart from the input's own limits: a limit that tightens must not hide history. */
export const versionContent = z
  .object({
    title: z.string().nullable().default(null),
    body: z.string().default(""),
    tags: z.array(z.string()).default([]),
    language: z.string().optional(),
    media,
    parts: parts.default([]),
    variants: z
      .array(
        z.object({
          channelId: idOf("channel"),
          body: z.string().nullable().default(null),
          assetIds: z.array(idOf("asset")).nullable().default(null),
          parts: parts.nullable().default(null),
          settings: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default([]),
  })
  .meta({ id: "VersionContent" });
export type VersionContent = z.output<typeof versionContent>;
/** What a caller that writes a post hands over; other keys of its input are left out. */
export type VersionSource = z.input<typeof versionContent>;
