import "server-only";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { type Id, isId } from "@/kernel/ids";
import type { approvalDecided, approvalReopened, approvalRequested } from "@/modules/approvals/events";
import type { commentAdded, commentMentioned } from "@/modules/comments/events";
import { comments } from "@/modules/comments/tables";
import type { postApprovedLate } from "@/modules/publishing/events";
import type { z } from "zod";
import { findName, findPostFacts, hasReviewLink, waitsForTime } from "../queries.facts";
import { notify } from "./notify";

interface Told {
  told: number;
}
const nobody: Told = { told: 0 };

type Requested = z.output<typeof approvalRequested.schema>;
type Decided = z.output<typeof approvalDecided.schema>;
type Reopened = z.output<typeof approvalReopened.schema>;
type ApprovedLate = z.output<typeof postApprovedLate.schema>;
type Added = z.output<typeof commentAdded.schema>;
type Mentioned = z.output<typeof commentMentioned.schema>;

/**
 * Ask those who may review to look at a post, the first time or again. Clients are written to by their own link; where
 * none of them holds one, the team is told that somebody must be sent it.
 */
export function tellOfApprovalRequest(ctx: Ctx, eventId: string, event: Requested): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const { postId, requestedBy, stage } = event;
    const facts = await findPostFacts(tx, postId);
    if (!facts || (stage === "client" && (await hasReviewLink(tx, postId)))) return nobody;
    const reason = stage === "client" ? "client_link_missing" : null;
    const data = { post: facts.post, postId, actor: await findName(tx, requestedBy), reason };
    return notify(tx, { kind: "approval.requested", eventId, actorId: requestedBy, data });
  });
}

/** Tell the author, and whoever asked, what was answered. */
export function tellOfApprovalDecision(ctx: Ctx, eventId: string, event: Decided): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const { postId, authorId, requestedBy, decidedBy, decidedByName, decision } = event;
    const facts = await findPostFacts(tx, postId);
    if (!facts) return nobody;
    const actor = (await findName(tx, decidedBy)) ?? decidedByName;
    const data = { post: facts.post, postId, actor, decision };
    const named = requestedBy ? [requestedBy] : [];
    return notify(tx, { kind: "approval.decided", eventId, authorId, named, actorId: decidedBy, data });
  });
}

/** Tell those who may publish that a post was approved when its time had passed; unless somebody chose a time by now. */
export function tellOfLateApproval(ctx: Ctx, eventId: string, { postId }: ApprovedLate): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const facts = await findPostFacts(tx, postId);
    if (!facts || !(await waitsForTime(tx, postId))) return nobody;
    // Who approved it is told as well: they said yes, and may think that it went out.
    return notify(tx, { kind: "post.approved_late", eventId, data: { post: facts.post, postId } });
  });
}

/** Tell the author and the reviewers that an edit undid what they had agreed to. */
export function tellOfReopenedApproval(ctx: Ctx, eventId: string, event: Reopened): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const { postId, authorId, editedBy, from } = event;
    const facts = await findPostFacts(tx, postId);
    // A question that was open is asked again by an event of its own.
    if (!facts || from !== "approved") return nobody;
    const data = { post: facts.post, postId, actor: await findName(tx, editedBy) };
    return notify(tx, { kind: "approval.reopened", eventId, authorId, actorId: editedBy, data });
  });
}

async function findComment({ db, tenantId }: TxCtx, commentId: Id<"comment">) {
  const [row] = await db
    .select({ body: comments.body, mentions: comments.mentions })
    .from(comments)
    .where(and(eq(comments.tenantId, tenantId), eq(comments.id, commentId), isNull(comments.deletedAt)));
  return row ?? null;
}

const excerptMax = 160;
const excerptOf = (body: string): string => {
  const letters = [...body.replace(/\s+/g, " ").trim()];
  return letters.length <= excerptMax ? letters.join("") : `${letters.slice(0, excerptMax - 1).join("")}…`;
};

/** The members who have written about a post. */
async function listWriters({ db, tenantId }: TxCtx, postId: Id<"post">): Promise<Id<"user">[]> {
  const rows = await db
    .selectDistinct({ authorId: comments.authorId })
    .from(comments)
    .where(and(eq(comments.tenantId, tenantId), eq(comments.postId, postId), isNotNull(comments.authorId)));
  return rows.flatMap(({ authorId }) => authorId ?? []);
}

/** Tell the post's author and those in the conversation; the mentioned hear of it by their own event. */
export function tellOfComment(ctx: Ctx, eventId: string, event: Added): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const { postId, commentId, authorId: actorId, clientName, postAuthorId } = event;
    const [facts, comment] = [await findPostFacts(tx, postId), await findComment(tx, commentId)];
    if (!facts || !comment) return nobody;
    const actor = (await findName(tx, actorId)) ?? clientName;
    return notify(tx, {
      ...{ kind: "comment.added", eventId, actorId, authorId: postAuthorId },
      named: await listWriters(tx, postId),
      except: comment.mentions.filter((id): id is Id<"user"> => isId("user", id)),
      data: { post: facts.post, postId, actor, words: excerptOf(comment.body) },
    });
  });
}

/** Tell somebody who was named in a comment. */
export function tellOfMention(ctx: Ctx, eventId: string, event: Mentioned): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const { postId, commentId, authorId: actorId, clientName, userId } = event;
    const [facts, comment] = [await findPostFacts(tx, postId), await findComment(tx, commentId)];
    if (!facts || !comment) return nobody;
    const actor = (await findName(tx, actorId)) ?? clientName;
    const data = { post: facts.post, postId, actor, words: excerptOf(comment.body) };
    return notify(tx, { kind: "comment.mentioned", eventId, actorId, named: [userId], data });
  });
}
