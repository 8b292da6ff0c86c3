import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";

export const AUDIENCES = ["internal", "client"] as const;
/** Who reads a comment: the team alone, or the client too. */
export type Audience = (typeof AUDIENCES)[number];

/** Bounds the row: longer than any note, shorter than a text worth a post. */
export const commentMax = 4_000;
/** People whom one comment calls at most. */
export const mentionsMax = 20;
/** Comments of one post and audience at most: a thread beyond it is read by nobody. */
export const commentsMax = 500;

const audience = z.enum(AUDIENCES);
const body = z.string().trim().min(1).max(commentMax);
const mentions = z.array(idOf("user")).max(mentionsMax).default([]).describe("Members whom it calls");

export const listCommentsInput = z.object({ postId: idOf("post"), audience: audience.optional() });
export type ListCommentsInput = z.output<typeof listCommentsInput>;

export const addCommentInput = z.object({
  postId: idOf("post"),
  audience: audience.default("internal").describe("`client`: whoever holds a review link reads it too"),
  body,
  mentions,
});
export type AddCommentInput = z.output<typeof addCommentInput>;

export const editCommentInput = z.object({ commentId: idOf("comment"), body, mentions });
export type EditCommentInput = z.output<typeof editCommentInput>;

export const commentIdInput = z.object({ commentId: idOf("comment") });
export type CommentIdInput = z.output<typeof commentIdInput>;

export const commentOutput = z
  .object({
    id: idOf("comment"),
    audience,
    authorId: idOf("user").nullable().describe("Null when a client or an integration wrote it"),
    authorName: z.string().nullable(),
    byClient: z.boolean(),
    body: z.string(),
    mentions: z.array(z.object({ userId: idOf("user"), name: z.string() })),
    createdAt: instantSchema,
    editedAt: instantSchema.nullable(),
    canEdit: z.boolean(),
    canDelete: z.boolean(),
  })
  .meta({ id: "Comment" });
export type CommentView = z.output<typeof commentOutput>;

export const commentsOutput = z.object({ items: z.array(commentOutput), canWrite: z.boolean() });
export type CommentsView = z.output<typeof commentsOutput>;
