import { createHash } from "node:crypto";
import type { PostApproval, PostPart } from "@/modules/publishing/schemas";
import type { ApprovalContent, ApprovalMode, ApprovalStage, ApprovalState } from "./schemas";

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
  post: { title: string | null; body: string; tags: string[]; language: string; parts: PostPart[] };
  /** In order. */
  media: readonly { assetId: string; altText: string }[];
  variants: readonly {
    channelId: string;
    body: string | null;
    assetIds: string[] | null;
    parts?: PostPart[] | null;
    settings: Record<string, unknown>;
  }[];
}

/** Everything of a post that would go out, out of its rows. When it goes out is not part of it: moving a post asks nobody again. */
export const approvalContentOf = ({ post, media, variants }: ContentRows): ApprovalContent => ({
  title: post.title,
  body: post.body,
  tags: post.tags,
  language: post.language,
  media: media.map(({ assetId, altText }) => ({ assetId, altText })),
  parts: post.parts,
  variants: variants.map(({ channelId, body, assetIds, parts = null, settings }) => ({
    channelId,
    body,
    assetIds,
    parts,
    settings,
  })),
});

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
