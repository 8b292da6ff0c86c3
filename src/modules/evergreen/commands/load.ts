import "server-only";
import { and, asc, eq, gt, inArray, isNull } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { discardPosts } from "@/modules/publishing/commands/origin";
import { posts } from "@/modules/publishing/tables";
import { collections, evergreens } from "../tables";

export type CollectionRow = typeof collections.$inferSelect;
export type EvergreenRow = typeof evergreens.$inferSelect;

/** Lock a collection of this workspace. @throws DomainError NOT_FOUND `collection.not_found`. */
export async function lockCollection(ctx: TxCtx, id: Id<"collection">): Promise<CollectionRow> {
  const [row] = await ctx.db
    .select()
    .from(collections)
    .where(and(eq(collections.tenantId, ctx.tenantId), eq(collections.id, id)))
    .for("update");
  if (!row) throw notFound("collection");
  return row;
}

/** Lock every collection of the workspace, always in one order: two fills never run at once. */
export const lockCollections = (ctx: TxCtx): Promise<CollectionRow[]> =>
  ctx.db
    .select()
    .from(collections)
    .where(eq(collections.tenantId, ctx.tenantId))
    .orderBy(asc(collections.id))
    .for("update");

/** Lock an item with its collection, the collection first. @throws DomainError NOT_FOUND `evergreen.not_found`. */
export async function lockEvergreen(ctx: TxCtx, id: Id<"evergreen">): Promise<EvergreenRow> {
  const mine = and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.id, id));
  const [found] = await ctx.db.select({ of: evergreens.collectionId }).from(evergreens).where(mine);
  if (!found) throw notFound("evergreen");
  await lockCollection(ctx, found.of);
  const [row] = await ctx.db.select().from(evergreens).where(mine).for("update");
  if (!row) throw notFound("evergreen");
  return row;
}

/** Take back the posts of these items that are to come and that nobody touched. Tells how many went. */
export async function takeBackPlanned(ctx: TxCtx, ids: readonly Id<"evergreen">[]): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await ctx.db
    .select({ id: posts.id })
    .from(posts)
    .where(
      and(
        eq(posts.tenantId, ctx.tenantId),
        inArray(posts.evergreenId, [...ids]),
        isNull(posts.deletedAt),
        eq(posts.revision, 1),
        eq(posts.timing, "queue"),
        inArray(posts.state, ["scheduled", "held"]),
        gt(posts.publishAt, ctx.clock.now()),
      ),
    )
    .for("update");
  const gone = await discardPosts(
    ctx,
    rows.map(({ id }) => id),
  );
  return gone.length;
}

/** The items of a collection. */
export async function itemIdsOf(ctx: TxCtx, id: Id<"collection">): Promise<Id<"evergreen">[]> {
  const rows = await ctx.db
    .select({ id: evergreens.id })
    .from(evergreens)
    .where(and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.collectionId, id)));
  return rows.map((row) => row.id);
}
