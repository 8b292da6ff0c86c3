import type { PostPart } from "@/modules/publishing/schemas";

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
  }[];
}
