import "server-only";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import type { posts } from "@/modules/publishing/tables";
import { approvalHash, stagesToAsk } from "../policy";
import { loadContents } from "../queries.content";
import { askStages, refreshApproval, tellClients } from "./asking";
import { loadStanding } from "./standing";

/**
 * Call when somebody who may not publish planned a post, or changed what a planned one says: those whom its channels'
 * policies name are asked, or a colleague where they name nobody. What was agreed to, or is being asked, stays so.
 */
export async function requireConsent(tx: TxCtx, postId: Id<"post">): Promise<void> {
  const standing = await loadStanding(tx, postId);
  const { post, mode, hash, rows } = standing;
  if (post.approval !== "none" && post.approval !== "required") return;
  const stages = stagesToAsk(mode, hash, rows);
  await askStages(tx, standing, stages);
  if (stages.includes("client")) await tellClients(tx, postId);
  await refreshApproval(tx, postId);
}

/** What a post would send now, to be compared with what it would send after a change. */
export async function saidBy(tx: TxCtx, post: typeof posts.$inferSelect): Promise<string | null> {
  const content = (await loadContents(tx, [post])).get(post.id);
  return content ? approvalHash(content) : null;
}
