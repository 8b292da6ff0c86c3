import { z } from "zod";
import { idOf } from "@/kernel/ids";

const commentEvent = z.object({
  postId: idOf("post"),
  commentId: idOf("comment"),
  audience: z.enum(["internal", "client"]),
  /** Null when a client wrote it. */
  authorId: idOf("user").nullable(),
  clientName: z.string().nullable(),
});

/** Somebody wrote about a post. `postAuthorId` is whom it concerns first. */
export const commentAdded = {
  name: "comment.added",
  schema: commentEvent.extend({ postAuthorId: idOf("user").nullable() }),
} as const;

/** A member was named with an at sign: one event a person. */
export const commentMentioned = {
  name: "comment.mentioned",
  schema: commentEvent.extend({ userId: idOf("user") }),
} as const;
