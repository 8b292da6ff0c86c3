import Papa from "papaparse";
import { meantTimeOf } from "@/kernel/time";
import type { ChannelView } from "@/modules/channels/schemas";
import type { PostPart } from "@/modules/publishing/schemas";
import { EXPORT_HEADERS, plainOf } from "./policy.columns";
import { type ChannelCell, isPlain, partCellsOf } from "./policy.details";
import { guardCell, writeAltTexts, writeList, writeThread } from "./policy.read";
import { matchChannels } from "./policy.rows";
import type { ImportField } from "./schemas";

export type ExportCells = Partial<Record<ImportField, string>>;
type Language = "en" | "fr";

/** Spreadsheets of French computers expect semicolons, since commas are in their numbers. */
const DELIMITER: Record<Language, string> = { en: ",", fr: ";" };

/** Cells as a CSV that a spreadsheet opens as it should: marked as UTF-8, and without formulas. */
export function writeCsv(rows: readonly ExportCells[], locale: Language, more: ExportCells = {}): string {
  const headers = { ...EXPORT_HEADERS[locale], ...more };
  const fields = Object.keys(headers) as ImportField[];
  const data = rows.map((row) => fields.map((field) => guardCell(row[field] ?? "")));
  const head = fields.map((field) => headers[field] ?? field);
  return `\uFEFF${Papa.unparse([head, ...data], { delimiter: DELIMITER[locale], newline: "\r\n" })}\r\n`;
}

/** The word by which a channel is found again: its name when no other answers to it, else its id. */
export function channelWord(channel: ChannelView, channels: readonly ChannelView[]): string {
  const [only, ...others] = matchChannels(channel.name, channels);
  const plain = plainOf(channel.name) !== "";
  return plain && only?.id === channel.id && others.length === 0 ? channel.name : channel.id;
}

/** A post in the words of a plan. */
export interface ExportPost {
  timeZone: string;
  publishAt: Date | null;
  /** It stands in the queues of its channels, from that time on. */
  queued: boolean;
  channels: string[];
  title: string | null;
  body: string;
  tags: string[];
  files: { word: string; altText: string }[];
  parts: readonly PostPart[];
  /** What is otherwise on single channels. */
  variants: readonly {
    channel: string;
    text: string | null;
    media: string[] | null;
    parts: readonly PostPart[] | null;
    settings: Record<string, unknown>;
    /** Where it stands in its queue, unless it is the earliest of the post. */
    from: Date | null;
  }[];
  language: string;
  signed: boolean;
  /** The word by which a file of a part is found again. */
  wordOf: (assetId: string) => string;
  campaign: string | null;
  labels: string[];
}

const bodiesOf = ({ parts }: ExportPost, kind: string): string[] =>
  parts.filter((part) => part.kind === kind).map(({ body }) => body);

/** What each channel has of its own, without those that have nothing. */
const channelCellsOf = ({ variants, wordOf }: ExportPost): ChannelCell[] =>
  variants.flatMap(({ channel, text, media, parts, settings, from }) => {
    const own = {
      ...(text !== null && { text }),
      ...(media !== null && { media }),
      ...(parts !== null && { parts: partCellsOf(parts, wordOf) }),
      ...(Object.keys(settings).length > 0 && { settings }),
      ...(from && { from: from.toISOString() }),
    };
    return Object.keys(own).length > 0 ? [{ channel, ...own }] : [];
  });

const jsonCell = (list: readonly unknown[]): string => (list.length > 0 ? JSON.stringify(list) : "");

/** Date and time of a post; the second of two equal times is one cell, with its offset. */
function timeCellsOf({ timeZone, publishAt }: ExportPost): ExportCells {
  if (!publishAt) return { date: "", time: "", timeZone: "" };
  const meant = meantTimeOf(publishAt, timeZone);
  const [date = "", time = ""] = meant.split("T");
  return meant === `${date}T${time.slice(0, 5)}`
    ? { date, time, timeZone }
    : { date: meant, time: "", timeZone };
}

/** The cells of a post: what an import of them makes is the post again. */
export function cellsOfPost(post: ExportPost): ExportCells {
  return {
    ...timeCellsOf(post),
    channels: writeList(post.channels),
    queue: post.queued ? "yes" : "",
    ...{ title: post.title ?? "", text: post.body },
    tags: post.tags.map((tag) => `#${tag}`).join(" "),
    media: writeList(post.files.map(({ word }) => word)),
    altText: writeAltTexts(post.files.map(({ altText }) => altText)),
    firstComment: bodiesOf(post, "first_comment")[0] ?? "",
    thread: writeThread(bodiesOf(post, "thread")),
    parts: isPlain(post.parts) ? "" : jsonCell(partCellsOf(post.parts, post.wordOf)),
    variants: jsonCell(channelCellsOf(post)),
    // What is as usual need not be said.
    signature: post.signed ? "" : "no",
    language: post.language,
    campaign: post.campaign ?? "",
    labels: writeList(post.labels),
  };
}

/** A post as an object of a JSON file: by the same names as the columns, with lists as lists and nothing that is empty. */
function objectOfPost(post: ExportPost, locale: Language): Record<string, unknown> {
  const lists: Partial<Record<ImportField, readonly unknown[]>> = {
    channels: post.channels,
    tags: post.tags,
    media: post.files.map(({ word }) => word),
    parts: isPlain(post.parts) ? [] : partCellsOf(post.parts, post.wordOf),
    variants: channelCellsOf(post),
    labels: post.labels,
  };
  const cells = cellsOfPost(post);
  const fields = Object.entries(EXPORT_HEADERS[locale]) as [ImportField, string][];
  const said = fields.map(([field, header]) => [header, lists[field] ?? cells[field] ?? ""] as const);
  return Object.fromEntries(said.filter(([, value]) => value.length > 0));
}

/** Posts as JSON that an import reads. */
export const writeJson = (posts: readonly ExportPost[], locale: Language): string =>
  `${JSON.stringify({ posts: posts.map((post) => objectOfPost(post, locale)) }, null, 2)}\n`;

const SAMPLES: Record<Language, ExportCells[]> = {
  en: [
    {
      ...{ time: "09:30", text: "We open our doors on Saturday. Come and see the workshop!" },
      ...{ tags: "#opening #workshop", media: "https://picsum.photos/seed/workshop/1200/800.jpg" },
      ...{ altText: "A workshop with tall windows", firstComment: "Free entry, no registration." },
      ...{ campaign: "Opening", labels: "event" },
    },
    {
      ...{
        time: "18:00",
        text: "Three things that we learned this year.",
        link: "https://example.com/learned",
      },
      ...{ thread: "First: start small.\n---\nSecond: ask early." },
    },
    { text: "This one takes the next free slot of its channels.", queue: "yes" },
    { text: "No date: this one stays a draft until you give it a time." },
  ],
  fr: [
    {
      ...{ time: "9h30", text: "Nous ouvrons nos portes samedi. Venez voir l’atelier !" },
      ...{ tags: "#ouverture #atelier", media: "https://picsum.photos/seed/workshop/1200/800.jpg" },
      ...{ altText: "Un atelier aux hautes fenêtres", firstComment: "Entrée libre, sans inscription." },
      ...{ campaign: "Ouverture", labels: "événement" },
    },
    {
      ...{ time: "18h00", text: "Trois choses apprises cette année.", link: "https://example.com/appris" },
      ...{ thread: "D’abord : commencer petit.\n---\nEnsuite : demander tôt." },
    },
    { text: "Celle-ci prend le prochain créneau libre de ses canaux.", queue: "oui" },
    { text: "Sans date : celle-ci reste un brouillon jusqu’à ce que vous lui donniez une heure." },
  ],
};
const SAMPLE_HEADERS: Record<Language, ExportCells> = {
  en: { queue: "queue", link: "link" },
  fr: { queue: "file", link: "lien" },
};

const dateOf = (day: string, locale: Language): string =>
  locale === "fr" ? day.split("-").reverse().join("/") : day;

/** A small file that shows every column, for these days and this channel of the workspace. */
export const exampleCsv = (locale: Language, days: readonly string[], channel: string): string =>
  writeCsv(
    SAMPLES[locale].map((cells, index) => ({
      ...cells,
      ...(cells.time && { date: dateOf(days[index] ?? "", locale) }),
      channels: channel,
    })),
    locale,
    SAMPLE_HEADERS[locale],
  );
