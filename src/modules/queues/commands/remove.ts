import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { openForEdit } from "@/modules/publishing/commands/drafts";
import { unplanPost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import type { PostView } from "@/modules/publishing/schemas";
import type { PostInQueueInput } from "../schemas";

/**
 * Take a post out of the queues of all its channels: it is a draft again, and its slots are free. A draft stays one.
 * @throws DomainError CONFLICT `queue.not_queued`, `post.locked`.
 */
export function removeFromQueue(ctx: Ctx, { postId }: PostInQueueInput): Promise<PostView> {
  return inTransaction(ctx, async (ctx) => {
    const post = await openForEdit(ctx, postId);
    if (post.publishAt !== null) {
      if (post.timing !== "queue")
        throw new DomainError("CONFLICT", "queue.not_queued", "This post stands in no queue");
      await unplanPost(ctx, postId);
    }
    return getPost(ctx, { postId });
  });
}
