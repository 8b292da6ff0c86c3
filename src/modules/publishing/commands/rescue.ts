import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { instantOf } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { getWorkspace } from "@/modules/workspaces/queries";
import { skippedReason } from "../policy";
import { getDelivery, getPost } from "../queries";
import type { DeliveryIdInput, DeliveryView, PostIdInput, PostView } from "../schemas";
import type { RescheduleDeliveryInput } from "../schemas.rescue";
import { deliveries } from "../tables";
import { requireAllowanceAt } from "./allowance";
import { type DeliveryRow, isBehind, move, openDelivery, requireSendable, sentAgain } from "./resolve";
import { requireAhead, wakeDispatcher } from "./schedule";
import { lockPost, refreshPostStates } from "./states";

/** What stands behind a part that nobody will send goes nowhere either. */
const skipBehind = (ctx: TxCtx, delivery: DeliveryRow) =>
  ctx.db
    .update(deliveries)
    .set({
      ...{ state: "cancelled", reason: skippedReason, updatedAt: ctx.clock.now() },
      fence: sql`${deliveries.fence} + 1`,
    })
    .where(and(isBehind(delivery), inArray(deliveries.state, ["waiting", "held"])));

/** Leave out what failed, was missed, is held or waits, with the parts behind it. @throws DomainError CONFLICT `delivery.wrong_state`. */
export function skipDelivery(ctx: Ctx, { deliveryId }: DeliveryIdInput): Promise<DeliveryView> {
  authorise(ctx, "delivery.resolve");
  return inTransaction(ctx, async (ctx) => {
    const delivery = await openDelivery(ctx, deliveryId);
    await move(ctx, delivery, ["failed", "missed", "held", "waiting"], {
      ...{ state: "cancelled", reason: skippedReason, detail: null },
    });
    await skipBehind(ctx, delivery);
    await refreshPostStates(ctx.db, ctx.clock.now(), [delivery.postId]);
    await record(ctx, "delivery.skipped", { targetId: deliveryId, data: { from: delivery.state } });
    return getDelivery(ctx, { deliveryId });
  });
}

/**
 * Give one delivery that failed, was missed or is held another time; the rest of its post stays as it is.
 * @throws DomainError INVALID `post.publish_at_past`, `time.skipped`, `post.quota_exceeded`; CONFLICT as `retryDelivery`.
 */
export function rescheduleDelivery(ctx: Ctx, input: RescheduleDeliveryInput): Promise<DeliveryView> {
  authorise(ctx, "delivery.resolve");
  return inTransaction(ctx, async (ctx) => {
    const { deliveryId } = input;
    const at = instantOf(input.publishAt, input.timeZone ?? (await getWorkspace(ctx)).timeZone);
    requireAhead(ctx, at);
    const delivery = await openDelivery(ctx, deliveryId);
    await requireSendable(ctx, delivery);
    await requireAllowanceAt(ctx, delivery.channelId, at);
    await move(ctx, delivery, ["failed", "missed", "held"], sentAgain(at));
    const data = { from: delivery.state, publishAt: at.toISOString() };
    await record(ctx, "delivery.rescheduled", { targetId: deliveryId, data });
    await wakeDispatcher(ctx, at);
    return getDelivery(ctx, { deliveryId });
  });
}

/** Tell whether a delivery could go out now; a refusal is an answer here, not an error. */
async function canGo(ctx: TxCtx, delivery: DeliveryRow): Promise<boolean> {
  try {
    await requireSendable(ctx, delivery);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === "CONFLICT") return false;
    throw error;
  }
}

/**
 * Send again all that failed or was missed of a post, and nothing else. What cannot go yet stays as it is.
 * @throws DomainError NOT_FOUND; CONFLICT `post.nothing_to_retry`.
 */
export function retryFailed(ctx: Ctx, { postId }: PostIdInput): Promise<PostView> {
  authorise(ctx, "delivery.resolve");
  return inTransaction(ctx, async (ctx) => {
    if (!(await lockPost(ctx.db, ctx.tenantId, postId))) throw notFound("post");
    const failed = await ctx.db
      .select()
      .from(deliveries)
      .where(
        and(
          eq(deliveries.tenantId, ctx.tenantId),
          eq(deliveries.postId, postId),
          inArray(deliveries.state, ["failed", "missed"]),
        ),
      )
      .orderBy(asc(deliveries.id))
      .for("update");
    const now = ctx.clock.now();
    let sent = 0;
    for (const delivery of failed) {
      if (!(await canGo(ctx, delivery))) continue;
      await move(ctx, delivery, ["failed", "missed"], sentAgain(now));
      await record(ctx, "delivery.retried", { targetId: delivery.id, data: { from: delivery.state } });
      sent += 1;
    }
    if (sent === 0)
      throw new DomainError(
        "CONFLICT",
        "post.nothing_to_retry",
        "Nothing of this post can be sent again now",
      );
    await wakeDispatcher(ctx, now);
    return getPost(ctx, { postId });
  });
}
