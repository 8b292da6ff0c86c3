import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { isId } from "@/kernel/ids";
import { instantOf, isTimeZone, minuteMs, wallTimeOf } from "@/kernel/time";
import type { ChannelView } from "@/modules/channels/schemas";
import type { Asset } from "@/modules/media/schemas";
import {
  bodyMax,
  labelsMax,
  mediaMax,
  partsMax,
  type PostPart,
  tagInput,
  tagsMax,
  titleMax,
  variantsMax,
} from "@/modules/publishing/schemas";
import type { Issue, VariantDraft } from "@/networks/capabilities";
import { plainOf } from "./policy.columns";
import { parseDate, parseTime } from "./policy.dates";
import { readAltTexts, readFiles, readList, readThread } from "./policy.read";
import type { DateOrder, ImportField, Mapping, RowProblem, RowProblemCode } from "./schemas";

/** A file of a row: one of the library, or one that is still to be fetched. */
export type RowFile = { altText: string } & ({ asset: Asset } | { url: string });

/** What a row says, as far as it can be understood. */
export interface ReadRow {
  row: number;
  cells: Partial<Record<ImportField, string>>;
  title: string | null;
  body: string;
  tags: string[];
  parts: PostPart[];
  files: RowFile[];
  channels: ChannelView[];
  campaign: { id: Id<"campaign"> } | { name: string } | null;
  labels: ({ id: Id<"label"> } | { name: string })[];
  when: { wallTime: string; timeZone: string; publishAt: Date } | null;
  queued: boolean;
  problems: RowProblem[];
}

/** Everything that a row may speak of. */
export interface RowWorld {
  now: Date;
  order: DateOrder;
  timeZone: string;
  mayPublish: boolean;
  channels: readonly ChannelView[];
  /** Where rows go that name no channel. */
  defaults: readonly ChannelView[];
  /** Files of the library by name, in lower case, and by id. */
  assets: ReadonlyMap<string, readonly Asset[]>;
  campaigns: ReadonlyMap<string, Id<"campaign">>;
  labels: ReadonlyMap<string, Id<"label">>;
  /** What a channel would refuse or warn of; a campaign that is new has no rules yet. */
  issuesOf: (draft: VariantDraft, channel: ChannelView, campaignId: Id<"campaign"> | null) => Issue[];
}

type Report = (code: RowProblemCode, field: ImportField | null, details?: RowProblem["details"]) => void;

const WARNINGS = new Set<RowProblemCode>([
  "queue_and_date",
  "campaign_new",
  "label_new",
  "duplicate_row",
  "not_publisher",
]);

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

/** The wall time that a row means; null when it means none, or none that can be understood. */
function readWallTime(
  cells: ReadRow["cells"],
  zone: string,
  order: DateOrder,
  report: Report,
): string | null {
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
  if (parsed.instant) return wallTimeOf(parsed.instant, zone);
  const clock = time ? parseTime(time) : parsed.time;
  if (time && clock === null) report("time_malformed", "time", { value: time });
  else if (clock === null) report("time_missing", cells.time === undefined ? field : "time", { value: text });
  return clock === null ? null : `${parsed.date}T${clock}`;
}

function readWhen(cells: ReadRow["cells"], world: RowWorld, report: Report): ReadRow["when"] {
  const timeZone = cells.timeZone?.trim() || world.timeZone;
  if (!isTimeZone(timeZone)) {
    report("zone_unknown", "timeZone", { zone: timeZone });
    return null;
  }
  const wallTime = readWallTime(cells, timeZone, world.order, report);
  if (wallTime === null) return null;
  const field = cells.dateTime?.trim() ? "dateTime" : "date";
  try {
    const publishAt = instantOf(wallTime, timeZone);
    if (publishAt.getTime() + minuteMs > world.now.getTime()) return { wallTime, timeZone, publishAt };
    report("date_past", field, { wallTime: wallTime.replace("T", " ") });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    report("time_skipped", field, { wallTime, next: String(error.details?.next ?? "").replace("T", " ") });
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
      if (isUrl(word) && word.length <= 2_000) return [{ url: word, altText }];
      report("media_url", "media", { value: word.slice(0, 200) });
      return [];
    }
    const [asset, ...others] = world.assets.get(isId("asset", word) ? word : word.toLowerCase()) ?? [];
    if (!asset) report("media_unknown", "media", { name: word });
    else if (others.length > 0) report("media_ambiguous", "media", { name: word, count: others.length + 1 });
    else return [{ asset, altText: altText || asset.altText }];
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

function readParts(cells: ReadRow["cells"], report: Report): PostPart[] {
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

const REMOTE = {
  mp4: ["video", "video/mp4"],
  gif: ["gif", "image/gif"],
  png: ["image", "image/png"],
  webp: ["image", "image/webp"],
} as const;

/** A file that is not here yet counts as one of its kind that fits: what it truly is shows once it is fetched. */
function mediaDraftOf(file: RowFile): VariantDraft["media"][number] {
  if ("asset" in file) return { ...file.asset, altText: file.altText };
  const extension = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(file.url)?.[1]?.toLowerCase() ?? "";
  const [kind, mimeType] = REMOTE[extension as keyof typeof REMOTE] ?? (["image", "image/jpeg"] as const);
  return { kind, mimeType, bytes: 1, width: null, height: null, durationMs: null, altText: file.altText };
}

const FIELD_OF_ISSUE: Record<string, ImportField> = {
  title: "title",
  body: "text",
  media: "media",
  parts: "thread",
};

/** What the networks of a row's channels would refuse or warn of, one line for what several say alike. */
function networkProblems(row: Omit<ReadRow, "problems">, world: RowWorld): RowProblem[] {
  const media = row.files.map(mediaDraftOf);
  const parts = row.parts.map(({ kind, body }) => ({ kind, body, media: [] }));
  const { title, body, campaign } = row;
  const campaignId = campaign && "id" in campaign ? campaign.id : null;
  const found = new Map<string, RowProblem>();
  const isDraft = row.when === null && !row.queued;
  for (const channel of row.channels)
    for (const issue of world.issuesOf({ title, body, media, settings: {}, parts }, channel, campaignId)) {
      const key = JSON.stringify(issue);
      const known = found.get(key);
      const names = known?.channel ? `${known.channel}, ${channel.name}` : channel.name;
      const field = FIELD_OF_ISSUE[issue.field.split(".")[0] ?? ""] ?? null;
      // A draft may be unfinished: nothing of it is sent.
      const severity = isDraft ? ("warning" as const) : issue.severity;
      found.set(key, { severity, code: "network", field, details: {}, channel: names, issue });
    }
  return [...found.values()];
}

/** Understand one row, as far as it goes; what is wrong is in its problems, and left out of the rest. */
export function readRow(row: number, cells: ReadRow["cells"], world: RowWorld): ReadRow {
  const problems: RowProblem[] = [];
  const report: Report = (code, field, details = {}) =>
    problems.push({ severity: WARNINGS.has(code) ? "warning" : "error", code, field, details });
  const title = cells.title?.trim() || null;
  if (title && title.length > titleMax)
    report("title_too_long", "title", { count: title.length, max: titleMax });
  const said = {
    title: title?.slice(0, titleMax) ?? null,
    body: readBody(cells, report),
    tags: readTags(cells.tags ?? "", report),
    parts: readParts(cells, report),
    files: readMedia(cells, world, report),
    channels: readChannels(cells.channels ?? "", world, report),
    ...readGroups(cells, world, report),
  };
  const wanted = readWhen(cells, world, report);
  const asked = readQueue(cells.queue ?? "", report);
  const dated = Boolean(cells.dateTime?.trim() || cells.date?.trim());
  if (asked && dated) report("queue_and_date", "queue");
  const planned = wanted !== null || (asked && !dated);
  if (planned && !world.mayPublish) report("not_publisher", null);
  const may = planned && world.mayPublish;
  const plan = { when: may ? wanted : null, queued: may && wanted === null };
  if (said.body === "" && said.title === null && said.files.length === 0 && !cells.media?.trim())
    report("row_empty", "text");
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
