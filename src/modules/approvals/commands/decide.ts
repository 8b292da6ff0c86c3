import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise, can } from "@/kernel/permissions";
import { getApproval } from "../queries";
import type { ApprovalView, DecideApprovalInput } from "../schemas";
import { type Answer, settle } from "./answer";
import { requireAskable } from "./request";
import { loadStanding, type PostStanding } from "./standing";

/** A second pair of eyes is the point: authors do not approve themselves, but who runs the workspace may. */
function refuseOwn(ctx: Ctx, { post }: PostStanding, { stage, decision }: DecideApprovalInput): void {
  const { actor } = ctx;
  const own = actor.type === "user" && actor.userId === post.authorId;
  if (!own || stage !== "internal" || decision !== "approved" || can(ctx, "approval.configure")) return;
  throw new DomainError("FORBIDDEN", "approval.own_post", "Somebody else must approve your own post");
}

function answererOf(ctx: Ctx, { stage, clientName }: DecideApprovalInput): Answer["by"] {
  if (ctx.actor.type !== "user")
    throw new DomainError("FORBIDDEN", "approval.person_only", "Only a person can approve");
  if (stage === "internal") return { userId: ctx.actor.userId, name: null };
  // What a client said on the telephone: whoever may publish notes it, under their own name too.
  authorise(ctx, "post.publish");
  if (!clientName)
    throw new DomainError("INVALID", "approval.client_name_missing", "Say who answered", {
      field: "clientName",
    });
  return { userId: ctx.actor.userId, name: clientName };
}

/**
 * Approve what a post says, or ask for changes. Owners and admins may approve what they wrote themselves, other
 * reviewers may not. At stage `client` it notes what a client said elsewhere.
 * @throws DomainError FORBIDDEN `approval.own_post`; CONFLICT `approval.content_moved` when the post says something
 * else than what was looked at, `approval.answered`, `approval.not_yet`, `approval.too_late`.
 */
export function decideApproval(ctx: Ctx, input: DecideApprovalInput): Promise<ApprovalView> {
  authorise(ctx, "post.review");
  const by = answererOf(ctx, input);
  return inTransaction(ctx, async (tx) => {
    const standing = await loadStanding(tx, input.postId);
    refuseOwn(tx, standing, input);
    await requireAskable(tx, standing);
    const { stage, decision, hash, note } = input;
    await settle(tx, standing, { stage, decision, hash, note, by });
    return getApproval(tx, { postId: input.postId });
  });
}
