import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { saveAccount } from "@/modules/channels/commands/save";
import { channels } from "@/modules/channels/tables";
import { holdDeliveries, releaseDeliveries } from "@/modules/publishing/commands/hold";
import { retryDelivery } from "@/modules/publishing/commands/resolve";
import { refreshPostStates } from "@/modules/publishing/commands/states";
import { OPEN_STATES } from "@/modules/publishing/policy";
import { deliveries, posts } from "@/modules/publishing/tables";
import type { Network } from "@/networks/contract";
import type { WorkspaceCtx } from "@/testing/context";
import type { Grants } from "./grants";
import type { Planned } from "./plan";

const lock = (db: Db, postId: Id<"post">) =>
  db.select({ id: posts.id }).from(posts).where(eq(posts.id, postId)).for("update");

/** A person takes a whole post back, as far as no network can hold it. */
export const cancelPost = (ctx: WorkspaceCtx, planned: readonly Planned[], postId: Id<"post">) =>
  inTransaction(ctx, async ({ db, tenantId, clock }) => {
    await lock(db, postId);
    const ours = and(eq(deliveries.tenantId, tenantId), eq(deliveries.postId, postId));
    const rows = await db.select({ state: deliveries.state }).from(deliveries).where(ours).for("update");
    if (!rows.every(({ state }) => (OPEN_STATES as readonly string[]).includes(state))) return;
    await db.delete(deliveries).where(and(ours, inArray(deliveries.state, [...OPEN_STATES])));
    for (const one of planned) if (one.postId === postId) one.cancelled = true;
    await refreshPostStates(db, clock.now(), [postId]);
  });

/** A person rewrites a post that nobody has begun to send: its old words must never go out. */
export const rewritePost = (
  ctx: WorkspaceCtx,
  planned: readonly Planned[],
  postId: Id<"post">,
  body: string,
) =>
  inTransaction(ctx, async ({ db, tenantId }) => {
    await lock(db, postId);
    const ours = and(eq(deliveries.tenantId, tenantId), eq(deliveries.postId, postId));
    const rows = await db.select({ state: deliveries.state }).from(deliveries).where(ours).for("update");
    if (rows.length === 0 || !rows.every(({ state }) => ["waiting", "scheduled", "leased"].includes(state)))
      return;
    await db.update(posts).set({ body }).where(eq(posts.id, postId));
    await db
      .update(deliveries)
      .set({
        state: "scheduled",
        dueAt: sql`case when reason = 'rate_limited' then greatest(publish_at, due_at) else publish_at end`,
        fence: sql`${deliveries.fence} + 1`,
      })
      .where(and(ours, eq(deliveries.part, 0)));
    const first = planned.find((one) => one.postId === postId && one.part === 0);
    if (first) first.body = body;
  });

/** The network took the grant back: what was to go out waits. */
export async function breakChannel(ctx: WorkspaceCtx, channelId: Id<"channel">): Promise<void> {
  await inTransaction(ctx, ({ db }) =>
    db.update(channels).set({ state: "broken" }).where(eq(channels.id, channelId)),
  );
  await holdDeliveries(ctx, channelId, "channel_broken");
}

/** A person signs in again where the channel does not work, and what waited for it goes on. Tells whether they had to. */
export async function reconnectChannel(
  ctx: WorkspaceCtx,
  channelId: Id<"channel">,
  { network, grants }: { network: Network; grants: Grants },
): Promise<boolean> {
  const mended = await inTransaction(ctx, async (tx) => {
    const [row] = await tx.db.select().from(channels).where(eq(channels.id, channelId));
    if (!row || row.state === "active") return false;
    const { externalId, handle, name, settings } = row;
    const credentials = grants.issue(externalId);
    const facts = { avatarUrl: null, profileUrl: null, expiresAt: null, capabilities: null };
    const account = { ...facts, externalId, handle, name, settings, credentials };
    await saveAccount(tx, { network, account, channelId });
    return true;
  });
  await releaseDeliveries(ctx, channelId);
  return mended;
}

/** A person goes through what waits for them: held posts go out, and what lies behind a failed part with them. */
export async function clearUp(ctx: WorkspaceCtx): Promise<number> {
  const held = await inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select({ id: deliveries.id, part: deliveries.part, reason: deliveries.reason })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.state, "held"))),
  );
  const free = held.filter(({ reason }) => reason !== "upstream_failed");
  for (const { id } of free) await retryDelivery(ctx, { deliveryId: id });
  return free.length;
}
