import { z } from "zod";
import type { Id } from "@/kernel/ids";
import { requireStorable } from "@/kernel/storable";
import type { ChannelView } from "@/modules/channels/schemas";
import {
  bodyMax,
  mediaMax,
  partDelayMaxMinutes,
  type PostPart,
  partsMax,
} from "@/modules/publishing/schemas";
import { readThread, writeThread } from "./policy.read";
import type { ImportField } from "./schemas";

const fileCell = z.strictObject({ file: z.string().min(1), alt: z.string().max(4_000).default("") });
const partCell = z.strictObject({
  kind: z.enum(["thread", "first_comment", "follow_up"]),
  text: z.string().max(bodyMax).default(""),
  media: z.array(fileCell).max(mediaMax).default([]),
  delayMinutes: z.number().int().min(0).max(partDelayMaxMinutes).default(0),
});
/** A part as a cell tells it: its files by their names. */
export type PartCell = z.output<typeof partCell>;

const channelCell = z.strictObject({
  channel: z.string().min(1),
  text: z.string().max(bodyMax).optional(),
  media: z
    .array(z.string().min(1))
    .max(mediaMax)
    .optional()
    .describe("Those of the row's files that it carries"),
  parts: z.array(partCell).max(partsMax).optional(),
  settings: z.record(z.string().max(60), z.unknown()).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe("No slot of its queue before this instant"),
});
/** What is otherwise on one channel; what it does not name is as the row says. */
export type ChannelCell = z.output<typeof channelCell>;

const partCells = z.array(partCell).max(partsMax);
const channelCells = z.array(channelCell).max(50);

function readJsonCell<T>(cell: string | undefined, schema: z.ZodType<T>): T | null | "malformed" {
  const text = cell?.trim() ?? "";
  if (text === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    requireStorable(value);
    return schema.safeParse(value).data ?? "malformed";
  } catch {
    return "malformed";
  }
}

/** All that follows a post, with files and delays; null when the cell is empty. */
export const readPartCells = (cell: string | undefined): PartCell[] | null | "malformed" =>
  readJsonCell(cell, partCells);

/** What is otherwise on single channels; null when the cell is empty. */
export const readChannelCells = (cell: string | undefined): ChannelCell[] | null | "malformed" =>
  readJsonCell(cell, channelCells);

const listOf = <T>(read: T[] | null | "malformed"): T[] => (Array.isArray(read) ? read : []);

/** The files that the parts of a row name, its channels' own ones included. */
export function partFilesIn(cells: Partial<Record<ImportField, string>>): string[] {
  const own = listOf(readChannelCells(cells.variants)).flatMap(({ parts = [] }) => parts);
  const parts = [...listOf(readPartCells(cells.parts)), ...own];
  return parts.flatMap(({ media }) => media.map(({ file }) => file));
}

/** Parts with files by their names. */
export const partCellsOf = (parts: readonly PostPart[], wordOf: (assetId: string) => string): PartCell[] =>
  parts.map(({ kind, body: text, media, delayMinutes }) => ({
    ...{ kind, text, delayMinutes },
    media: media.map(({ assetId, altText: alt }) => ({ file: wordOf(assetId), alt })),
  }));

/** Tell whether the columns for a thread and a first comment say all that there is of parts. */
export function isPlain(parts: readonly PostPart[]): boolean {
  const bodies = parts.filter(({ kind }) => kind === "thread").map(({ body }) => body);
  const read = readThread(writeThread(bodies));
  const [comment, ...others] = parts.slice(bodies.length);
  return (
    parts.every(({ media, delayMinutes }) => media.length === 0 && delayMinutes === 0) &&
    read.length === bodies.length &&
    read.every((body, index) => body === parts[index]?.body) &&
    others.length === 0 &&
    (comment === undefined || (comment.kind === "first_comment" && comment.body.trim() !== ""))
  );
}

/** What a row says of one of its channels apart from the others. */
export interface RowVariant {
  channelId: Id<"channel">;
  body: string | null;
  /** Which of the row's files, by their place; null: all of them. */
  files: number[] | null;
  parts: PostPart[] | null;
  settings: Record<string, unknown>;
  /** No slot of its queue before this; null: as the row says. */
  from: Date | null;
}

/** What a cell of details is read with. */
export interface DetailsWorld {
  /** The words of the row's files, in their order. */
  words: readonly string[];
  /** The channels of the row. */
  channels: readonly ChannelView[];
  channelOf: (word: string) => ChannelView | undefined;
  assetOf: (word: string) => Id<"asset"> | undefined;
  /** A word that stands for nothing. */
  unknown: (kind: "file" | "channel", word: string, field: "parts" | "variants") => void;
}

/** Parts with files of the library; unknown ones are told and left out. */
export const partsOfCells = (
  cells: readonly PartCell[],
  { assetOf, unknown }: Pick<DetailsWorld, "assetOf" | "unknown">,
  field: "parts" | "variants" = "parts",
): PostPart[] =>
  cells.map(({ kind, text: body, media, delayMinutes }) => ({
    ...{ kind, body, delayMinutes },
    media: media.flatMap(({ file, alt: altText }) => {
      const assetId = assetOf(file);
      if (!assetId) unknown("file", file, field);
      return assetId ? [{ assetId, altText }] : [];
    }),
  }));

/** What is otherwise on single channels of a row; those that it does not go to, and unknown files, are told. */
export function variantsOfCells(cells: readonly ChannelCell[], world: DetailsWorld): RowVariant[] {
  const { words, channels, channelOf, unknown } = world;
  return cells.flatMap(({ channel: word, text, media, parts, settings = {}, from }): RowVariant[] => {
    const channel = channelOf(word);
    if (!channel || !channels.some(({ id }) => id === channel.id)) {
      unknown("channel", word, "variants");
      return [];
    }
    const files = media?.flatMap((name) => {
      const index = words.indexOf(name);
      if (index < 0) unknown("file", name, "variants");
      return index < 0 ? [] : [index];
    });
    return [
      {
        ...{ channelId: channel.id, body: text ?? null, files: files ?? null, settings },
        parts: parts ? partsOfCells(parts, world, "variants") : null,
        from: from ? new Date(from) : null,
      },
    ];
  });
}
