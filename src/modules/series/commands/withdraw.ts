import "server-only";
import type { TxCtx } from "@/db/tx";
import { deletePost } from "@/modules/publishing/commands/drafts";
import { discardPosts } from "@/modules/publishing/commands/origin";
import type { OccurrencePost } from "./load";

/**
 * Take open occurrences out of the plan: untouched ones vanish, since the rule can write them again; what a person
 * edited, or another post waits for, goes to the trash.
 */
export async function withdraw(ctx: TxCtx, open: readonly OccurrencePost[]): Promise<void> {
  const untouched = open.filter((post) => !post.detached).map((post) => post.id);
  const gone = new Set(await discardPosts(ctx, untouched));
  for (const { id: postId } of open) if (!gone.has(postId)) await deletePost(ctx, { postId });
}
