import { DomainError } from "@/kernel/errors";
import { isId } from "@/kernel/ids";
import { instantOf, isTimeZone, meantTimeOf, minuteMs } from "@/kernel/time";
import type { ChannelView } from "@/modules/channels/schemas";
import { isAhead } from "@/modules/publishing/policy";
import {
  bodyMax,
  labelsMax,
  languageTag,
  mediaMax,
  partsMax,
  type PostPart,
  tagInput,
  tagsMax,
  titleMax,
  variantsMax,
} from "@/modules/publishing/schemas";
import { plainOf } from "./policy.columns";
import {
  type DetailsWorld,
  partsOfCells,
  type RowVariant,
  readChannelCells,
  readPartCells,
  variantsOfCells,
} from "./policy.details";
import { parseDate, parseTime } from "./policy.dates";
import { readAltTexts, readFiles, readList, readThread } from "./policy.read";
import { assetNamed, networkProblems } from "./policy.judge";
import type { DateOrder, ImportField, Mapping, RowProblem, RowProblemCode } from "./schemas";
import type { ReadRow, Report, RowFile, RowWorld } from "./types";

const WARNINGS = new Set<RowProblemCode>(["campaign_new", "label_new", "duplicate_row", "not_publisher"]);

/** The cells of a row by what they hold. */
export function cellsOf(row: Readonly<Record<string, string>>, mapping: Mapping): ReadRow["cells"] {
  const cells: ReadRow["cells"] = {};
  for (const [field, header] of Object.entries(mapping) as [ImportField, string][])
    if (row[header] !== undefined) cells[field] = row[header];
  return cells;
}

const matchers: ((channel: ChannelView, wanted: string, plain: string) => boolean)[] = [
  ({ id }, wanted) => id === wanted,
  ({ network, handle }, _, plain) => plainOf(`${network}:${handle}`) === plain,
  ({ name }, _, plain) => plainOf(name) === plain,
  ({ handle }, _, plain) => plainOf(handle) === plain,
  ({ network, networkName }, _, plain) => plainOf(network) === plain || plainOf(networkName) === plain,
];

/** The channels that a word may mean: by id, network and handle, name, handle, network; the first that finds any. */
export function matchChannels(word: string, channels: readonly ChannelView[]): ChannelView[] {
  const plain = plainOf(word);
  for (const matches of matchers) {
    const found = channels.filter((channel) => matches(channel, word.trim(), plain));
    if (found.length > 0) return found;
  }
  return [];
}

function readChannels(cell: string, world: RowWorld, report: Report): ChannelView[] {
  const whole = cell.trim();
  if (whole === "") return usable(world.defaults, report);
  const words = matchChannels(whole, world.channels).length === 1 ? [whole] : readList(whole);
  const chosen = words.flatMap((word) => {
    const found = matchChannels(word, world.channels);
    // One that is disconnected does not stand in the way of one that is not.
    const live = found.filter(({ state }) => state !== "disconnected");
    const [only, ...others] = live.length > 0 ? live : found;
    if (!only) report("channel_unknown", "channels", { name: word });
    else if (others.length > 0)
      report("channel_ambiguous", "channels", {
        name: word,
        choices: [only, ...others].map(({ network, handle }) => `${network}:${handle}`).join(", "),
      });
    else return [only];
    return [];
  });
  const unique = [...new Map(chosen.map((channel) => [channel.id, channel])).values()];
  if (unique.length > variantsMax) report("channels_too_many", "channels", { max: variantsMax });
  return usable(unique.slice(0, variantsMax), report);
}

const usable = (channels: readonly ChannelView[], report: Report): ChannelView[] =>
  channels.filter((channel) => {
    if (channel.state !== "disconnected") return true;
    report("channel_disconnected", "channels", { name: channel.name });
    return false;
  });

const YES = new Set([
  "1",
  "x",
  "yes",
  "y",
  "true",
  "oui",
  "o",
  "vrai",
  "queue",
  "file",
  "queued",
  "on",
  "ok",
]);
const NO = new Set(["", "0", "no", "n", "false", "non", "faux", "off"]);

function readQueue(cell: string, report: Report): boolean {
  const word = plainOf(cell);
  if (YES.has(word)) return true;
  if (!NO.has(word)) report("queue_malformed", "queue", { value: cell.trim() });
  return false;
}

/** Nothing said is yes. */
function readSigned(cell: string, report: Report): boolean {
  const word = plainOf(cell);
  if (word === "" || YES.has(word)) return true;
  if (!NO.has(word)) report("signature_malformed", "signature", { value: cell.trim() });
  return !NO.has(word);
}

/** What a row says of its time: a wall time, or the instant itself; null when nothing, or nothing understood. */
function readTime(
  cells: ReadRow["cells"],
  order: DateOrder,
  report: Report,
): { wallTime: string } | { instant: Date } | null {
  const [both, date, time] = [cells.dateTime, cells.date, cells.time].map((cell) => cell?.trim() ?? "");
  const field = both ? "dateTime" : "date";
  const text = both || date || "";
  if (text === "") {
    if (time) report("date_missing", "date", { value: time });
    return null;
  }
  const parsed = parseDate(text, order);
  if (!parsed) {
    report("date_malformed", field, { value: text });
    return null;
  }
  if (parsed.instant) return { instant: parsed.instant };
  const clock = time ? parseTime(time) : parsed.time;
  if (time && clock === null) report("time_malformed", "time", { value: time });
  else if (clock === null) report("time_missing", cells.time === undefined ? field : "time", { value: text });
  return clock === null ? null : { wallTime: `${parsed.date}T${clock}` };
}

/** The minute that an instant lies in, and the wall time in a zone that means it. */
function minuteOf(instant: Date, zone: string) {
  const publishAt = new Date(Math.floor(instant.getTime() / minuteMs) * minuteMs);
  return { wallTime: meantTimeOf(publishAt, zone), publishAt };
}

function readWhen(cells: ReadRow["cells"], world: RowWorld, report: Report): ReadRow["when"] {
  const timeZone = cells.timeZone?.trim() || world.timeZone;
  if (!isTimeZone(timeZone)) {
    report("zone_unknown", "timeZone", { zone: timeZone });
    return null;
  }
  const said = readTime(cells, world.order, report);
  if (said === null) return null;
  const field = cells.dateTime?.trim() ? "dateTime" : "date";
  try {
    const { wallTime, publishAt } =
      "instant" in said
        ? minuteOf(said.instant, timeZone)
        : { ...said, publishAt: instantOf(said.wallTime, timeZone) };
    if (isAhead(publishAt, world.now)) return { wallTime, timeZone, publishAt };
    report("date_past", field, { wallTime: wallTime.replace("T", " ") });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { wallTime = "", next = "" } = error.details ?? {};
    report("time_skipped", field, { wallTime, next: String(next).replace("T", " ") });
  }
  return null;
}

const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:\/\//i.test(text);

function readMedia(cells: ReadRow["cells"], world: RowWorld, report: Report): RowFile[] {
  const words = readFiles(cells.media ?? "");
  const altTexts = readAltTexts(cells.altText ?? "", words.length);
  if (altTexts.length > words.length)
    report("alt_too_many", "altText", { count: altTexts.length, max: words.length });
  if (words.length > mediaMax) report("media_too_many", "media", { count: words.length, max: mediaMax });
  return words.slice(0, mediaMax).flatMap((word, index): RowFile[] => {
    const altText = (altTexts[index] ?? "").slice(0, 4_000);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) {
      if (isUrl(word) && word.length <= 2_000) return [{ url: word, word, altText }];
      report("media_url", "media", { value: word.slice(0, 200) });
      return [];
    }
    const [asset, ...others] = world.assets.get(isId("asset", word) ? word : word.toLowerCase()) ?? [];
    if (!asset) report("media_unknown", "media", { name: word });
    else if (others.length > 0) report("media_ambiguous", "media", { name: word, count: others.length + 1 });
    else return [{ asset, word, altText: altText || asset.altText }];
    return [];
  });
}

function readTags(cell: string, report: Report): string[] {
  const tags = cell.split(/[\s,;|]+/).flatMap((word) => {
    if (word.replace(/^#/, "") === "") return [];
    const parsed = tagInput.safeParse(word);
    if (!parsed.success) report("tag_malformed", "tags", { tag: word.slice(0, 60) });
    return parsed.success ? [parsed.data] : [];
  });
  const unique = [...new Set(tags)];
  if (unique.length > tagsMax) report("tags_too_many", "tags", { count: unique.length, max: tagsMax });
  return unique.slice(0, tagsMax);
}

function readBody(cells: ReadRow["cells"], report: Report): string {
  const text = cells.text?.trim() ? cells.text : "";
  const link = cells.link?.trim() ?? "";
  if (link !== "" && !isUrl(link)) report("link_malformed", "link", { value: link.slice(0, 200) });
  const linked =
    isUrl(link) && !text.includes(link) ? [text.trimEnd(), link].filter(Boolean).join("\n\n") : text;
  if (linked.length > bodyMax) report("text_too_long", "text", { count: linked.length, max: bodyMax });
  return linked.slice(0, bodyMax);
}

function detailsOf(world: RowWorld, row: Pick<ReadRow, "files" | "channels">, report: Report): DetailsWorld {
  return {
    words: row.files.map(({ word }) => word),
    channels: row.channels,
    channelOf: (word) => matchChannels(word, row.channels)[0],
    assetOf: (word) => assetNamed(world, word)?.id,
    unknown: (kind, name, field) =>
      report(kind === "file" ? "media_unknown" : "channel_unknown", field, { name }),
  };
}

function readVariants(cells: ReadRow["cells"], details: DetailsWorld, report: Report): RowVariant[] {
  const read = readChannelCells(cells.variants);
  if (read === "malformed") report("details_malformed", "variants");
  return Array.isArray(read) ? variantsOfCells(read, details) : [];
}

function readParts(cells: ReadRow["cells"], details: DetailsWorld, report: Report): PostPart[] {
  const read = readPartCells(cells.parts);
  if (read === "malformed") report("details_malformed", "parts");
  return Array.isArray(read) ? partsOfCells(read, details) : readPlainParts(cells, report);
}

function readLanguage(cell: string, report: Report): string | null {
  const code = cell.trim();
  if (code === "") return null;
  const parsed = languageTag.safeParse(code);
  if (!parsed.success) report("language_malformed", "language", { value: code.slice(0, 40) });
  return parsed.data ?? null;
}

function readPlainParts(cells: ReadRow["cells"], report: Report): PostPart[] {
  const comment = cells.firstComment?.trim() ? [cells.firstComment] : [];
  const thread = readThread(cells.thread ?? "");
  const parts: PostPart[] = [
    ...thread.map((body) => ({ kind: "thread" as const, body, media: [], delayMinutes: 0 })),
    ...comment.map((body) => ({ kind: "first_comment" as const, body, media: [], delayMinutes: 0 })),
  ];
  if (parts.length > partsMax) report("parts_too_many", "thread", { count: parts.length, max: partsMax });
  if (parts.some(({ body }) => body.length > bodyMax))
    report("text_too_long", "thread", { count: 0, max: bodyMax });
  return parts.slice(0, partsMax).map((part) => ({ ...part, body: part.body.slice(0, bodyMax) }));
}

function readGroups(cells: ReadRow["cells"], world: RowWorld, report: Report) {
  const name = cells.campaign?.trim().slice(0, 80) ?? "";
  const known = world.campaigns.get(name.toLowerCase());
  if (name !== "" && !known) report("campaign_new", "campaign", { name });
  const campaign = name === "" ? null : known ? { id: known } : { name };
  const words = [...new Map(readList(cells.labels ?? "").map((word) => [word.toLowerCase(), word])).values()];
  const labels = words.slice(0, labelsMax).map((word) => {
    const id = world.labels.get(word.toLowerCase());
    if (!id) report("label_new", "labels", { name: word });
    return id ? { id } : { name: word.slice(0, 40) };
  });
  return { campaign, labels };
}

/** Understand one row, as far as it goes; what is wrong is in its problems, and left out of the rest. */
export function readRow(row: number, cells: ReadRow["cells"], world: RowWorld): ReadRow {
  const problems: RowProblem[] = [];
  const report: Report = (code, field, details = {}) =>
    problems.push({ severity: WARNINGS.has(code) ? "warning" : "error", code, field, details });
  for (const [field, text] of Object.entries(cells) as [ImportField, string][])
    if (text.includes("\ufffd")) report("text_broken", field);
  const title = cells.title?.trim() || null;
  if (title && title.length > titleMax)
    report("title_too_long", "title", { count: title.length, max: titleMax });
  const [files, channels] = [
    readMedia(cells, world, report),
    readChannels(cells.channels ?? "", world, report),
  ];
  const details = detailsOf(world, { files, channels }, report);
  const said = {
    title: title?.slice(0, titleMax) ?? null,
    body: readBody(cells, report),
    tags: readTags(cells.tags ?? "", report),
    language: readLanguage(cells.language ?? "", report),
    signed: readSigned(cells.signature ?? "", report),
    parts: readParts(cells, details, report),
    variants: readVariants(cells, details, report),
    ...{ files, channels },
    ...readGroups(cells, world, report),
  };
  const wanted = readWhen(cells, world, report);
  const asked = readQueue(cells.queue ?? "", report);
  const planned = wanted !== null || asked;
  if (planned && !world.mayPublish) report("not_publisher", null);
  const may = planned && world.mayPublish;
  const plan = { when: may ? wanted : null, queued: may && asked };
  const wordless = said.body === "" && said.title === null && said.variants.every(({ body }) => !body);
  if (wordless && said.files.length === 0 && !cells.media?.trim()) report("row_empty", "text");
  if (may && said.channels.length === 0 && !problems.some(({ field }) => field === "channels"))
    report("no_channel", "channels");
  const read = { row, cells, ...said, ...plan };
  return { ...read, problems: [...problems, ...networkProblems(read, world)] };
}

/** Rows that say the same to the same channels at the same time: a second one is likely a slip. */
export function markRepeats(rows: readonly ReadRow[]): ReadRow[] {
  const first = new Map<string, number>();
  return rows.map((read) => {
    const { row, body, title, channels, when, problems } = read;
    if (body === "" && title === null) return read;
    const key = JSON.stringify([body, title, channels.map(({ id }) => id).sort(), when?.publishAt.getTime()]);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, row);
      return read;
    }
    const repeat: RowProblem = {
      severity: "warning",
      code: "duplicate_row",
      field: null,
      details: { row: earlier },
    };
    return { ...read, problems: [...problems, repeat] };
  });
}
