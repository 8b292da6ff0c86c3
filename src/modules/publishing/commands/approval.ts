import "server-only";
import { and, eq } from "drizzle-orm";
import { idIn } from "@/db/columns";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import type { PostApproval } from "../schemas";
import { posts } from "../tables";

/** Store how far the approval of posts is, with the hash of what was agreed to. The caller has locked them. */
export async function setApproval(
  { db, tenantId }: TxCtx,
  postIds: readonly Id<"post">[],
  approval: PostApproval,
  approvedHash: string | null,
): Promise<void> {
  await db
    .update(posts)
    .set({ approval, approvedHash })
    .where(and(eq(posts.tenantId, tenantId), idIn(posts.id, postIds)));
}
