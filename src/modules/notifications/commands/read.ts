import "server-only";
import { and, eq, isNull, lte } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { personOf } from "../queries";
import { keptDays, type MarkAllReadInput, type NotificationIdInput } from "../schemas";
import { notifications } from "../tables";

/** Mark one of one's own as read; again changes nothing. @throws DomainError NOT_FOUND. */
export function markRead(
  ctx: Ctx,
  { notificationId }: NotificationIdInput,
): Promise<{ id: Id<"notification"> }> {
  const userId = personOf(ctx);
  return inTransaction(ctx, async ({ db, tenantId, clock }) => {
    const mine = and(
      eq(notifications.tenantId, tenantId),
      eq(notifications.userId, userId),
      eq(notifications.id, notificationId),
    );
    const read = await db
      .update(notifications)
      .set({ readAt: clock.now() })
      .where(and(mine, isNull(notifications.readAt)))
      .returning({ id: notifications.id });
    if (read.length === 0) {
      const known = await db.select({ id: notifications.id }).from(notifications).where(mine);
      if (known.length === 0) throw notFound("notification");
    }
    return { id: notificationId };
  });
}

/** Mark as read everything of one's own that had come by `before`. Returns how many. */
export function markAllRead(ctx: Ctx, { before }: MarkAllReadInput): Promise<{ read: number }> {
  const userId = personOf(ctx);
  return inTransaction(ctx, async ({ db, tenantId, clock }) => {
    const read = await db
      .update(notifications)
      .set({ readAt: clock.now() })
      .where(
        and(
          eq(notifications.tenantId, tenantId),
          eq(notifications.userId, userId),
          isNull(notifications.readAt),
          lte(notifications.createdAt, before),
        ),
      )
      .returning({ id: notifications.id });
    return { read: read.length };
  });
}

/** Delete what is older than the time of retention. Returns how many. */
export function expireNotifications(clock: Clock): Promise<{ deleted: number }> {
  const before = new Date(clock.now().getTime() - keptDays * dayMs);
  return inSystemTransaction(async (db) => {
    const gone = await db
      .delete(notifications)
      .where(lte(notifications.createdAt, before))
      .returning({ id: notifications.id });
    return { deleted: gone.length };
  });
}
