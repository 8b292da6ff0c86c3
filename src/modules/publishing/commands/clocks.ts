import "server-only";
import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { type Id, idToUuid } from "@/kernel/ids";
import { isTimeZone, keptInstantOf, meantTimeOf } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { log } from "@/platform/log";
import { postScheduled } from "../events";
import type { DeliveryState, PostIdInput } from "../schemas";
import { deliveries, posts } from "../tables";
import { moveDependents } from "./dependents";
import { wakeDispatcher } from "./schedule";
import { lockPost } from "./states";

type Planned = Pick<typeof posts.$inferSelect, "timing" | "publishAt" | "wallTime" | "timeZone">;

interface Meant {
  was: Date;
  at: Date;
  timeZone: string;
}

/** Where a post goes whose clock will not show at its instant what was meant by it; null while it does. */
function findMeant({ timing, publishAt: was, wallTime, timeZone }: Planned): Meant | null {
  if (timing !== "time" || !was || !wallTime || !timeZone || !isTimeZone(timeZone)) return null;
  if (meantTimeOf(was, timeZone) === wallTime) return null;
  const at = keptInstantOf(wallTime, timeZone);
  // To the minute: what was sent at once has seconds, which no wall time tells.
  return meantTimeOf(at, timeZone) === meantTimeOf(was, timeZone) ? null : { was, at, timeZone };
}

/** What nobody has begun to send, and nothing of which is out. */
const MOVABLE: readonly DeliveryState[] = ["scheduled", "held", "waiting", "failed", "missed", "cancelled"];

async function isMovable({ db, tenantId }: TxCtx, postId: Id<"post">): Promise<boolean> {
  const rows = await db
    .select({ state: deliveries.state })
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.postId, postId)))
    .orderBy(asc(deliveries.id))
    .for("update");
  return rows.every(({ state }) => MOVABLE.includes(state));
}

/** What stands at the old instant moves, with the parts behind it; a pause that its network asked for stays. */
const moveDeliveries = ({ db, tenantId, clock }: TxCtx, postId: Id<"post">, { was, at }: Meant) =>
  db.execute(sql`
    update deliveries d set
      publish_at = d.publish_at + x.later, fence = d.fence + 1, updated_at = ${clock.now().toISOString()}::timestamptz,
      due_at = case when d.due_at > d.publish_at then greatest(d.due_at, d.publish_at + x.later)
        else d.due_at + x.later end
    from (select ${at.getTime() - was.getTime()}::float8 * interval '1 millisecond' as later) x
    where d.tenant_id = ${idToUuid("workspace", tenantId)} and d.post_id = ${idToUuid("post", postId)}
      and d.state in ('scheduled', 'held', 'waiting')
      and exists (select 1 from deliveries f where f.tenant_id = d.tenant_id and f.post_id = d.post_id
        and f.variant_id = d.variant_id and f.part = 0 and f.publish_at = ${was.toISOString()}::timestamptz)`);

/**
 * A government changed the clocks since a post was planned: its instant moves, and the wall time stays that was meant.
 * What is going out, or is out, stays as it is. Tells whether it moved.
 */
export const followPostClocks = (ctx: Ctx, { postId }: PostIdInput): Promise<boolean> =>
  inTransaction(ctx, async (ctx) => {
    const post = await lockPost(ctx.db, ctx.tenantId, postId);
    const meant = post && findMeant(post);
    if (!meant || !(await isMovable(ctx, postId))) return false;
    const { was, at, timeZone } = meant;
    const wallTime = meantTimeOf(at, timeZone);
    await moveDeliveries(ctx, postId, meant);
    await ctx.db
      .update(posts)
      .set({ publishAt: at, wallTime, updatedAt: ctx.clock.now() })
      .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId)));
    await moveDependents(ctx, [postId]);
    await record(ctx, "post.clocks_changed", {
      targetId: postId,
      data: { timeZone, wallTime, from: was.toISOString(), to: at.toISOString() },
    });
    await emit(ctx, { name: postScheduled.name, data: { postId } });
    await wakeDispatcher(ctx, at);
    return true;
  });

/** Where a walk over all workspaces' planned posts stands. */
export interface ClockWalk {
  tenantId: Id<"workspace">;
  publishAt: string;
  postId: Id<"post">;
}

const readPage = (now: Date, after: ClockWalk | null, limit: number) =>
  inSystemTransaction((db) =>
    db
      .select({
        postId: posts.id,
        tenantId: posts.tenantId,
        timing: posts.timing,
        publishAt: posts.publishAt,
        wallTime: posts.wallTime,
        timeZone: posts.timeZone,
      })
      .from(posts)
      .where(
        and(
          gt(posts.publishAt, now),
          eq(posts.timing, "time"),
          isNotNull(posts.wallTime),
          isNull(posts.deletedAt),
          after
            ? sql`(${posts.tenantId}, ${posts.publishAt}, ${posts.id}) > (${idToUuid("workspace", after.tenantId)}::uuid, ${after.publishAt}::timestamptz, ${idToUuid("post", after.postId)}::uuid)`
            : undefined,
        ),
      )
      .orderBy(asc(posts.tenantId), asc(posts.publishAt), asc(posts.id))
      .limit(limit),
  );

/**
 * Look at one page of what is planned, over all workspaces, and move what a new release of the zone data moved; one post
 * that cannot be moved stops no other. `next` is null at the end.
 */
export async function followClocks(
  { clock, traceId }: { clock: Clock; traceId: string },
  after: ClockWalk | null,
  limit = 1_000,
): Promise<{ moved: number; failed: number; next: ClockWalk | null }> {
  const page = await readPage(clock.now(), after, limit);
  const misplaced = page.filter((post) => findMeant(post) !== null);
  let [moved, failed] = [0, 0];
  for (const { tenantId, postId } of misplaced) {
    const actor = { type: "system", name: "publishing.follow-clocks" } as const;
    await followPostClocks({ tenantId, traceId, actor, clock }, { postId }).then(
      (didMove) => (moved += didMove ? 1 : 0),
      (error: unknown) => {
        failed += 1;
        log().error({ error, tenantId, postId }, "a post could not follow the clocks of its zone");
      },
    );
  }
  const { tenantId, postId, publishAt } = page.at(-1) ?? {};
  const more = page.length === limit && tenantId && postId && publishAt;
  return { moved, failed, next: more ? { tenantId, postId, publishAt: publishAt.toISOString() } : null };
}
