import type { Id } from "@/kernel/ids";
import { type MediaItem, mediaItemOf } from "@/modules/media/schemas";
import { type PostView, tagInput } from "../schemas";
import {
  areBlank,
  type DraftPart,
  draftPartsOf,
  freshPart,
  type PartsAct,
  partsInputOf,
  reduceParts,
} from "./composer-parts";

/** How the post differs on one channel; null is "as everywhere". */
export interface DraftVariant {
  channelId: Id<"channel">;
  body: string | null;
  assetIds: Id<"asset">[] | null;
  /** What follows it there. */
  parts: DraftPart[] | null;
  settings: Record<string, unknown>;
}

/** A post as it is being written. */
export interface Draft {
  title: string;
  body: string;
  tags: string[];
  language: string;
  media: MediaItem[];
  variants: DraftVariant[];
  /** What follows it: thread parts, a first comment, follow-ups. */
  parts: DraftPart[];
  campaignId: Id<"campaign"> | null;
  labelIds: Id<"label">[];
  /** Its texts end with the signatures of its channels. */
  signed: boolean;
}

export interface ComposerState {
  draft: Draft;
  /** What was written for channels that are no longer chosen: it comes back with them. */
  shelved: Record<string, DraftVariant>;
}

export type ComposerAction =
  | { type: "title"; title: string }
  | { type: "body"; body: string }
  | { type: "tags"; tags: string[] }
  | { type: "language"; language: string }
  | { type: "campaign"; campaignId: Id<"campaign"> | null }
  | { type: "labels"; labelIds: Id<"label">[] }
  | { type: "signed"; signed: boolean }
  | { type: "attach"; items: readonly MediaItem[] }
  | { type: "media"; media: MediaItem[] }
  | { type: "channel"; channelId: Id<"channel">; chosen: boolean }
  | { type: "variantBody"; channelId: Id<"channel">; body: string | null }
  | { type: "variantMedia"; channelId: Id<"channel">; assetIds: Id<"asset">[] | null }
  | { type: "variantSetting"; channelId: Id<"channel">; name: string; value: unknown }
  | { type: "variantParts"; channelId: Id<"channel">; parts: DraftPart[] | null }
  /** Without a channel: the parts that all channels share. */
  | { type: "parts"; channelId: Id<"channel"> | null; act: PartsAct }
  /** The text becomes a thread; these channels keep it whole, with nothing behind it. */
  | { type: "split"; pieces: readonly string[]; whole: readonly Id<"channel">[] }
  | { type: "variantReset"; channelId: Id<"channel"> }
  | { type: "replace"; draft: Draft };

const freshVariant = (channelId: Id<"channel">): DraftVariant => ({
  channelId,
  body: null,
  assetIds: null,
  parts: null,
  settings: {},
});

/** An empty post in the workspace's language, for these channels. */
export const emptyDraft = (language: string, channelIds: readonly Id<"channel">[] = []): Draft => ({
  title: "",
  body: "",
  tags: [],
  language,
  media: [],
  variants: channelIds.map(freshVariant),
  parts: [],
  campaignId: null,
  labelIds: [],
  signed: true,
});

/** A saved post as it can be written on. */
export const draftOf = (post: PostView): Draft => ({
  title: post.title ?? "",
  body: post.body,
  tags: post.tags,
  language: post.language,
  media: post.media.map(mediaItemOf),
  variants: post.variants.map(({ channelId, body, assetIds, parts, settings }) => ({
    ...{ channelId, body, assetIds, settings },
    parts: parts && draftPartsOf(parts, post.files),
  })),
  parts: draftPartsOf(post.parts, post.files),
  campaignId: post.campaignId,
  labelIds: post.labels.map(({ id }) => id),
  signed: post.signed,
});

/** What the server is sent of a draft. */
export const contentInputOf = ({ title, media, variants, parts, ...rest }: Draft) => ({
  ...rest,
  title: title.trim() === "" ? null : title.trim(),
  media: media.map(({ assetId, altText }) => ({ assetId, altText: altText.trim() })),
  variants: variants.map(({ channelId, body, assetIds, parts, settings }) => ({
    ...{ channelId, body, assetIds, settings },
    parts: parts && partsInputOf(parts),
  })),
  parts: partsInputOf(parts),
});
export type ContentInput = ReturnType<typeof contentInputOf>;

// Object keys come back from the database in another order.
const ordered = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Two drafts with the same mark say the same; the order in which channels and labels were chosen says nothing. */
export function markOf(draft: Draft): string {
  const content = contentInputOf(draft);
  const variants = [...content.variants].sort((a, b) => (a.channelId < b.channelId ? -1 : 1));
  return JSON.stringify({ ...content, variants, labelIds: content.labelIds.toSorted() }, ordered);
}

/** Tell whether nothing was written: such a draft is not worth keeping. */
export const isBlank = ({ title, body, tags, media, variants, parts }: Draft): boolean =>
  title.trim() === "" &&
  body.trim() === "" &&
  tags.length === 0 &&
  media.length === 0 &&
  areBlank(parts) &&
  variants.every((variant) => (variant.body ?? "").trim() === "" && areBlank(variant.parts ?? []));

/** Tell whether a variant says something else than the shared post. */
export const isCustomised = (variant: DraftVariant): boolean =>
  variant.body !== null || variant.assetIds !== null || variant.parts !== null;

const without = <T>(record: Record<string, T>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

/** Detached files leave every channel's own choice; a choice of all that is left is no choice. */
function withMedia(draft: Draft, media: MediaItem[]): Draft {
  const attached = new Set(media.map(({ assetId }) => assetId));
  const prune = (variant: DraftVariant): DraftVariant =>
    variant.assetIds === null
      ? variant
      : { ...variant, assetIds: variant.assetIds.filter((id) => attached.has(id)) };
  return { ...draft, media, variants: draft.variants.map(prune) };
}

function withChannel(state: ComposerState, channelId: Id<"channel">, chosen: boolean): ComposerState {
  const { draft, shelved } = state;
  const present = draft.variants.find((variant) => variant.channelId === channelId);
  if (chosen === (present !== undefined)) return state;
  if (present)
    return {
      draft: { ...draft, variants: draft.variants.filter((variant) => variant !== present) },
      shelved: { ...shelved, [channelId]: present },
    };
  const variants = [...draft.variants, shelved[channelId] ?? freshVariant(channelId)];
  return {
    draft: withMedia({ ...draft, variants }, draft.media),
    shelved: without(shelved, channelId),
  };
}

function withVariant(
  draft: Draft,
  channelId: Id<"channel">,
  change: (variant: DraftVariant) => Partial<DraftVariant>,
): Draft {
  const variants = draft.variants.map((variant) =>
    variant.channelId === channelId ? { ...variant, ...change(variant) } : variant,
  );
  return { ...draft, variants };
}

function splitDraft(draft: Draft, pieces: readonly string[], whole: readonly Id<"channel">[]): Draft {
  const [body = "", ...rest] = pieces;
  const kept = new Set(whole);
  return {
    ...draft,
    body,
    parts: [...rest.map((piece) => freshPart("thread", piece)), ...draft.parts],
    variants: draft.variants.map((variant) =>
      kept.has(variant.channelId) ? { ...variant, body: draft.body, parts: variant.parts ?? [] } : variant,
    ),
  };
}

function reduceDraft(draft: Draft, action: Exclude<ComposerAction, { type: "channel" }>): Draft {
  switch (action.type) {
    case "title":
      return { ...draft, title: action.title };
    case "body":
      return { ...draft, body: action.body };
    case "tags":
      return { ...draft, tags: action.tags };
    case "language":
      return { ...draft, language: action.language };
    case "campaign":
      return { ...draft, campaignId: action.campaignId };
    case "labels":
      return { ...draft, labelIds: action.labelIds };
    case "signed":
      return { ...draft, signed: action.signed };
    case "media":
      return withMedia(draft, action.media);
    case "attach": {
      const known = new Set(draft.media.map(({ assetId }) => assetId));
      return withMedia(draft, [...draft.media, ...action.items.filter(({ assetId }) => !known.has(assetId))]);
    }
    case "variantBody":
      return withVariant(draft, action.channelId, () => ({ body: action.body }));
    case "variantMedia":
      return withVariant(draft, action.channelId, () => ({ assetIds: action.assetIds }));
    case "variantSetting":
      return withVariant(draft, action.channelId, ({ settings }) => ({
        settings:
          action.value === undefined
            ? without(settings, action.name)
            : { ...settings, [action.name]: action.value },
      }));
    case "variantParts":
      return withVariant(draft, action.channelId, () => ({ parts: action.parts }));
    case "parts":
      return action.channelId === null
        ? { ...draft, parts: reduceParts(draft.parts, action.act) }
        : withVariant(draft, action.channelId, ({ parts }) => ({
            parts: parts && reduceParts(parts, action.act),
          }));
    case "split":
      return splitDraft(draft, action.pieces, action.whole);
    case "variantReset":
      return withVariant(draft, action.channelId, () => freshVariant(action.channelId));
    case "replace":
      return action.draft;
  }
}

/** What becomes of the draft after one act of its author. */
export function reduceComposer(state: ComposerState, action: ComposerAction): ComposerState {
  if (action.type === "channel") return withChannel(state, action.channelId, action.chosen);
  return { ...state, draft: reduceDraft(state.draft, action) };
}

/** The tags in what was typed or pasted, without `#`; what cannot be a tag is told apart. */
export function tagsIn(text: string): { tags: string[]; refused: string[] } {
  const tags: string[] = [];
  const refused: string[] = [];
  for (const word of text.split(/[\s,;]+/).filter(Boolean)) {
    const parsed = tagInput.safeParse(word);
    if (parsed.success) tags.push(parsed.data);
    else refused.push(word);
  }
  return { tags, refused };
}
