import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { authorise, can } from "@/kernel/permissions";
import { users } from "@/modules/identity/tables";
import { posts } from "@/modules/publishing/tables";
import { type CommentsView, type CommentView, commentsMax, type ListCommentsInput } from "./schemas";
import { comments } from "./tables";

type Row = typeof comments.$inferSelect & { authorName: string | null };

async function withMentions(tx: TxCtx, rows: readonly Row[]): Promise<CommentView[]> {
  const called = [
    ...new Set(rows.flatMap((row) => row.mentions)),
  ] as CommentView["mentions"][number]["userId"][];
  const people = called.length
    ? await tx.db.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, called))
    : [];
  const nameOf = new Map<string, string>(people.map(({ id, name }) => [id, name]));
  const { actor } = tx;
  return rows.map((row) => {
    const own = actor.type === "user" && row.authorId === actor.userId;
    return {
      id: row.id,
      audience: row.audience,
      authorId: row.authorId,
      authorName: row.clientName ?? row.authorName,
      byClient: row.clientName !== null,
      body: row.body,
      mentions: called
        .filter((id) => row.mentions.includes(id))
        .flatMap((userId) => ({ userId, name: nameOf.get(userId) ?? "" }))
        .filter(({ name }) => name !== ""),
      createdAt: row.createdAt,
      editedAt: row.editedAt,
      canEdit: own,
      canDelete: own || (actor.type === "user" && can(tx, "member.manage")),
    };
  });
}

/** What was said about a post, oldest first: by the team among itself, with the client, or both. @throws NOT_FOUND. */
export function listComments(ctx: Ctx, { postId, audience }: ListCommentsInput): Promise<CommentsView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (tx) => {
    const { db, tenantId } = tx;
    const [post] = await db
      .select({ id: posts.id })
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), eq(posts.id, postId), isNull(posts.deletedAt)));
    if (!post) throw notFound("post");
    const rows = await db
      .select({ comment: comments, authorName: users.name })
      .from(comments)
      .leftJoin(users, eq(users.id, comments.authorId))
      .where(
        and(
          eq(comments.tenantId, tenantId),
          eq(comments.postId, postId),
          isNull(comments.deletedAt),
          audience ? eq(comments.audience, audience) : undefined,
        ),
      )
      .orderBy(asc(comments.createdAt), asc(comments.id))
      .limit(2 * commentsMax);
    return {
      items: await withMentions(
        tx,
        rows.map(({ comment, authorName }) => ({ ...comment, authorName })),
      ),
      canWrite: can(tx, "comment.write"),
    };
  });
}
