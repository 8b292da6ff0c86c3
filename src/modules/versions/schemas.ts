import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";

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

export const listVersionsInput = z.object({ postId: idOf("post") });
export type ListVersionsInput = z.output<typeof listVersionsInput>;

export const versionIdInput = z.object({ versionId: idOf("version") });
export type VersionIdInput = z.output<typeof versionIdInput>;

export const versionOutput = z
  .object({
    id: idOf("version"),
    postId: idOf("post"),
    revision: z.number().int(),
    origin: z.enum(VERSION_ORIGINS),
    authorId: idOf("user").nullable(),
    authorName: z.string().nullable().describe("Null: an integration, or a person who was erased"),
    createdAt: instantSchema,
  })
  .meta({ id: "Version" });
export type VersionView = z.output<typeof versionOutput>;
/** A post is rarely saved more often; older versions than these stay in the database. */
export const versionsShownMax = 200;
export const versionListOutput = z.object({ items: z.array(versionOutput) });
export const versionDetailOutput = versionOutput.extend({ content: versionContent });
export type VersionDetail = z.output<typeof versionDetailOutput>;

export const compareVersionsInput = z.object({
  versionId: idOf("version"),
  with: z
    .enum(["previous", "latest"])
    .default("previous")
    .describe("`previous`: what this version changed. `latest`: what was changed since."),
});
export type CompareVersionsInput = z.output<typeof compareVersionsInput>;

/** A stretch of text that both have, or only one. */
const textRun = z.object({ kind: z.enum(["same", "added", "removed"]), text: z.string() });

const words = z.array(z.string());
const mediaChange = z.object({
  added: words,
  removed: words,
  described: words.describe("Files whose alternative text changed"),
  reordered: z.boolean(),
});
export type MediaChange = z.output<typeof mediaChange>;

const partChange = z.object({
  number: z.number().int().describe("Place among the parts, from 1"),
  change: z.enum(["added", "removed", "changed"]),
  text: z.array(textRun),
  media: mediaChange,
  delayMinutes: z
    .object({ before: z.number().int().nullable(), after: z.number().int().nullable() })
    .nullable(),
});
export type PartChange = z.output<typeof partChange>;

const named = z.object({ id: idOf("channel"), name: z.string().nullable(), network: z.string().nullable() });
const channelChange = z.object({
  channels: z.array(named).describe("Empty: the post's own text, when it goes to no channel"),
  change: z.enum(["added", "removed", "changed", "same"]),
  text: z.array(textRun),
  media: mediaChange,
  parts: z.array(partChange),
  settings: words.describe("Names of the network's options that changed"),
});
export type ChannelChange = z.output<typeof channelChange>;

const wordChange = z.object({ before: z.string().nullable(), after: z.string().nullable() }).nullable();
export const comparisonOutput = z
  .object({
    before: versionOutput.nullable().describe("Null: there is nothing before it"),
    after: versionOutput,
    title: wordChange,
    language: wordChange,
    tags: z.object({ added: words, removed: words }),
    groups: z.array(channelChange).describe("Channels that say the same stand together"),
    files: z.record(z.string(), z.string()).describe("Names of the files that are spoken of, by id"),
  })
  .meta({ id: "Comparison" });
export type Comparison = z.output<typeof comparisonOutput>;

export const restoreVersionInput = z.object({
  versionId: idOf("version"),
  revision: z
    .number()
    .int()
    .min(1)
    .describe("The post's revision as you know it; a newer one is never overwritten"),
});
export type RestoreVersionInput = z.output<typeof restoreVersionInput>;
export const restoredOutput = z.object({
  postId: idOf("post"),
  revision: z.number().int(),
  dropped: z
    .object({ channels: z.number().int(), files: z.number().int() })
    .describe("What the version named and the workspace no longer has"),
});
export type RestoredView = z.output<typeof restoredOutput>;
