import "server-only";
import { and, count, eq, ne, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { isPushEndpoint } from "@/platform/push";
import { type SecretPlace, seal } from "@/platform/secrets";
import { personOf } from "../queries";
import {
  pushSubscriptionsMax,
  type SaveSettingInput,
  type SubscribePushInput,
  type UnsubscribePushInput,
} from "../schemas";
import { notificationSettings, pushSubscriptions } from "../tables";

/** Keep how one wants to hear of one kind of news in this workspace. */
export function saveSetting(ctx: Ctx, { kind, ...choice }: SaveSettingInput): Promise<SaveSettingInput> {
  const userId = personOf(ctx);
  return inTransaction(ctx, async (tx) => {
    const updatedAt = tx.clock.now();
    await tx.db
      .insert(notificationSettings)
      .values({ tenantId: tx.tenantId, userId, kind, ...choice, updatedAt })
      .onConflictDoUpdate({
        target: [notificationSettings.tenantId, notificationSettings.userId, notificationSettings.kind],
        set: { ...choice, updatedAt },
      });
    await record(tx, "notification.setting_saved", { targetId: userId, data: { kind, ...choice } });
    return { kind, ...choice };
  });
}

/** Where the keys of a subscription are sealed. */
export const pushPlaceOf = (row: { tenantId: Id<"workspace">; id: Id<"push"> }): SecretPlace => ({
  tenantId: row.tenantId,
  rowId: row.id,
  column: "push_subscriptions.sealed",
});

/**
 * Let a browser be told. The same browser again renews its keys.
 * @throws DomainError INVALID `push.endpoint_refused`, LIMITED `push.too_many`.
 */
export async function subscribePush(
  ctx: Ctx,
  { endpoint, keys }: SubscribePushInput,
  userAgent: string | null = null,
): Promise<{ id: Id<"push"> }> {
  const userId = personOf(ctx);
  if (!isPushEndpoint(endpoint))
    throw new DomainError("INVALID", "push.endpoint_refused", "This is no address of a push service", {
      field: "endpoint",
    });
  await forgetFormerReader(endpoint, userId);
  return inTransaction(ctx, async (tx) => {
    const { db, tenantId } = tx;
    const own = and(eq(pushSubscriptions.tenantId, tenantId), eq(pushSubscriptions.userId, userId));
    // Two tabs of one person may ask at once.
    await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`push:${userId}`}, 0))`);
    const [known] = await db
      .select({ id: pushSubscriptions.id })
      .from(pushSubscriptions)
      .where(and(own, eq(pushSubscriptions.endpoint, endpoint)));
    const id = known?.id ?? newId("push");
    const sealed = seal(JSON.stringify(keys), pushPlaceOf({ tenantId, id }));
    if (known) {
      await db
        .update(pushSubscriptions)
        .set({ sealed })
        .where(and(own, eq(pushSubscriptions.id, id)));
      return { id };
    }
    const [row] = await db.select({ held: count() }).from(pushSubscriptions).where(own);
    if ((row?.held ?? 0) >= pushSubscriptionsMax)
      throw new DomainError("LIMITED", "push.too_many", "Too many browsers are told already", {
        details: { max: pushSubscriptionsMax },
      });
    await db.insert(pushSubscriptions).values({
      ...{ id, tenantId, userId, endpoint, sealed, createdAt: tx.clock.now() },
      userAgent: userAgent?.slice(0, 300) ?? null,
    });
    await record(tx, "notification.push_subscribed", { targetId: id });
    return { id };
  });
}

/** A browser speaks to whoever uses it now: what it was told for somebody else before would be read by this person. */
const forgetFormerReader = (endpoint: string, userId: Id<"user">): Promise<unknown> =>
  inSystemTransaction((db) =>
    db
      .delete(pushSubscriptions)
      .where(and(eq(pushSubscriptions.endpoint, endpoint), ne(pushSubscriptions.userId, userId))),
  );

/** Tell this browser nothing any more; one that is not known changes nothing. */
export function unsubscribePush(ctx: Ctx, { endpoint }: UnsubscribePushInput): Promise<{ removed: boolean }> {
  const userId = personOf(ctx);
  return inTransaction(ctx, async (tx) => {
    const removed = await tx.db
      .delete(pushSubscriptions)
      .where(
        and(
          eq(pushSubscriptions.tenantId, tx.tenantId),
          eq(pushSubscriptions.userId, userId),
          eq(pushSubscriptions.endpoint, endpoint),
        ),
      )
      .returning({ id: pushSubscriptions.id });
    for (const { id } of removed) await record(tx, "notification.push_unsubscribed", { targetId: id });
    return { removed: removed.length > 0 };
  });
}
