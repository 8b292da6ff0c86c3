import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { APPROVAL_STAGES, REVIEW_MAILS } from "./schemas";

const approvalEvent = z.object({
  postId: idOf("post"),
  approvalId: idOf("approval"),
  stage: z.enum(APPROVAL_STAGES),
  /** Who wrote the post; null when an integration did. */
  authorId: idOf("user").nullable(),
});

/** Somebody must look at a post; at stage `internal` that is every member who may review. */
export const approvalRequested = {
  name: "approval.requested",
  schema: approvalEvent.extend({ requestedBy: idOf("user").nullable() }),
} as const;

/** A reviewer or the client answered. */
export const approvalDecided = {
  name: "approval.decided",
  schema: approvalEvent.extend({
    decision: z.enum(["approved", "changes_requested"]),
    requestedBy: idOf("user").nullable(),
    /** The member who answered; null when the client did. */
    decidedBy: idOf("user").nullable(),
    decidedByName: z.string().nullable(),
  }),
} as const;

/** An edit changed what people were asked about, or had agreed to: the post waits for approval again. */
export const approvalReopened = {
  name: "approval.reopened",
  schema: z.object({
    postId: idOf("post"),
    authorId: idOf("user").nullable(),
    /** Who edited it; null when an integration did. */
    editedBy: idOf("user").nullable(),
    /** What was lost: an agreement, or a question that was open. */
    from: z.enum(["approved", "pending"]),
  }),
} as const;

/** An asking has been without answer for a while; `count` rises with each reminder. */
export const approvalReminded = {
  name: "approval.reminded",
  schema: approvalEvent.extend({ requestedBy: idOf("user").nullable(), count: z.number().int() }),
} as const;

/** A client is to receive the link by which they review. */
export const reviewMailed = {
  name: "approval.review_mailed",
  schema: z.object({
    reviewId: idOf("review"),
    kind: z.enum(REVIEW_MAILS),
  }),
} as const;
