import "server-only";
import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { posts } from "@/modules/publishing/tables";
import type { LabelIdInput, LabelView } from "./schemas";
import { labels, postLabels } from "./tables";

const select = ({ db, tenantId }: TxCtx, where?: SQL) =>
  db
    .select({
      id: labels.id,
      name: labels.name,
      color: labels.color,
      posts: sql<number>`count(${posts.id})::int`,
    })
    .from(labels)
    .leftJoin(postLabels, and(eq(postLabels.tenantId, labels.tenantId), eq(postLabels.labelId, labels.id)))
    .leftJoin(
      posts,
      and(eq(posts.tenantId, labels.tenantId), eq(posts.id, postLabels.postId), isNull(posts.deletedAt)),
    )
    .where(and(eq(labels.tenantId, tenantId), where))
    .groupBy(labels.id)
    .orderBy(asc(sql`lower(${labels.name})`));

/** The workspace's labels by name, with how many posts bear each. */
export function listLabels(ctx: Ctx): Promise<{ items: LabelView[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (tx) => ({ items: await select(tx) }));
}

/** One label. @throws DomainError NOT_FOUND. */
export function getLabel(ctx: Ctx, { labelId }: LabelIdInput): Promise<LabelView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (tx) => {
    const [label] = await select(tx, eq(labels.id, labelId));
    if (!label) throw notFound("label");
    return label;
  });
}
