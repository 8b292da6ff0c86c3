import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { labels, postLabels } from "../tables";

/** Stop on a label that is not this workspace's. @throws DomainError NOT_FOUND. */
export async function requireLabels(
  { db, tenantId }: TxCtx,
  ids: readonly Id<"label">[],
  field?: string,
): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const found = await db
    .select({ id: labels.id })
    .from(labels)
    .where(and(eq(labels.tenantId, tenantId), inArray(labels.id, wanted)));
  if (found.length !== wanted.length) throw notFound("label", field);
}

/** Give a post exactly these labels. @throws DomainError NOT_FOUND for a label that is not this workspace's. */
export async function setLabels(
  ctx: TxCtx,
  postId: Id<"post">,
  labelIds: readonly Id<"label">[],
): Promise<void> {
  await requireLabels(ctx, labelIds, "labelIds");
  const { db, tenantId } = ctx;
  await db.delete(postLabels).where(and(eq(postLabels.tenantId, tenantId), eq(postLabels.postId, postId)));
  await addLabels(ctx, [postId], labelIds);
}

/** Add labels that are known to be this workspace's; one that a post bears already changes nothing. */
export async function addLabels(
  { db, tenantId }: TxCtx,
  postIds: readonly Id<"post">[],
  labelIds: readonly Id<"label">[],
): Promise<void> {
  const wanted = [...new Set(labelIds)];
  const rows = postIds.flatMap((postId) => wanted.map((labelId) => ({ tenantId, postId, labelId })));
  if (rows.length > 0) await db.insert(postLabels).values(rows).onConflictDoNothing();
}

/** Take labels off posts. */
export async function removeLabels(
  { db, tenantId }: TxCtx,
  postIds: readonly Id<"post">[],
  labelIds: readonly Id<"label">[],
): Promise<void> {
  if (postIds.length === 0 || labelIds.length === 0) return;
  await db
    .delete(postLabels)
    .where(
      and(
        eq(postLabels.tenantId, tenantId),
        inArray(postLabels.postId, [...postIds]),
        inArray(postLabels.labelId, [...labelIds]),
      ),
    );
}
