import "server-only";
import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { addComment, deleteComment, editComment } from "./commands/comments";
import { listComments } from "./queries";
import {
  addCommentInput,
  commentIdInput,
  commentsOutput,
  editCommentInput,
  listCommentsInput,
} from "./schemas";

const changed = z.object({ id: idOf("comment") });
const ofPost = { path: "/posts/{postId}/comments", tag: "Review" } as const;

/** What people say about a post before it goes out. */
export const commentsRouter = router({
  list: workspaceProcedure
    .meta(rest({ ...ofPost, method: "GET", summary: "List comments on a post", scope: "posts:read" }))
    .input(listCommentsInput)
    .output(commentsOutput)
    .query(({ ctx, input }) => listComments(ctx, input)),
  add: workspaceProcedure
    .meta(
      rest({ ...ofPost, method: "POST", summary: "Comment on a post", scope: "posts:write", creates: true }),
    )
    .input(addCommentInput)
    .output(changed)
    .mutation(({ ctx, input }) => addComment(ctx, input)),
  edit: workspaceProcedure.input(editCommentInput).mutation(({ ctx, input }) => editComment(ctx, input)),
  delete: workspaceProcedure.input(commentIdInput).mutation(({ ctx, input }) => deleteComment(ctx, input)),
});
