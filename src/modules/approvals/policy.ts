import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Finishing, finishBody, finishText, namesAddress } from "@/modules/publishing/policy";
import type { PostApproval, PostPart } from "@/modules/publishing/schemas";
import type { ApprovalContent, ApprovalMode, ApprovalStage, ApprovalState, LinkState } from "./schemas";

/** What a mode asks for; a post that goes to several channels must satisfy each of theirs. */
const ASKS: Record<ApprovalMode, { stages: readonly ApprovalStage[]; inOrder: boolean }> = {
  none: { stages: [], inOrder: false },
  internal: { stages: ["internal"], inOrder: false },
  client: { stages: ["client"], inOrder: false },
  both: { stages: ["internal", "client"], inOrder: false },
  staged: { stages: ["internal", "client"], inOrder: true },
};

/** The stages that a mode requires, in the order in which they are asked. */
export const stagesOf = (mode: ApprovalMode): readonly ApprovalStage[] => ASKS[mode].stages;

/** The least mode that satisfies both: a colleague here and the client there make `both`; an order, once asked for, stays. */
export function strictestOf(left: ApprovalMode, right: ApprovalMode): ApprovalMode {
  if (ASKS[left].inOrder || ASKS[right].inOrder) return "staged";
  const stages = new Set([...stagesOf(left), ...stagesOf(right)]);
  if (stages.size === 2) return "both";
  return [...stages][0] ?? "none";
}

export interface PolicyRow {
  /** Null: every channel without a row of its own. */
  channelId: string | null;
  mode: ApprovalMode;
}

/** What a post that goes to these channels must pass; one without channels yet answers to the workspace's own mode. */
export function modeFor(channelIds: readonly string[], policies: readonly PolicyRow[]): ApprovalMode {
  const general = policies.find((policy) => policy.channelId === null)?.mode ?? "none";
  const modes = channelIds.map((id) => policies.find((policy) => policy.channelId === id)?.mode ?? general);
  return modes.length === 0 ? general : modes.reduce(strictestOf);
}

export interface ContentRows {
  post: {
    title: string | null;
    body: string;
    tags: string[];
    language: string;
    parts: PostPart[];
    afterPostId: string | null;
    afterChannelId: string | null;
  };
  /** In order. */
  media: readonly { assetId: string; altText: string }[];
  variants: readonly {
    channelId: string;
    body: string | null;
    assetIds: string[] | null;
    parts: PostPart[] | null;
    settings: Record<string, unknown>;
    finishing: Finishing;
  }[];
}

type Texts = NonNullable<ApprovalContent["variants"][number]["leaving"]>;

/** The texts of a variant as they are written. */
const writtenOf = (
  { post }: Pick<ContentRows, "post">,
  { body, parts }: ContentRows["variants"][number],
): Texts => ({
  body: body ?? post.body,
  parts: (parts ?? post.parts).map((part) => part.body),
});

/** The texts of a variant as they leave; nothing where that is how they are written. */
function leavingOf(
  written: Texts,
  finishing: Finishing,
): Pick<ApprovalContent["variants"][number], "leaving"> {
  const leaving = {
    body: finishBody(written.body, finishing),
    parts: written.parts.map((text) => finishText(text, finishing)),
  };
  return isDeepStrictEqual(leaving, written) ? {} : { leaving };
}

/**
 * Everything of a post that would go out: what is written, and what becomes of it by the workspace's variables and
 * signatures and the campaign's rules. When it goes out is not part of it: moving a post asks nobody again.
 */
export function approvalContentOf(rows: ContentRows): ApprovalContent {
  const { post, media, variants } = rows;
  const texts = variants.map((variant) => writtenOf(rows, variant));
  const asks = texts.some(({ body, parts }) => [body, ...parts].some(namesAddress));
  return {
    title: post.title,
    body: post.body,
    tags: post.tags,
    language: post.language,
    media: media.map(({ assetId, altText }) => ({ assetId, altText })),
    parts: post.parts,
    variants: variants.map(({ channelId, body, assetIds, parts, settings, finishing }, index) => ({
      ...{ channelId, body, assetIds, parts, settings },
      ...leavingOf(texts[index] ?? { body: "", parts: [] }, finishing),
    })),
    ...(asks && { address: { postId: post.afterPostId, channelId: post.afterChannelId } }),
  };
}

/** JSON whose keys are sorted, so that Postgres reordering a document changes nothing. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/** Hex SHA-256 of what would go out: the same for the same content, whatever the order of its channels. */
export function approvalHash(content: ApprovalContent): string {
  const variants = content.variants
    .map((variant) => ({
      ...variant,
      // A channel shows the post's media in the post's order, so its choice is a set.
      assetIds: variant.assetIds === null ? null : [...variant.assetIds].sort(),
    }))
    .sort((left, right) => (left.channelId < right.channelId ? -1 : 1));
  return createHash("sha256")
    .update(canonical({ ...content, variants }))
    .digest("hex");
}

/** Names one piece of a post on one channel. */
export const pieceOf = (channelId: string, part: number): string => `${channelId}:${part}`;

/** Every piece of a variant with all that a network would be sent of it, the post itself first. */
function piecesOf(content: ApprovalContent, variant: ApprovalContent["variants"][number]) {
  const { title, tags, language, address } = content;
  const { assetIds, settings, leaving } = variant;
  const awaits = (text: string) => (namesAddress(text) ? (address ?? null) : null);
  const first = leaving?.body ?? variant.body ?? content.body;
  const media = content.media.filter(({ assetId }) => assetIds === null || assetIds.includes(assetId));
  return [
    { title, tags, language, settings, media, body: first, address: awaits(first) },
    ...(variant.parts ?? content.parts).map((part, index) => {
      const body = leaving?.parts[index] ?? part.body;
      return { ...part, body, language, settings, address: awaits(body) };
    }),
  ];
}

/** Tell whether two contents differ in nothing but pieces that are `out`: of those nobody is asked any more. */
export function sameToCome(left: ApprovalContent, right: ApprovalContent, out: ReadonlySet<string>): boolean {
  const toCome = (content: ApprovalContent) =>
    content.variants
      .map((variant) => ({
        channelId: variant.channelId,
        pieces: piecesOf(content, variant).map((piece, part) =>
          out.has(pieceOf(variant.channelId, part)) ? "out" : piece,
        ),
      }))
      .sort((a, b) => (a.channelId < b.channelId ? -1 : 1));
  return canonical(toCome(left)) === canonical(toCome(right));
}

/** One asking, as far as the rules must know it. */
export interface Standing {
  stage: ApprovalStage;
  state: ApprovalState;
  contentHash: string;
}

/** The last word on each stage about exactly this content; `standings` come newest first. */
export function answersTo(
  hash: string,
  standings: readonly Standing[],
): Partial<Record<ApprovalStage, ApprovalState>> {
  const answers: Partial<Record<ApprovalStage, ApprovalState>> = {};
  for (const { stage, state, contentHash } of standings)
    if (contentHash === hash && state !== "withdrawn" && state !== "superseded") answers[stage] ??= state;
  return answers;
}

/**
 * How far a post is. What was approved once stays approved for that very content, so undoing an edit needs nobody;
 * a stage that was asked for of somebody's own accord counts like one that the policy requires.
 */
export function postApprovalOf(
  mode: ApprovalMode,
  hash: string,
  standings: readonly Standing[],
): PostApproval {
  const answers = answersTo(hash, standings);
  const stages = new Set([...stagesOf(mode), ...(Object.keys(answers) as ApprovalStage[])]);
  if (stages.size === 0) return "none";
  const states = [...stages].map((stage) => answers[stage]);
  if (states.includes("changes_requested")) return "changes_requested";
  if (states.every((state) => state === "approved")) return "approved";
  return states.includes("pending") ? "pending" : "required";
}

/** The stages to ask now: all that lack an answer, or under `staged` the first of them; of one's own accord, a colleague. */
export function stagesToAsk(
  mode: ApprovalMode,
  hash: string,
  standings: readonly Standing[],
): ApprovalStage[] {
  const answers = answersTo(hash, standings);
  const wanted = mode === "none" ? (["internal"] as const) : stagesOf(mode);
  const open = wanted.filter((stage) => answers[stage] !== "approved");
  const due = ASKS[mode].inOrder ? open.slice(0, 1) : open;
  return due.filter((stage) => answers[stage] !== "pending");
}

/** Tell whether `stage` may be asked: under `staged` the client sees nothing before the team agreed. */
export const mayAsk = (
  mode: ApprovalMode,
  stage: ApprovalStage,
  hash: string,
  standings: readonly Standing[],
): boolean =>
  !ASKS[mode].inOrder || stage === "internal" || answersTo(hash, standings).internal === "approved";

/** A field that says something else than before; texts are still to be compared. */
export interface FieldChange {
  field: "title" | "body" | "tags" | "language" | "media" | "parts" | "settings" | "channel";
  channelId: string | null;
  before: string;
  after: string;
}

/** How the things that a content only names are called. */
export interface Names {
  asset: (assetId: string) => string;
  channel: (channelId: string) => string;
}

type Media = ApprovalContent["media"];
const mediaText = (media: Media, { asset }: Names): string =>
  media
    .map(({ assetId, altText }) => (altText ? `${asset(assetId)} — ${altText}` : asset(assetId)))
    .join("\n");
const partsText = (parts: readonly PostPart[], names: Names): string =>
  parts
    .map(({ body, media, delayMinutes }) =>
      [body, mediaText(media, names), delayMinutes > 0 ? `+${delayMinutes} min` : ""]
        .filter(Boolean)
        .join("\n"),
    )
    .join("\n\n");
const settingsText = (settings: Record<string, unknown>): string =>
  Object.entries(settings)
    .filter(([, value]) => value !== undefined && value !== "" && value !== null)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");

type Variant = ApprovalContent["variants"][number];

const bodiesOf = (content: ApprovalContent, { parts }: Variant): string[] =>
  (parts ?? content.parts).map(({ body }) => body);

/** What became otherwise of texts that nobody rewrote: another link, another value, another signature. */
function leavingChanges(
  channelId: string,
  [old, now]: [Variant, Variant],
  [before, after]: [ApprovalContent, ApprovalContent],
): FieldChange[] {
  const [was, is] = [old.body ?? before.body, now.body ?? after.body];
  const [partsWere, partsAre] = [bodiesOf(before, old), bodiesOf(after, now)];
  const joined = (texts: readonly string[]) => texts.join("\n\n");
  const texts = [
    ["body", was === is, old.leaving?.body ?? was, now.leaving?.body ?? is],
    [
      "parts",
      isDeepStrictEqual(partsWere, partsAre),
      joined(old.leaving?.parts ?? partsWere),
      joined(now.leaving?.parts ?? partsAre),
    ],
  ] as const;
  return texts.flatMap(([field, unwritten, before, after]) =>
    unwritten && before !== after ? [{ field, channelId, before, after }] : [],
  );
}

/** What a channel shows; a text that follows the post's own is named by the post's change alone. */
function variantChanges(
  channelId: string,
  [old, now]: [Variant, Variant],
  [before, after]: [ApprovalContent, ApprovalContent],
  names: Names,
): FieldChange[] {
  const own = (content: ApprovalContent, { assetIds }: Variant): Media =>
    assetIds === null ? content.media : content.media.filter(({ assetId }) => assetIds.includes(assetId));
  const texts = [
    ["body", old.body ?? before.body, now.body ?? after.body, old.body === null && now.body === null],
    [
      "media",
      mediaText(own(before, old), names),
      mediaText(own(after, now), names),
      old.assetIds === null && now.assetIds === null,
    ],
    [
      "parts",
      partsText(old.parts ?? before.parts, names),
      partsText(now.parts ?? after.parts, names),
      old.parts === null && now.parts === null,
    ],
    ["settings", settingsText(old.settings), settingsText(now.settings), false],
  ] as const;
  return texts.flatMap(([field, was, is, follows]) =>
    follows || was === is ? [] : [{ field, channelId, before: was, after: is }],
  );
}

/** Everything that differs between two contents, the post first, then channel by channel. */
export function changesOf(before: ApprovalContent, after: ApprovalContent, names: Names): FieldChange[] {
  const shared = (content: ApprovalContent) =>
    ({
      title: content.title ?? "",
      body: content.body,
      tags: content.tags.map((tag) => `#${tag}`).join(" "),
      language: content.language,
      media: mediaText(content.media, names),
      parts: partsText(content.parts, names),
    }) as const;
  const [was, is] = [shared(before), shared(after)];
  const fields = Object.keys(was) as (keyof typeof was)[];
  const common = fields.flatMap((field): FieldChange[] =>
    was[field] === is[field] ? [] : [{ field, channelId: null, before: was[field], after: is[field] }],
  );
  const oldOf = new Map(before.variants.map((variant) => [variant.channelId, variant]));
  const newOf = new Map(after.variants.map((variant) => [variant.channelId, variant]));
  const channels = [...new Set([...oldOf.keys(), ...newOf.keys()])].sort();
  const perChannel = channels.flatMap((channelId): FieldChange[] => {
    const [old, now] = [oldOf.get(channelId), newOf.get(channelId)];
    if (old && now)
      return [
        ...variantChanges(channelId, [old, now], [before, after], names),
        ...leavingChanges(channelId, [old, now], [before, after]),
      ];
    const name = names.channel(channelId);
    return [{ field: "channel", channelId, before: old ? name : "", after: now ? name : "" }];
  });
  return [...common, ...perChannel];
}

/** Whether a review link still opens at `now`. */
export const linkStateOf = (
  { expiresAt, revokedAt }: { expiresAt: Date; revokedAt: Date | null },
  now: Date,
): LinkState => (revokedAt ? "revoked" : expiresAt <= now ? "expired" : "open");
