import "server-only";
import { and, desc, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { lockPost } from "@/modules/publishing/commands/states";
import { isOver } from "@/modules/publishing/policy";
import { deliveries, type posts } from "@/modules/publishing/tables";
import { approvalHash, modeFor, pieceOf, type PolicyRow, sameToCome } from "../policy";
import { loadContents } from "../queries.content";
import type { ApprovalContent, ApprovalMode } from "../schemas";
import { approvalPolicies, approvals } from "../tables";

export type ApprovalRow = typeof approvals.$inferSelect;
export type PostRow = typeof posts.$inferSelect;

/** A post with all that the rules of approval ask about it. */
export interface PostStanding {
  post: PostRow;
  content: ApprovalContent;
  hash: string;
  mode: ApprovalMode;
  /** Every asking so far, newest first; what was said of other words of pieces that are out since counts for these words. */
  rows: ApprovalRow[];
}

/** Which approval the workspace and its channels ask for, row by row. */
export const loadPolicies = ({ db, tenantId }: TxCtx): Promise<PolicyRow[]> =>
  db
    .select({ channelId: approvalPolicies.channelId, mode: approvalPolicies.mode })
    .from(approvalPolicies)
    .where(eq(approvalPolicies.tenantId, tenantId));

/** What nothing can be sent of any more: published, and so never to be sent again. */
async function findOut({ db, tenantId }: TxCtx, postId: Id<"post">): Promise<Set<string>> {
  const rows = await db
    .select({ channelId: deliveries.channelId, part: deliveries.part })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, tenantId),
        eq(deliveries.postId, postId),
        eq(deliveries.state, "published"),
      ),
    );
  return new Set(rows.map(({ channelId, part }) => pieceOf(channelId, part)));
}

/** How the approval of a post stands, from its rows as they are. */
export async function standingOf(tx: TxCtx, post: PostRow): Promise<PostStanding> {
  const content = (await loadContents(tx, [post])).get(post.id);
  if (!content) throw notFound("post");
  const channelIds = content.variants.map((variant) => variant.channelId);
  const rows = await tx.db
    .select()
    .from(approvals)
    .where(and(eq(approvals.tenantId, tx.tenantId), eq(approvals.postId, post.id)))
    .orderBy(desc(approvals.requestedAt), desc(approvals.id));
  const mode = modeFor(channelIds, await loadPolicies(tx));
  const [hash, out] = [approvalHash(content), await findOut(tx, post.id)];
  const counts = (row: ApprovalRow) =>
    row.contentHash !== hash && out.size > 0 && sameToCome(row.content, content, out);
  return {
    post,
    content,
    hash,
    mode,
    rows: rows.map((row) => (counts(row) ? { ...row, contentHash: hash } : row)),
  };
}

/** Tell whether nothing of a post is left to agree to. */
export async function isPostOver({ db, tenantId }: TxCtx, postId: Id<"post">): Promise<boolean> {
  const rows = await db
    .select({ state: deliveries.state })
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.postId, postId)));
  return isOver(rows.map(({ state }) => state));
}

/** How the approval of a post stands for a change: the post is locked until the transaction ends. @throws DomainError NOT_FOUND. */
export async function loadStanding(tx: TxCtx, postId: Id<"post">): Promise<PostStanding> {
  const post = await lockPost(tx.db, tx.tenantId, postId);
  if (!post) throw notFound("post");
  return standingOf(tx, post);
}
