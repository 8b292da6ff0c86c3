import type { Id } from "@/kernel/ids";
import type { ChannelView, SettingField } from "@/modules/channels/schemas";
import type { MediaItem } from "@/modules/media/schemas";
import type { Issue, IssueCode, TextUnit } from "@/networks/capabilities";
import { checkVariant } from "@/networks/check";
import { lengthIn, measureText } from "@/networks/text";
import { contentOf } from "../policy";
import { createPostInput } from "../schemas";
import type { DraftPart } from "./composer-parts";
import { contentInputOf, type Draft, type DraftVariant } from "./composer-state";

/** The tab of the text that all channels share. */
export const sharedTab = "shared";
export type ComposerTab = typeof sharedTab | Id<"channel">;

/** A field of the composer: where a problem is, and where a press on it leads. */
export interface FieldTarget {
  tab: ComposerTab;
  /** `title`, `body`, `media`, `tags`, `channels`, `settings.<name>`, `parts` or `parts.<index>.<field>`. */
  field: string;
}

/** The id of the element that a target focuses. */
export const elementIdOf = ({ tab, field }: FieldTarget): string => `composer-${tab}-${field}`;

export const OWN_CODES = ["no_channel", "channel_broken", "channel_disconnected", "not_kept"] as const;
export type ProblemCode = IssueCode | (typeof OWN_CODES)[number];

/** Something that stands in the way (error) or that readers would miss (warning). */
export interface Problem {
  severity: "error" | "warning";
  code: ProblemCode;
  details: Record<string, string | number>;
  target: FieldTarget;
  /** The file at fault, from 1 in the post's order; null when it is none in particular. */
  file: number | null;
}

/** Length of a text as its network counts it, by the limit that is nearest to being passed. */
export interface TextCount {
  used: number;
  max: number;
  unit: TextUnit;
}

/** The post as one channel will show it. */
export interface ChannelContent {
  title: string | null;
  body: string;
  tags: string[];
  language: string;
  media: MediaItem[];
  settings: Record<string, unknown>;
}

/** A chosen channel with what goes out on it and what is wrong with that. */
export interface ComposedChannel {
  channel: ChannelView;
  fields: readonly SettingField[];
  variant: DraftVariant;
  /** As it is written. */
  content: ChannelContent;
  parts: readonly DraftPart[];
  /** The texts as they leave: signed, variables filled, links tagged. */
  leaving: { body: string; parts: readonly string[] };
  count: TextCount;
  problems: Problem[];
}

/** What becomes of a text when it leaves for a channel: the post's own is signed, what follows it is not. */
export type Finish = (text: string, channel: ChannelView, of: "post" | "part") => string;

/** Tell whether a channel's network can carry a part of this kind. */
export const carries = ({ capabilities }: ChannelView, kind: DraftPart["kind"]): boolean =>
  capabilities.parts?.kinds.includes(kind) ?? false;

/** A setting's value, or its default while it has none of its kind. */
export function settingValue(field: SettingField, settings: Record<string, unknown>): string | boolean {
  const value = settings[field.name];
  return typeof value === typeof field.default ? (value as string | boolean) : field.default;
}

/** The content of one channel, with the shared text and files where it has none of its own. */
export function channelContentOf(draft: Draft, variant: DraftVariant, channel: ChannelView): ChannelContent {
  const post = { ...draft, title: draft.title.trim() || null };
  const attached = draft.media.map(({ assetId, altText }) => ({ assetId, altText }));
  const { media, ...content } = contentOf({ post, variant, media: attached });
  const chosen = new Set(media.map(({ assetId }) => assetId));
  return {
    ...content,
    title: channel.capabilities.title ? content.title : null,
    tags: channel.capabilities.tags ? content.tags : [],
    media: draft.media.filter(({ assetId }) => chosen.has(assetId)),
  };
}

const countedText = (fields: readonly SettingField[], settings: Record<string, unknown>): string[] =>
  fields.flatMap((field) =>
    field.kind === "text" && field.counted ? [String(settingValue(field, settings))] : [],
  );

/** Count a channel's text, with the options whose length its network adds. */
export function countOf(
  { body, settings }: Pick<ChannelContent, "body" | "settings">,
  { text }: ChannelView["capabilities"],
  fields: readonly SettingField[],
): TextCount {
  const parts = [body, ...countedText(fields, settings)];
  const total = (measure: (part: string) => number) => parts.reduce((sum, part) => sum + measure(part), 0);
  const used = total((part) => measureText(part, text));
  const main: TextCount = { used, max: text.max, unit: text.unit };
  if (text.bytesMax === undefined) return main;
  const bytes = lengthIn(body, "utf8_bytes");
  return bytes / text.bytesMax > used / text.max
    ? { used: bytes, max: text.bytesMax, unit: "utf8_bytes" }
    : main;
}

function isRefused(field: SettingField, settings: Record<string, unknown>): boolean {
  const value = settingValue(field, settings);
  if (field.kind === "switch" || typeof value !== "string") return false;
  if (field.kind === "choice") return !field.options.includes(value);
  const text = value.trim();
  if (field.max !== null && text.length > field.max) return true;
  return field.pattern !== null && !new RegExp(field.pattern, "iu").test(text);
}

const partField = /^parts\.(\d+)\.([a-z]+)/;

/** The field that answers for an issue of a channel's network. */
function targetOf({ code, field }: Issue, { channelId, body, assetIds, parts }: DraftVariant): FieldTarget {
  if (field.startsWith("parts")) {
    const [, index, inner] = partField.exec(field) ?? [];
    const tab = parts === null ? sharedTab : channelId;
    return { tab, field: index === undefined ? "parts" : `parts.${index}.${inner}` };
  }
  if (field === "title") return { tab: sharedTab, field };
  if (field.startsWith("settings")) return { tab: channelId, field };
  if (field === "body") return { tab: body === null ? sharedTab : channelId, field };
  const described = code === "alt_missing" || code === "alt_too_long";
  return { tab: assetIds === null || described ? sharedTab : channelId, field: "media" };
}

function networkIssues(one: Omit<ComposedChannel, "problems">): Issue[] {
  const { channel, fields, content, count, leaving } = one;
  const { media, settings, title } = content;
  const parts = one.parts.map(({ kind, media }, index) => ({
    kind,
    media,
    body: leaving.parts[index] ?? "",
  }));
  const issues = checkVariant({ title, body: leaving.body, media, settings, parts }, channel.capabilities);
  const knownTooLong = issues.some(({ code }) => code === "text_too_long");
  if (count.used > count.max && !knownTooLong)
    issues.push({
      severity: "error",
      code: "text_too_long",
      field: "body",
      details: { count: count.used, max: count.max, unit: count.unit },
    });
  for (const field of fields)
    if (isRefused(field, settings))
      issues.push({ severity: "error", code: "settings", field: `settings.${field.name}`, details: {} });
  return issues;
}

function channelProblems({ state, name, id }: ChannelView): Problem[] {
  if (state === "active") return [];
  const target: FieldTarget = { tab: sharedTab, field: `channels.${id}` };
  return state === "broken"
    ? [{ severity: "warning", code: "channel_broken", details: { name }, target, file: null }]
    : [{ severity: "error", code: "channel_disconnected", details: { name }, target, file: null }];
}

/** What the server's own check found beyond ours, as long as the draft is the one that it saw. */
export type ServerIssues = ReadonlyMap<string, readonly Issue[]>;

const sameIssue = (a: Issue, b: Issue): boolean => a.code === b.code && a.field === b.field;

export interface ComposeParts {
  channels: readonly ChannelView[];
  /** Per-post options by network. */
  settings: ReadonlyMap<string, readonly SettingField[]>;
  serverIssues?: ServerIssues;
  /** Texts leave as they are written when absent. */
  finish?: Finish;
}

/** Which file of the post, or of a part, an issue speaks of: networks count those that they are given. */
function fileOf({ field }: Issue, draft: Draft, given: readonly MediaItem[]): number | null {
  const inPart = /^parts\.\d+\.media\.(\d+)$/.exec(field)?.[1];
  if (inPart !== undefined) return Number(inPart) + 1;
  const index = /^media\.(\d+)$/.exec(field)?.[1];
  const id = index === undefined ? undefined : given[Number(index)]?.assetId;
  return id === undefined ? null : draft.media.findIndex(({ assetId }) => assetId === id) + 1;
}

/** Every chosen channel with its content, count and problems, in the order in which channels are listed. */
export function composeChannels(draft: Draft, parts: ComposeParts): ComposedChannel[] {
  const variantOf = new Map(draft.variants.map((variant) => [variant.channelId, variant]));
  return parts.channels.flatMap((channel): ComposedChannel[] => {
    const variant = variantOf.get(channel.id);
    if (!variant) return [];
    const fields = parts.settings.get(channel.network) ?? [];
    const content = channelContentOf(draft, variant, channel);
    const finish = (text: string, of: "post" | "part") => parts.finish?.(text, channel, of) ?? text;
    const following = variant.parts ?? draft.parts;
    const leaving = {
      body: finish(content.body, "post"),
      parts: following.map(({ body }) => finish(body, "part")),
    };
    const count = countOf({ ...content, body: leaving.body }, channel.capabilities, fields);
    const one = { channel, fields, variant, content, parts: following, leaving, count };
    const own = networkIssues(one);
    const theirs = (parts.serverIssues?.get(channel.id) ?? []).filter(
      (issue) => !own.some((mine) => sameIssue(mine, issue)),
    );
    const found = [...own, ...theirs].map((issue): Problem => {
      const { severity, code, details } = issue;
      const target = targetOf(issue, variant);
      return { severity, code, details, target, file: fileOf(issue, draft, content.media) };
    });
    return [{ ...one, problems: [...channelProblems(channel), ...found] }];
  });
}

/** What keeps the draft itself from being saved: texts beyond what a post can hold. */
export function unsavable(draft: Draft): Problem[] {
  const parsed = createPostInput.safeParse(contentInputOf(draft));
  if (parsed.success) return [];
  return parsed.error.issues.map((issue): Problem => {
    const [root, index, ...rest] = issue.path.map(String);
    const variant = root === "variants" ? draft.variants[Number(index)] : undefined;
    const path = variant ? rest : issue.path.map(String);
    const [inner = "body"] = path;
    const field = inner === "parts" ? path.slice(0, 3).join(".") : inner === "assetIds" ? "media" : inner;
    const max = issue.code === "too_big" ? Number(issue.maximum) : 0;
    const target: FieldTarget = { tab: variant?.channelId ?? sharedTab, field };
    return { severity: "error", code: "not_kept", details: { max }, target, file: null };
  });
}

/** What concerns the whole post, whichever its channels. */
export function postProblems(draft: Draft, composed: readonly ComposedChannel[]): Problem[] {
  const target: FieldTarget = { tab: sharedTab, field: "channels" };
  const none: Problem[] =
    composed.length === 0 ? [{ severity: "error", code: "no_channel", details: {}, target, file: null }] : [];
  return [...none, ...unsavable(draft)];
}
