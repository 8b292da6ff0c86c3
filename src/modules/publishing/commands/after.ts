import "server-only";
import { and, asc, eq, gt, isNotNull, isNull, not, or, type SQL, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { emit } from "@/db/outbox";
import type { Clock } from "@/kernel/context";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { minuteMs } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { log } from "@/platform/log";
import { postHeld } from "../events";
import { type Upstream, upstreamOf } from "../policy";
import { getPost } from "../queries";
import type { PostView, ScheduleAfterInput } from "../schemas";
import { deliveries, posts, variants } from "../tables";
import { chainMax, moveDependents } from "./dependents";
import { planPost, wakeDispatcher } from "./schedule";
import { lockPost, refreshPostStates } from "./states";

/** Refuse a circle of posts that wait for each other. @throws DomainError INVALID `post.after_circle`. */
async function requireNoCircle(ctx: TxCtx, postId: Id<"post">, afterPostId: Id<"post">): Promise<void> {
  // Two who close a circle from its two sides at once: the second must see what the first wrote.
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`after:${ctx.tenantId}`}, 0))`);
  let next: Id<"post"> | null = afterPostId;
  for (let steps = 0; next; steps++) {
    if (next === postId || steps >= chainMax)
      throw new DomainError("INVALID", "post.after_circle", "These posts would wait for each other", {
        field: "afterPostId",
      });
    const [row]: { after: Id<"post"> | null }[] = await ctx.db
      .select({ after: posts.afterPostId })
      .from(posts)
      .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, next)));
    next = row?.after ?? null;
  }
}

async function requireUpstream(ctx: TxCtx, input: ScheduleAfterInput): Promise<Date> {
  const { postId, afterPostId, afterChannelId } = input;
  const [upstream] = await ctx.db
    .select({ publishAt: posts.publishAt })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, afterPostId), isNull(posts.deletedAt)));
  if (!upstream) throw notFound("post");
  if (!upstream.publishAt)
    throw new DomainError("INVALID", "post.after_unplanned", "Give the other post a time first", {
      field: "afterPostId",
    });
  await requireNoCircle(ctx, postId, afterPostId);
  if (!afterChannelId) return upstream.publishAt;
  const [goes] = await ctx.db
    .select({ id: variants.id })
    .from(variants)
    .where(
      and(
        eq(variants.tenantId, ctx.tenantId),
        eq(variants.postId, afterPostId),
        eq(variants.channelId, afterChannelId),
      ),
    );
  if (!goes)
    throw new DomainError("INVALID", "post.after_channel", "The other post does not go to that channel", {
      field: "afterChannelId",
    });
  return upstream.publishAt;
}

/**
 * Publish once another post is live, so many minutes later; `{{post_url}}` in its text becomes that post's address.
 * Until then its instant is an estimate that moves with the other post.
 * @throws DomainError INVALID `post.after_circle`, `post.after_unplanned`, `post.after_channel`; NOT_FOUND; as `schedulePost`.
 */
export function scheduleAfter(ctx: Ctx, input: ScheduleAfterInput): Promise<PostView> {
  return inTransaction(ctx, async (ctx) => {
    const { postId, afterPostId, afterChannelId, afterMinutes } = input;
    const upstreamAt = await requireUpstream(ctx, input);
    const soonest = Math.max(upstreamAt.getTime() + afterMinutes * minuteMs, ctx.clock.now().getTime());
    const plan = { timing: "after", publishAt: new Date(soonest), minutes: afterMinutes } as const;
    const when = { wallTime: null, timeZone: null, afterPostId, afterChannelId, afterMinutes };
    await planPost(ctx, postId, plan, when, "post.scheduled_after");
    await goOn(ctx, postId);
    return getPost(ctx, { postId });
  });
}

async function upstreamStanding(ctx: TxCtx, post: typeof posts.$inferSelect): Promise<Upstream> {
  if (!post.afterPostId) return { status: "waiting" };
  const [upstream] = await ctx.db
    .select({ deletedAt: posts.deletedAt, publishAt: posts.publishAt })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, post.afterPostId)));
  // Without a plan it goes nowhere until it is given one; then it is waited for again.
  if (!upstream || upstream.deletedAt || !upstream.publishAt) return { status: "failed" };
  const { state, publishedAt, removedAt } = deliveries;
  const rows = await ctx.db
    .select({ state, publishedAt, removedAt })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        eq(deliveries.postId, post.afterPostId),
        eq(deliveries.part, 0),
        post.afterChannelId ? eq(deliveries.channelId, post.afterChannelId) : undefined,
      ),
    );
  return upstreamOf(rows);
}

const waits = sql`(${deliveries.state} = 'waiting' or (${deliveries.state} = 'held' and ${deliveries.reason} = 'upstream_failed'))`;

/** Let a post that waits for another go on, or hold it, when that is decided; safe to repeat. */
async function goOn(ctx: TxCtx, postId: Id<"post">): Promise<void> {
  const post = await lockPost(ctx.db, ctx.tenantId, postId);
  if (!post || post.timing !== "after") return;
  const upstream = await upstreamStanding(ctx, post);
  if (upstream.status === "waiting") return;
  const now = ctx.clock.now();
  const mine = and(
    eq(deliveries.tenantId, ctx.tenantId),
    eq(deliveries.postId, postId),
    eq(deliveries.part, 0),
  );
  const fence = sql`${deliveries.fence} + 1`;
  if (upstream.status === "failed") {
    const held = await ctx.db
      .update(deliveries)
      .set({ state: "held", reason: "upstream_failed", fence, updatedAt: now })
      .where(and(mine, eq(deliveries.state, "waiting")))
      .returning({ deliveryId: deliveries.id, channelId: deliveries.channelId });
    for (const told of held) await emit(ctx, { name: postHeld.name, data: { postId, ...told } });
    if (held.length > 0) await record(ctx, "post.held_for_upstream", { targetId: postId });
  } else {
    const at = new Date(Math.max(upstream.liveAt.getTime() + post.afterMinutes * minuteMs, now.getTime()));
    const gone = await ctx.db
      .update(deliveries)
      .set({ state: "scheduled", reason: null, dueAt: at, publishAt: at, fence, updatedAt: now })
      .where(and(mine, waits))
      .returning({ id: deliveries.id });
    if (gone.length === 0) return;
    await ctx.db
      .update(posts)
      .set({ publishAt: at, updatedAt: now })
      .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId)));
    await record(ctx, "post.released_by_upstream", { targetId: postId, data: { at: at.toISOString() } });
    await moveDependents(ctx, [postId]);
    await wakeDispatcher(ctx, at);
  }
  await refreshPostStates(ctx.db, now, [postId]);
}

interface WaitingDelivery {
  id: Id<"delivery">;
  tenantId: Id<"workspace">;
  postId: Id<"post">;
}

const pageSize = 500;

// What the post waits for, as `upstreamStanding` reads it.
const someUpstream = (where: SQL) => sql`exists (select 1 from deliveries u
  where u.tenant_id = ${posts.tenantId} and u.post_id = ${posts.afterPostId} and u.part = 0
    and (${posts.afterChannelId} is null or u.channel_id = ${posts.afterChannelId}) and ${where})`;
const upstreamOver = sql`not ${someUpstream(sql`u.state not in ('published', 'cancelled')`)}`;
const upstreamRemoved = someUpstream(sql`u.removed_at is not null`);
const upstreamLive = sql`(${someUpstream(sql`u.state = 'published'`)} and ${upstreamOver} and not ${upstreamRemoved})`;
const upstreamFailed = sql`(${someUpstream(sql`u.state in ('failed', 'missed')`)} or ${upstreamRemoved}
  or (${someUpstream(sql`u.state = 'cancelled'`)} and ${upstreamOver}))`;
const upstreamGone = sql`not exists (select 1 from posts g
  where g.tenant_id = ${posts.tenantId} and g.id = ${posts.afterPostId} and g.deleted_at is null and g.publish_at is not null)`;

/** Of all workspaces, what `goOn` would move: nothing that it leaves as it is may stand in the way of the next page. */
const findDecided = (after: Id<"delivery"> | null): Promise<WaitingDelivery[]> =>
  inSystemTransaction((db) =>
    db
      .select({ id: deliveries.id, tenantId: deliveries.tenantId, postId: deliveries.postId })
      .from(deliveries)
      .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
      .where(
        and(
          sql`(${deliveries.state} = 'waiting' or ${deliveries.reason} = 'upstream_failed') and ${deliveries.part} = 0`,
          eq(posts.timing, "after"),
          isNotNull(posts.afterPostId),
          isNull(posts.deletedAt),
          or(
            and(waits, not(upstreamGone), upstreamLive),
            and(eq(deliveries.state, "waiting"), or(upstreamGone, upstreamFailed)),
          ),
          after ? gt(deliveries.id, after) : undefined,
        ),
      )
      .orderBy(asc(deliveries.id))
      .limit(pageSize),
  );

/** Let every post go on whose upstream is live, and hold those whose upstream failed. Returns how many were looked at. */
export async function releaseDependents(clock: Clock, traceId: string): Promise<number> {
  const actor = { type: "system", name: "publishing.after" } as const;
  let looked = 0;
  for (let last: Id<"delivery"> | null = null; ; ) {
    const page = await findDecided(last);
    const found = new Map(page.map(({ postId, tenantId }) => [postId, tenantId]));
    // One that cannot be moved must not keep the others waiting; it is found again the next minute.
    for (const [postId, tenantId] of found)
      await inTransaction({ tenantId, traceId, actor, clock }, (ctx) => goOn(ctx, postId)).catch((error) =>
        log().error({ error, postId }, "a post that waits for another could not go on"),
      );
    looked += found.size;
    last = page.at(-1)?.id ?? null;
    if (page.length < pageSize) return looked;
  }
}
