import "server-only";
import { and, eq, isNotNull, isNull, notInArray } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { can } from "@/kernel/permissions";
import { posts } from "@/modules/publishing/tables";
import { approvalHash, stagesToAsk } from "../policy";
import { loadContents } from "../queries.content";
import { askStages, refreshApproval, tellClients } from "./asking";
import { isPostOver, loadStanding, type PostRow } from "./standing";

/**
 * Call when somebody who may not publish planned a post, or changed what a planned one says: those whom its channels'
 * policies name are asked, or a colleague where they name nobody. What was agreed to, or is being asked, stays so.
 */
export async function requireConsent(tx: TxCtx, postId: Id<"post">): Promise<void> {
  const standing = await loadStanding(tx, postId);
  const { post, mode, hash, rows } = standing;
  if (post.approval !== "none" && post.approval !== "required") return;
  if (await isPostOver(tx, postId)) return;
  const stages = stagesToAsk(mode, hash, rows);
  await askStages(tx, standing, stages);
  if (stages.includes("client")) await tellClients(tx, postId);
  await refreshApproval(tx, postId);
}

/** What posts would send now, to be compared with what they would send after a change. */
async function saidBy(tx: TxCtx, rows: readonly PostRow[]): Promise<string> {
  const contents = await loadContents(tx, rows);
  return rows
    .map(({ id }) => contents.get(id))
    .map((content) => (content ? approvalHash(content) : ""))
    .join();
}

/**
 * Begin a change of what a post says, and call what this returns once it is made: other words of somebody who may not
 * publish wait until people agree, where the post has a time.
 */
export async function watchWords(tx: TxCtx, post: PostRow): Promise<(changed: PostRow) => Promise<void>> {
  if (post.publishAt === null || can(tx, "post.publish")) return async () => {};
  const said = await saidBy(tx, [post]);
  return async (changed) => {
    if (said !== (await saidBy(tx, [changed]))) await requireConsent(tx, post.id);
  };
}

/** What the posts of a campaign that have a time and are not out would send now. */
export async function saidByCampaign(tx: TxCtx, campaignId: Id<"campaign">): Promise<string> {
  const planned = await tx.db
    .select()
    .from(posts)
    .where(
      and(
        eq(posts.tenantId, tx.tenantId),
        eq(posts.campaignId, campaignId),
        isNotNull(posts.publishAt),
        isNull(posts.deletedAt),
        notInArray(posts.state, ["published", "cancelled"]),
      ),
    )
    .orderBy(posts.id);
  return saidBy(tx, planned);
}
