import "server-only";
import { and, count, eq, inArray, isNull } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise, can } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { lockPost } from "@/modules/publishing/commands/states";
import { members } from "@/modules/workspaces/tables";
import { commentAdded, commentMentioned } from "../events";
import {
  type AddCommentInput,
  type Audience,
  type CommentIdInput,
  commentsMax,
  type EditCommentInput,
} from "../schemas";
import { comments } from "../tables";

type Row = typeof comments.$inferSelect;
type NewRow = Pick<Row, "postId" | "audience" | "body" | "authorId" | "clientName" | "reviewId">;

/** Only members can be called. @throws DomainError INVALID `comment.unknown_member`. */
async function requireMembers({ db, tenantId }: TxCtx, wanted: readonly Id<"user">[]): Promise<Id<"user">[]> {
  const ids = [...new Set(wanted)];
  if (ids.length === 0) return ids;
  const found = await db
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.tenantId, tenantId), inArray(members.userId, ids)));
  if (found.length === ids.length) return ids;
  throw new DomainError("INVALID", "comment.unknown_member", "Somebody you name is no member here", {
    field: "mentions",
  });
}

async function refuseFlood({ db, tenantId }: TxCtx, postId: Id<"post">, audience: Audience): Promise<void> {
  const [row] = await db
    .select({ held: count() })
    .from(comments)
    .where(
      and(
        eq(comments.tenantId, tenantId),
        eq(comments.postId, postId),
        eq(comments.audience, audience),
        isNull(comments.deletedAt),
      ),
    );
  if ((row?.held ?? 0) >= commentsMax)
    throw new DomainError("LIMITED", "comment.too_many", `A post holds at most ${commentsMax} comments`, {
      details: { max: commentsMax },
    });
}

const about = ({ id: commentId, postId, audience, authorId, clientName }: Row) => ({
  postId,
  commentId,
  audience,
  authorId,
  clientName,
});

const tellCalled = (tx: TxCtx, row: Row, called: readonly Id<"user">[]): Promise<void> =>
  emit(
    tx,
    ...called
      // Nobody needs to be told of their own words.
      .filter((userId) => userId !== row.authorId)
      .map((userId) => ({ name: commentMentioned.name, data: { ...about(row), userId } })),
  );

/** Write a comment and tell whom it concerns; the caller has authorised it. @throws DomainError NOT_FOUND, INVALID, LIMITED. */
export async function writeComment(tx: TxCtx, values: NewRow, called: readonly Id<"user">[]): Promise<Row> {
  const post = await lockPost(tx.db, tx.tenantId, values.postId);
  if (!post) throw notFound("post");
  await refuseFlood(tx, values.postId, values.audience);
  const mentions = await requireMembers(tx, called);
  const [row] = await tx.db
    .insert(comments)
    .values({ id: newId("comment"), tenantId: tx.tenantId, createdAt: tx.clock.now(), mentions, ...values })
    .returning();
  if (!row) throw notFound("comment");
  await record(tx, "comment.added", {
    targetId: values.postId,
    data: { commentId: row.id, audience: row.audience, byClient: row.clientName !== null },
  });
  await emit(tx, { name: commentAdded.name, data: { ...about(row), postAuthorId: post.authorId } });
  await tellCalled(tx, row, mentions);
  return row;
}

/** Write about a post, to the team or to the client. @throws DomainError NOT_FOUND, INVALID `comment.unknown_member`, LIMITED. */
export function addComment(ctx: Ctx, input: AddCommentInput): Promise<{ id: Id<"comment"> }> {
  authorise(ctx, "comment.write");
  const { postId, audience, body, mentions } = input;
  const authorId = ctx.actor.type === "user" ? ctx.actor.userId : null;
  return inTransaction(ctx, async (tx) => {
    const values = { postId, audience, body, authorId, clientName: null, reviewId: null };
    const { id } = await writeComment(tx, values, mentions);
    return { id };
  });
}

async function lockComment({ db, tenantId }: TxCtx, commentId: Id<"comment">): Promise<Row> {
  const [row] = await db
    .select()
    .from(comments)
    .where(and(eq(comments.tenantId, tenantId), eq(comments.id, commentId), isNull(comments.deletedAt)))
    .for("update");
  if (!row) throw notFound("comment");
  return row;
}

const isOwn = ({ actor }: Ctx, { authorId }: Row) => actor.type === "user" && actor.userId === authorId;
const notYours = () => new DomainError("FORBIDDEN", "comment.not_yours", "Somebody else wrote this");

/** Change one's own words; who is called anew is told. @throws DomainError NOT_FOUND, FORBIDDEN `comment.not_yours`. */
export function editComment(ctx: Ctx, input: EditCommentInput): Promise<{ id: Id<"comment"> }> {
  authorise(ctx, "comment.write");
  return inTransaction(ctx, async (tx) => {
    const row = await lockComment(tx, input.commentId);
    if (!isOwn(tx, row)) throw notYours();
    // Whoever was named already stays named, also once they have left.
    const named = (id: Id<"user">) => row.mentions.includes(id);
    const anew = await requireMembers(
      tx,
      input.mentions.filter((id) => !named(id)),
    );
    const mentions = [...new Set([...input.mentions.filter(named), ...anew])];
    await tx.db
      .update(comments)
      .set({ body: input.body, mentions, editedAt: tx.clock.now() })
      .where(and(eq(comments.tenantId, tx.tenantId), eq(comments.id, row.id)));
    await record(tx, "comment.edited", { targetId: row.postId, data: { commentId: row.id } });
    await tellCalled(tx, row, anew);
    return { id: row.id };
  });
}

/** Delete one's own comment; who manages members may delete any. @throws DomainError NOT_FOUND, FORBIDDEN `comment.not_yours`. */
export function deleteComment(ctx: Ctx, { commentId }: CommentIdInput): Promise<{ id: Id<"comment"> }> {
  authorise(ctx, "comment.write");
  return inTransaction(ctx, async (tx) => {
    const row = await lockComment(tx, commentId);
    if (!isOwn(tx, row) && !can(tx, "member.manage")) throw notYours();
    await tx.db
      .update(comments)
      .set({ deletedAt: tx.clock.now(), body: "", mentions: [] })
      .where(and(eq(comments.tenantId, tx.tenantId), eq(comments.id, row.id)));
    await record(tx, "comment.deleted", { targetId: row.postId, data: { commentId: row.id } });
    return { id: row.id };
  });
}
