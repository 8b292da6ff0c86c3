import "server-only";
import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import { type Id, idFromUuid, idToUuid } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { postHeld } from "../events";
import type { DeliveryView } from "../schemas";
import { deliveries, posts } from "../tables";
import { refreshPostStates } from "./states";

/** Posts that wait for one another, at most. */
export const chainMax = 20;

/** `d` waits for another post, or would, had that not been decided against it. */
const waits = sql.raw("(d.state = 'waiting' or (d.state = 'held' and d.reason = 'upstream_failed'))");

/**
 * What waits for these posts is expected so long after them, and what waits for that after it in turn: an estimate
 * moves with what it is an estimate of. One that somebody else is changing is left to them.
 */
export async function moveDependents(ctx: TxCtx, postIds: readonly Id<"post">[]): Promise<void> {
  const tenant = sql`${idToUuid("workspace", ctx.tenantId)}::uuid`;
  const ids = JSON.stringify(postIds.map((id) => idToUuid("post", id)));
  const now = sql`${ctx.clock.now().toISOString()}::timestamptz`;
  const expected = (upstream: string) =>
    sql`greatest(${sql.raw(upstream)} + p.after_minutes * interval '1 minute', ${now})`;
  await ctx.db.execute(sql`
    with recursive behind as (
      select p.id, ${expected("u.publish_at")} as at, 1 as depth
      from posts u join posts p on p.tenant_id = u.tenant_id and p.after_post_id = u.id
      where u.tenant_id = ${tenant} and u.id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))
        and u.publish_at is not null and p.timing = 'after' and p.deleted_at is null
      union all
      select p.id, ${expected("b.at")}, b.depth + 1
      from behind b join posts p on p.tenant_id = ${tenant} and p.after_post_id = b.id
      where b.depth < ${chainMax} and p.timing = 'after' and p.deleted_at is null
    ), free as (
      select p.id, p.publish_at as was from posts p
      where p.tenant_id = ${tenant} and p.id in (select id from behind)
        and exists (select 1 from deliveries d
          where d.tenant_id = p.tenant_id and d.post_id = p.id and d.part = 0 and ${waits})
      for update skip locked
    ), moved as (
      update posts p set publish_at = b.at, updated_at = ${now}
      from behind b join free f on f.id = b.id
      where p.tenant_id = ${tenant} and p.id = b.id and p.publish_at is distinct from b.at
      returning p.id, b.at - f.was as later
    )
    update deliveries d set publish_at = d.publish_at + m.later, due_at = d.due_at + m.later
    from moved m
    where d.tenant_id = ${tenant} and d.post_id = m.id and ${waits}`);
}

/** A post has a plan again: what was held because it had failed or had none waits for it anew. */
export async function waitAnew(ctx: TxCtx, postId: Id<"post">): Promise<void> {
  const now = ctx.clock.now();
  const tenant = sql`${idToUuid("workspace", ctx.tenantId)}::uuid`;
  const { rows } = (await ctx.db.execute(sql`
    with free as (
      select p.id from posts p
      where p.tenant_id = ${tenant} and p.after_post_id = ${idToUuid("post", postId)}::uuid and p.timing = 'after'
        and p.deleted_at is null
      for update skip locked
    )
    update deliveries d set
      state = 'waiting', reason = null, fence = d.fence + 1, updated_at = ${now.toISOString()}::timestamptz
    from free f
    where d.tenant_id = ${tenant} and d.post_id = f.id and d.part = 0
      and d.state = 'held' and d.reason = 'upstream_failed'
    returning d.post_id`)) as unknown as { rows: { post_id: string }[] };
  const ids = [...new Set(rows.map((row) => idFromUuid("post", row.post_id)))];
  if (ids.length > 0) await refreshPostStates(ctx.db, now, ids);
  await moveDependents(ctx, [postId]);
}

/** What was live was taken off its network: what was about to follow it, or to give its address, is held for a person. */
export async function holdDependents(
  ctx: TxCtx,
  { postId, channelId, part }: Pick<DeliveryView, "postId" | "channelId" | "part">,
): Promise<void> {
  if (part > 0) return;
  const { db, tenantId } = ctx;
  const behind = await db
    .select({ id: posts.id })
    .from(posts)
    .where(
      and(
        ...[eq(posts.tenantId, tenantId), eq(posts.timing, "after"), eq(posts.afterPostId, postId)],
        or(isNull(posts.afterChannelId), eq(posts.afterChannelId, channelId)),
      ),
    )
    .orderBy(posts.id)
    .for("update");
  const ids = behind.map(({ id }) => id);
  if (ids.length === 0) return;
  const now = ctx.clock.now();
  const held = await db
    .update(deliveries)
    .set({
      ...{ state: "held", reason: "upstream_failed", updatedAt: now },
      fence: sql`${deliveries.fence} + 1`,
    })
    .where(
      and(
        ...[eq(deliveries.tenantId, tenantId), inArray(deliveries.postId, ids), eq(deliveries.part, 0)],
        inArray(deliveries.state, ["waiting", "scheduled", "leased"]),
      ),
    )
    .returning({
      deliveryId: deliveries.id,
      channelId: deliveries.channelId,
      postId: deliveries.postId,
    });
  await emit(ctx, ...held.map((data) => ({ name: postHeld.name, data })));
  const stopped = [...new Set(held.map((row) => row.postId))];
  for (const targetId of stopped) await record(ctx, "post.held_for_upstream", { targetId });
  await refreshPostStates(db, now, stopped);
}
