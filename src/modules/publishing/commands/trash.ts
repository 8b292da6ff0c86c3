import "server-only";
import { and, eq, exists, gt, inArray, isNull, lte, not, notExists, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idIn } from "@/db/columns";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { record, recordAll } from "@/modules/audit/commands";
import { keepUses } from "@/modules/evergreen/commands/uses";
import { LOCKED_STATES, restoredReason } from "../policy";
import { getPost } from "../queries";
import { type DeliveryState, type PostIdInput, type PostView, trashKeptDays } from "../schemas";
import type { PurgedView } from "../schemas.organise";
import { attempts, deliveries, posts } from "../tables";
import { refreshPostStates } from "./states";

const isLocked = (state: DeliveryState): boolean =>
  (LOCKED_STATES as readonly DeliveryState[]).includes(state);

const cutoffOf = (now: Date): Date => new Date(now.getTime() - trashKeptDays * dayMs);
/** Says that a post left the trash for good, while its record stays. */
const longAgo = new Date(0);

const inTrash = (ctx: Ctx): SQL | undefined =>
  and(eq(posts.tenantId, ctx.tenantId), gt(posts.deletedAt, cutoffOf(ctx.clock.now())));

/** A network shows some of it, or may: our record of that outlives the trash. */
const onNetwork = (db: Db): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.tenantId, posts.tenantId),
          eq(deliveries.postId, posts.id),
          inArray(deliveries.state, [...LOCKED_STATES]),
          isNull(deliveries.removedAt),
        ),
      ),
  );

/** Lock a post of the trash for one who may edit it. @throws DomainError NOT_FOUND, FORBIDDEN. */
async function openTrashed(ctx: TxCtx, { postId }: PostIdInput) {
  const [post] = await ctx.db
    .select()
    .from(posts)
    .where(and(inTrash(ctx), eq(posts.id, postId)))
    .for("update");
  if (!post) throw notFound("post");
  const own = ctx.actor.type === "user" && ctx.actor.userId === post.authorId;
  authorise(ctx, own ? "post.write" : "post.writeAny");
  return post;
}

/** Whether a network holds some of a post, or may: since a backup came back too, until a person decides. */
async function mayBeOut({ db, tenantId }: TxCtx, postId: Id<"post">) {
  const rows = await db
    .select({ state: deliveries.state, reason: deliveries.reason })
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.postId, postId)));
  const asked = rows.some(({ state, reason }) => state === "held" && reason === restoredReason);
  return { asked, out: asked || rows.some(({ state }) => isLocked(state)) };
}

/** Drop what was taken out of the plan and never tried; what is left is the record of what was. */
async function dropUntried({ db, tenantId }: TxCtx, postId: Id<"post">): Promise<void> {
  const mine = and(eq(deliveries.tenantId, tenantId), eq(deliveries.postId, postId));
  const tried = db
    .select({ one: sql`1` })
    .from(attempts)
    .where(and(eq(attempts.tenantId, deliveries.tenantId), eq(attempts.deliveryId, deliveries.id)));
  await db.delete(deliveries).where(and(mine, eq(deliveries.state, "cancelled"), notExists(tried)));
}

const unplanned = {
  timing: "time",
  publishAt: null,
  wallTime: null,
  timeZone: null,
  afterPostId: null,
  afterChannelId: null,
  afterMinutes: 0,
} as const;

/**
 * Take a post back out of the trash. What had been planned is a draft again: its time may have passed, and nobody
 * asked for it to go out. What is out, or may be since a backup came back, stands as it stood. @throws DomainError NOT_FOUND, FORBIDDEN.
 */
export function restorePost(ctx: Ctx, input: PostIdInput): Promise<PostView> {
  return inTransaction(ctx, async (tx) => {
    await openTrashed(tx, input);
    const { asked, out } = await mayBeOut(tx, input.postId);
    // With a plan that stays, what was taken out of it must be seen as taken out.
    if (!asked) await dropUntried(tx, input.postId);
    const now = tx.clock.now();
    await tx.db
      .update(posts)
      .set({ ...(!out && unplanned), deletedAt: null, updatedAt: now })
      .where(and(eq(posts.tenantId, tx.tenantId), eq(posts.id, input.postId)));
    await refreshPostStates(tx.db, now, [input.postId]);
    await record(tx, "post.restored", { targetId: input.postId });
    return getPost(tx, input);
  });
}

/** Delete posts that the caller has locked, with everything that only they needed. */
async function deleteForGood(db: Db, postIds: readonly Id<"post">[]) {
  await keepUses(db, postIds);
  return db
    .delete(posts)
    .where(idIn(posts.id, postIds))
    .returning({ tenantId: posts.tenantId, targetId: posts.id });
}

async function purgeWhere(tx: TxCtx, where: SQL | undefined): Promise<PurgedView> {
  const { db } = tx;
  const unseen = await db
    .select({ id: posts.id })
    .from(posts)
    .where(and(where, not(onNetwork(db))))
    .for("update");
  const gone = await deleteForGood(
    db,
    unseen.map(({ id }) => id),
  );
  const hidden = await db
    .update(posts)
    .set({ deletedAt: longAgo })
    .where(and(where, onNetwork(db)))
    .returning({ id: posts.id });
  for (const { targetId } of gone) await record(tx, "post.purged", { targetId });
  for (const { id } of hidden) await record(tx, "post.purged", { targetId: id, data: { recordKept: true } });
  return { purged: gone.length, kept: hidden.length };
}

/** Delete one post of the trash for good. @throws DomainError NOT_FOUND, FORBIDDEN. */
export function purgePost(ctx: Ctx, input: PostIdInput): Promise<PurgedView> {
  return inTransaction(ctx, async (tx) => {
    await openTrashed(tx, input);
    return purgeWhere(tx, and(inTrash(tx), eq(posts.id, input.postId)));
  });
}

/** Delete everything in the trash for good. */
export function emptyTrash(ctx: Ctx): Promise<PurgedView> {
  authorise(ctx, "post.writeAny");
  return inTransaction(ctx, (tx) => purgeWhere(tx, inTrash(tx)));
}

const batch = 500;

/** Delete for good what has been in the trash for its days, whatever the workspace. Returns how many posts went. */
export const purgeExpired = (now: Date, traceId: string): Promise<number> =>
  inSystemTransaction(async (db) => {
    const expired = await db
      .select({ id: posts.id })
      .from(posts)
      .where(and(lte(posts.deletedAt, cutoffOf(now)), not(onNetwork(db))))
      .limit(batch)
      .for("update", { skipLocked: true });
    const gone = await deleteForGood(
      db,
      expired.map(({ id }) => id),
    );
    const actor = { type: "system" as const, name: "publishing.trash" };
    await recordAll(
      db,
      now,
      traceId,
      gone.map((row) => ({ ...row, actor, action: "post.purged" })),
    );
    return gone.length;
  });
