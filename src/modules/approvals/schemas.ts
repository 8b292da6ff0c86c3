import { z } from "zod";
import { LOCALES } from "@/i18n/locales";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput, pageSchema } from "@/kernel/pagination";
import { POST_APPROVALS, POST_STATES, type PostPart } from "@/modules/publishing/schemas";

/** What must happen before a post may go out: nothing, a colleague, the client, either in any order, or one after the other. */
export const APPROVAL_MODES = ["none", "internal", "client", "both", "staged"] as const;
export type ApprovalMode = (typeof APPROVAL_MODES)[number];

export const APPROVAL_STAGES = ["internal", "client"] as const;
export type ApprovalStage = (typeof APPROVAL_STAGES)[number];

export const APPROVAL_STATES = [
  "pending",
  "approved",
  "changes_requested",
  "superseded",
  "withdrawn",
] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** Everything of a post that would go out: what people agree to. */
export interface ApprovalContent {
  title: string | null;
  body: string;
  tags: string[];
  language: string;
  media: { assetId: string; altText: string }[];
  parts: PostPart[];
  variants: {
    channelId: string;
    body: string | null;
    assetIds: string[] | null;
    parts: PostPart[] | null;
    settings: Record<string, unknown>;
    /** Its texts as they leave: signed, filled, tagged; absent where that changes nothing. */
    leaving?: { body: string; parts: string[] };
  }[];
  /** Which post's address stands in for `{{post_url}}`; absent where no text asks for one. */
  address?: { postId: string | null; channelId: string | null };
}

/** Why a client is written to: a new link, a new version, no answer yet, or words of the team. */
export const REVIEW_MAILS = ["request", "update", "reminder", "message"] as const;
export type ReviewMailKind = (typeof REVIEW_MAILS)[number];

/** Reminders of one asking at most; then only people can help. */
export const remindersMax = 3;
export const reminderHoursDefault = 24;
/** Posts of one review link at most: what a client can work through. */
export const reviewPostsMax = 100;
/** Links of a workspace that still open at most. */
export const reviewLinksMax = 500;
export const reviewDaysDefault = 14;
/** Bounds a note; a longer wish is a conversation. */
export const noteMax = 2_000;

const mode = z.enum(APPROVAL_MODES);
const stage = z.enum(APPROVAL_STAGES);
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("Hash of the content that was looked at; another one is never approved by mistake");
const note = z.string().trim().max(noteMax).default("");

/** At most four weeks: a later reminder helps nobody. */
export const reminderHours = z
  .number()
  .int()
  .min(1)
  .max(28 * 24);

export const setPolicyInput = z.object({
  channelId: idOf("channel").nullable().describe("Null: the workspace's own mode"),
  mode: mode.nullable().describe("Null: the channel follows the workspace"),
  reminderHours: reminderHours
    .nullable()
    .optional()
    .describe("Of the workspace: hours without an answer before a reminder; null sends none"),
});
export type SetPolicyInput = z.output<typeof setPolicyInput>;

export const policiesOutput = z.object({
  mode,
  reminderHours: z.number().int().nullable(),
  channels: z.array(z.object({ channelId: idOf("channel"), mode })),
});
export type PoliciesView = z.output<typeof policiesOutput>;

export const approvalPostInput = z.object({ postId: idOf("post") });
export type ApprovalPostInput = z.output<typeof approvalPostInput>;

export const requestApprovalInput = z.object({
  postId: idOf("post"),
  stage: stage
    .optional()
    .describe("What the policy asks for next when absent; a colleague where it asks for nothing"),
});
export type RequestApprovalInput = z.output<typeof requestApprovalInput>;

const decision = z.enum(["approved", "changes_requested"]);
/** Somebody who asks for changes says which. */
const explained = <T extends { decision: z.output<typeof decision>; note: string }>(value: T) =>
  value.decision === "approved" || value.note.length > 0;
const unexplained = { path: ["note"], error: "Say what should change" };

export const decideApprovalInput = z
  .object({
    postId: idOf("post"),
    stage: stage.default("internal"),
    decision,
    hash,
    note,
    clientName: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .optional()
      .describe("Who answered, when a member notes what a client said elsewhere"),
  })
  .refine(explained, unexplained);
export type DecideApprovalInput = z.output<typeof decideApprovalInput>;

export const createReviewInput = z.object({
  email: z.email().max(254).trim().toLowerCase(),
  name: z.string().trim().min(1).max(120),
  postIds: z.array(idOf("post")).min(1).max(reviewPostsMax),
  locale: z
    .enum(LOCALES)
    .optional()
    .describe("Language of the mails and the page; the workspace's when absent"),
  expiresInDays: z.number().int().min(1).max(90).default(reviewDaysDefault),
});
export type CreateReviewInput = z.output<typeof createReviewInput>;

export const reviewIdInput = z.object({ reviewId: idOf("review") });
export type ReviewIdInput = z.output<typeof reviewIdInput>;

export const LINK_STATES = ["open", "expired", "revoked"] as const;
export type LinkState = (typeof LINK_STATES)[number];
export const reviewLinkOutput = z.object({
  id: idOf("review"),
  email: z.string(),
  name: z.string(),
  state: z.enum(LINK_STATES),
  postCount: z.number().int(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
});
export type ReviewLinkView = z.output<typeof reviewLinkOutput>;

/** What a link opens with. Longer ones than we make are unknown, not invalid: a person sees the same page. */
export const reviewToken = z.string().min(1).max(2_000);
export const reviewTokenInput = z.object({ token: reviewToken });
export type ReviewTokenInput = z.output<typeof reviewTokenInput>;

export const reviewPostInput = z.object({ token: reviewToken, postId: idOf("post") });
export type ReviewPostInput = z.output<typeof reviewPostInput>;
/** How a post stands for a client; `preparing`: the team works on it, and they see nothing of it. */
export type ReviewPostState = "open" | "approved" | "changes_requested" | "preparing";

export const reviewDecideInput = z
  .object({ token: reviewToken, postId: idOf("post"), decision, hash, note })
  .refine(explained, unexplained);
export type ReviewDecideInput = z.output<typeof reviewDecideInput>;

export const reviewApproveAllInput = z.object({
  token: reviewToken,
  posts: z
    .array(z.object({ postId: idOf("post"), hash }))
    .min(1)
    .max(reviewPostsMax),
});
export type ReviewApproveAllInput = z.output<typeof reviewApproveAllInput>;

export const reviewCommentInput = z.object({
  token: reviewToken,
  postId: idOf("post"),
  body: z.string().trim().min(1).max(noteMax),
});
export type ReviewCommentInput = z.output<typeof reviewCommentInput>;

const segment = z.object({ kind: z.enum(["same", "added", "removed"]), text: z.string() });
export const contentChange = z.object({
  field: z.enum(["title", "body", "tags", "language", "media", "parts", "settings", "channel"]),
  channelId: idOf("channel").nullable().describe("Null: the post itself"),
  channelName: z.string().nullable(),
  segments: z.array(segment),
});
export type ContentChange = z.output<typeof contentChange>;

export const approvalEntry = z.object({
  id: idOf("approval"),
  stage,
  state: z.enum(APPROVAL_STATES),
  current: z.boolean().describe("Whether it speaks of what the post says now"),
  requestedAt: instantSchema,
  requestedByName: z.string().nullable(),
  decidedAt: instantSchema.nullable(),
  decidedByName: z.string().nullable(),
  note: z.string().nullable(),
  reminders: z.number().int(),
});
export type ApprovalEntry = z.output<typeof approvalEntry>;

export const approvalOutput = z
  .object({
    postId: idOf("post"),
    state: z.enum(POST_APPROVALS),
    mode: mode.describe("What the policies of its channels ask for together"),
    hash,
    entries: z.array(approvalEntry).describe("Newest first"),
    canRequest: z.array(stage).describe("Stages that may be asked now"),
    canDecide: z.array(stage).describe("Stages that the caller may answer now"),
    canWithdraw: z.boolean(),
    canShare: z.boolean().describe("Whether the caller may hand out links to clients"),
    changes: z
      .object({
        since: instantSchema,
        of: z.enum(["approved", "answered", "asked"]),
        list: z.array(contentChange),
      })
      .nullable()
      .describe("What differs from what was last agreed to, or else asked about"),
    waitingDeliveries: z.number().int().describe("Held because their time came before the approval"),
    links: z.array(reviewLinkOutput),
  })
  .meta({ id: "Approval" });
export type ApprovalView = z.output<typeof approvalOutput>;

export const REVIEW_LANES = ["internal", "client", "changes"] as const;
/** What waits for the team, what waits for clients, and what came back. */
export type ReviewLane = (typeof REVIEW_LANES)[number];
export const listReviewsInput = pageInput.extend({ lane: z.enum(REVIEW_LANES).default("internal") });
export type ListReviewsInput = z.output<typeof listReviewsInput>;

export const reviewItem = z.object({
  approvalId: idOf("approval"),
  postId: idOf("post"),
  title: z.string().nullable(),
  text: z.string(),
  state: z.enum(POST_STATES),
  publishAt: instantSchema.nullable(),
  requestedAt: instantSchema,
  requestedByName: z.string().nullable(),
  decidedByName: z.string().nullable(),
  note: z.string().nullable(),
  channelIds: z.array(idOf("channel")),
});
export type ReviewItem = z.output<typeof reviewItem>;
export const reviewPage = pageSchema(reviewItem);
