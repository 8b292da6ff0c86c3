import "server-only";
import { and, arrayContains, eq, gt, inArray, isNull } from "drizzle-orm";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { setApproval } from "@/modules/publishing/commands/approval";
import type { PostApproval } from "@/modules/publishing/schemas";
import { approvalRequested, reviewMailed } from "../events";
import { postApprovalOf } from "../policy";
import type { ApprovalStage, ReviewMailKind } from "../schemas";
import { approvals, reviewLinks } from "../tables";
import { loadStanding, type PostStanding } from "./standing";

/** The links that still open and show a post. */
export const liveLinksOf = (tx: TxCtx, postId: Id<"post">) =>
  tx.db
    .select({ id: reviewLinks.id })
    .from(reviewLinks)
    .where(
      and(
        eq(reviewLinks.tenantId, tx.tenantId),
        arrayContains(reviewLinks.postIds, [postId]),
        isNull(reviewLinks.revokedAt),
        gt(reviewLinks.expiresAt, tx.clock.now()),
      ),
    );

const personOf = ({ actor }: TxCtx) => (actor.type === "user" ? actor.userId : null);

/** Ask these stages about what the post says now; older questions about the same stages are closed. */
export async function askStages(
  tx: TxCtx,
  { post, content, hash }: PostStanding,
  stages: readonly ApprovalStage[],
): Promise<void> {
  if (stages.length === 0) return;
  const { db, tenantId } = tx;
  const requestedBy = personOf(tx);
  await db
    .update(approvals)
    .set({ state: "superseded" })
    .where(
      and(
        eq(approvals.tenantId, tenantId),
        eq(approvals.postId, post.id),
        eq(approvals.state, "pending"),
        inArray(approvals.stage, [...stages]),
      ),
    );
  for (const stage of stages) {
    const id = newId("approval");
    const asked = { postId: post.id, stage, contentHash: hash, content, requestedBy };
    await db
      .insert(approvals)
      .values({ id, tenantId, state: "pending", requestedAt: tx.clock.now(), ...asked });
    await record(tx, "approval.requested", { targetId: post.id, data: { stage, approvalId: id } });
    const about = { postId: post.id, approvalId: id, stage, authorId: post.authorId, requestedBy };
    await emit(tx, { name: approvalRequested.name, data: about });
  }
}

/** Write to the clients who hold a link to a post. */
export async function tellClients(
  tx: TxCtx,
  postId: Id<"post">,
  kind: ReviewMailKind = "update",
): Promise<void> {
  const links = await liveLinksOf(tx, postId);
  await emit(tx, ...links.map(({ id }) => ({ name: reviewMailed.name, data: { reviewId: id, kind } })));
}

/** Store how far a post is, from its rows as they are now. Returns it. */
export async function refreshApproval(tx: TxCtx, postId: Id<"post">): Promise<PostApproval> {
  const { mode, hash, rows } = await loadStanding(tx, postId);
  const state = postApprovalOf(mode, hash, rows);
  await setApproval(tx, [postId], state, state === "approved" ? hash : null);
  return state;
}
