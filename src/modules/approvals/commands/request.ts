import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { idIn } from "@/db/columns";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise, can } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { setApproval } from "@/modules/publishing/commands/approval";
import { answersTo, mayAsk, stagesToAsk } from "../policy";
import { getApproval } from "../queries";
import type { ApprovalPostInput, ApprovalStage, ApprovalView, RequestApprovalInput } from "../schemas";
import { approvals } from "../tables";
import { askStages, refreshApproval, tellClients } from "./asking";
import { isPostOver, loadStanding, type PostRow, type PostStanding } from "./standing";

/** Only an author's own post is theirs to submit. @throws DomainError FORBIDDEN. */
function authoriseAsking(ctx: Ctx, { authorId }: PostRow): void {
  const own = ctx.actor.type === "user" && ctx.actor.userId === authorId;
  authorise(ctx, own ? "post.write" : "post.writeAny");
}

/** Nobody agrees to what is out in full; what is still to follow can be agreed to. @throws DomainError CONFLICT `approval.too_late`, INVALID `approval.empty`. */
export async function requireAskable(tx: TxCtx, { post, content }: PostStanding): Promise<void> {
  const written =
    content.body.trim() !== "" ||
    content.media.length > 0 ||
    content.variants.some((variant) => (variant.body ?? "").trim() !== "");
  if (!written) throw new DomainError("INVALID", "approval.empty", "There is nothing to approve yet");
  if (await isPostOver(tx, post.id))
    throw new DomainError("CONFLICT", "approval.too_late", "This post is already on its networks");
}

function stagesWanted(standing: PostStanding, stage: ApprovalStage | undefined): ApprovalStage[] {
  const { mode, hash, rows } = standing;
  if (!stage) return stagesToAsk(mode, hash, rows);
  if (!mayAsk(mode, stage, hash, rows))
    throw new DomainError("CONFLICT", "approval.not_yet", "The team agrees before the client is asked");
  const answer = answersTo(hash, rows)[stage];
  return answer === "approved" || answer === "pending" ? [] : [stage];
}

/**
 * Ask for approval of what a post says now: the stages that its channels' policies want next, or the one that is
 * named. Asking again while it is pending changes nothing.
 * @throws DomainError CONFLICT `approval.too_late`, `approval.not_yet`; INVALID `approval.empty`.
 */
export async function askApproval(tx: TxCtx, { postId, stage }: RequestApprovalInput): Promise<void> {
  const standing = await loadStanding(tx, postId);
  authoriseAsking(tx, standing.post);
  await requireAskable(tx, standing);
  const stages = stagesWanted(standing, stage);
  await askStages(tx, standing, stages);
  if (stages.includes("client")) await tellClients(tx, postId);
  if (stages.length > 0) await refreshApproval(tx, postId);
}

/** Ask for approval, and tell how far it is. @throws as `askApproval`. */
export function requestApproval(ctx: Ctx, input: RequestApprovalInput): Promise<ApprovalView> {
  return inTransaction(ctx, async (tx) => {
    await askApproval(tx, input);
    return getApproval(tx, input);
  });
}

/**
 * Take back what was asked, or a refusal: the post then is as its channels' policies want it, so one that needs
 * approval still does. @throws DomainError CONFLICT `approval.nothing_to_withdraw`.
 */
export function withdrawApproval(ctx: Ctx, { postId }: ApprovalPostInput): Promise<ApprovalView> {
  return inTransaction(ctx, async (tx) => {
    const { post, mode, hash, rows } = await loadStanding(tx, postId);
    authoriseAsking(tx, post);
    const about = rows.filter(({ contentHash }) => contentHash === hash).map(({ id }) => id);
    const open = and(
      eq(approvals.tenantId, tx.tenantId),
      inArray(approvals.state, ["pending", "changes_requested"]),
      idIn(approvals.id, about),
    );
    const withdrawn = await tx.db
      .update(approvals)
      .set({ state: "withdrawn" })
      .where(open)
      .returning({ id: approvals.id });
    const lingers = mode === "none" && post.approval === "required";
    if (withdrawn.length === 0 && !lingers)
      throw new DomainError("CONFLICT", "approval.nothing_to_withdraw", "Nothing is being asked");
    const state = await refreshApproval(tx, postId);
    // Taking back a question is not an agreement: what was planned as a proposal stays one.
    if (state === "none" && post.publishAt && !can(tx, "post.publish"))
      await setApproval(tx, [postId], "required", null);
    await record(tx, "approval.withdrawn", { targetId: postId, data: { count: withdrawn.length } });
    return getApproval(tx, { postId });
  });
}
