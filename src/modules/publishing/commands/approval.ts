import "server-only";
import { and, eq, ne } from "drizzle-orm";
import { idIn } from "@/db/columns";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { postApprovedLate } from "../events";
import type { PostApproval } from "../schemas";
import { deliveries, posts } from "../tables";

/** Of these posts those that nobody had agreed to until now, and of which something was held for that. */
async function listLate({ db, tenantId }: TxCtx, postIds: readonly Id<"post">[]): Promise<Id<"post">[]> {
  const rows = await db
    .selectDistinct({ id: posts.id })
    .from(posts)
    .innerJoin(deliveries, and(eq(deliveries.tenantId, posts.tenantId), eq(deliveries.postId, posts.id)))
    .where(
      and(
        eq(posts.tenantId, tenantId),
        idIn(posts.id, postIds),
        ne(posts.approval, "approved"),
        eq(deliveries.state, "held"),
        eq(deliveries.reason, "approval_missing"),
      ),
    );
  return rows.map(({ id }) => id);
}

/** Store how far the approval of posts is, with the hash of what was agreed to. The caller has locked them. */
export async function setApproval(
  tx: TxCtx,
  postIds: readonly Id<"post">[],
  approval: PostApproval,
  approvedHash: string | null,
): Promise<void> {
  const { db, tenantId } = tx;
  const late = approval === "approved" ? await listLate(tx, postIds) : [];
  await db
    .update(posts)
    .set({ approval, approvedHash })
    .where(and(eq(posts.tenantId, tenantId), idIn(posts.id, postIds)));
  await emit(tx, ...late.map((postId) => ({ name: postApprovedLate.name, data: { postId } })));
}
