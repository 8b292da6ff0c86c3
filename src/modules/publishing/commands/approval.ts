import "server-only";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import type { PostApproval } from "../schemas";
import { posts } from "../tables";

/** Store how far a post's approval is, with the hash of what was agreed to. The caller has locked the post. */
export async function setApproval(
  { db, tenantId }: TxCtx,
  postId: Id<"post">,
  approval: PostApproval,
  approvedHash: string | null,
): Promise<void> {
  await db
    .update(posts)
    .set({ approval, approvedHash })
    .where(and(eq(posts.tenantId, tenantId), eq(posts.id, postId)));
}
