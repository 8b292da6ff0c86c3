import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { idIn } from "@/db/columns";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { postLabels } from "@/modules/labels/tables";
import { LOCKED_STATES } from "@/modules/publishing/policy";
import { deliveries, posts } from "@/modules/publishing/tables";
import type { imports } from "./tables";

type PostRow = Pick<
  typeof posts.$inferSelect,
  "id" | "timing" | "publishAt" | "wallTime" | "timeZone" | "campaignId" | "afterPostId"
>;

// Slots of a queue move with the queue: which one a post has there says nothing of its own plan. Nor does an instant
// that moved with the rules of its zone: what somebody chose is the wall time.
const markOf = (
  { timing, publishAt, wallTime, timeZone, campaignId, afterPostId }: PostRow,
  labels: string[],
): string =>
  JSON.stringify([
    publishAt === null ? null : timing === "time" ? [wallTime ?? publishAt.toISOString(), timeZone] : timing,
    ...[afterPostId, campaignId, labels.toSorted()],
  ]);

/** Where posts stand apart from their words, as one text each: their time, campaign and labels. */
async function marksOf(ctx: TxCtx, rows: readonly PostRow[]): Promise<Map<Id<"post">, string>> {
  const ids = rows.map(({ id }) => id);
  const marks = await ctx.db
    .select({ postId: postLabels.postId, labelId: postLabels.labelId })
    .from(postLabels)
    .where(and(eq(postLabels.tenantId, ctx.tenantId), idIn(postLabels.postId, ids)));
  const labels = Map.groupBy(marks, ({ postId }) => postId);
  return new Map(
    rows.map((row) => [
      row.id,
      markOf(
        row,
        (labels.get(row.id) ?? []).map(({ labelId }) => labelId),
      ),
    ]),
  );
}

const own = (ctx: TxCtx, ids: readonly Id<"post">[]) =>
  and(eq(posts.tenantId, ctx.tenantId), idIn(posts.id, ids));

/** How posts stand now that they were made, to tell later what somebody changed. */
export async function marksOfMade(ctx: TxCtx, ids: readonly Id<"post">[]): Promise<Map<Id<"post">, string>> {
  return marksOf(ctx, await ctx.db.select().from(posts).where(own(ctx, ids)));
}

/** A post that an import made and that is still there. */
export interface MadePost {
  id: Id<"post">;
  authorId: Id<"user"> | null;
  title: string | null;
  body: string;
  /** Why undoing leaves it alone: a network holds something of it, or may; or somebody changed it or its plan since. */
  keptAs: "out" | "edited" | null;
}

/** The posts of an import that were not deleted, in its order; locked for a change when `lock` is set. */
export async function listMade(
  ctx: TxCtx,
  { id: importId, outcomes }: Pick<typeof imports.$inferSelect, "id" | "outcomes">,
  { lock = false } = {},
): Promise<MadePost[]> {
  const query = ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.importId, importId), isNull(posts.deletedAt)))
    .orderBy(asc(posts.id));
  const made = await (lock ? query.for("update") : query);
  const ids = made.map(({ id }) => id);
  const found = await ctx.db
    .selectDistinct({ postId: deliveries.postId })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        idIn(deliveries.postId, ids),
        inArray(deliveries.state, [...LOCKED_STATES]),
      ),
    );
  const out = new Set(found.map(({ postId }) => postId));
  const before = new Map(Object.values(outcomes).map(({ postId, mark }) => [postId, mark]));
  const marks = await marksOf(ctx, made);
  // What was made before marks were kept is judged by its words alone.
  const isChanged = ({ id, revision }: (typeof made)[number]) =>
    revision > 1 || (before.get(id) ?? marks.get(id)) !== marks.get(id);
  return made.map((post) => ({
    ...{ id: post.id, authorId: post.authorId, title: post.title, body: post.body },
    keptAs: out.has(post.id) ? "out" : isChanged(post) ? "edited" : null,
  }));
}
