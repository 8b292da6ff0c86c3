import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { callWithAccount } from "@/modules/channels/commands/call";
import { liveOutside } from "@/modules/channels/commands/load";
import type { Outside } from "@/modules/channels/ports";
import { openAccounts } from "@/modules/channels/queries";
import { expectChange } from "@/modules/drift/commands/expect";
import { getDelivery } from "../queries";
import type { DeliveryIdInput, DeliveryView } from "../schemas";
import { deliveries } from "../tables";
import { holdDependents } from "./dependents";

/** The part of a published delivery that removing needs. @throws DomainError CONFLICT, UNAVAILABLE. */
async function removable(ctx: Ctx, { deliveryId }: DeliveryIdInput, outside: Outside) {
  const delivery = await getDelivery(ctx, { deliveryId });
  if (delivery.state !== "published" || delivery.externalId === null)
    throw new DomainError("CONFLICT", "delivery.wrong_state", "Only what was published can be removed", {
      details: { state: delivery.state },
    });
  const network = outside.findNetwork(delivery.network);
  const remove = network?.remove;
  if (!remove)
    throw new DomainError(
      "CONFLICT",
      "delivery.not_removable",
      "This network lets nobody remove a post for you",
    );
  const accounts = await inSystemTransaction((db) => openAccounts(db, [delivery.channelId]));
  const open = accounts.get(delivery.channelId);
  if (open?.state !== "active")
    throw new DomainError("CONFLICT", "delivery.channel_unavailable", "Reconnect its channel first");
  return {
    delivery,
    published: { externalId: delivery.externalId, url: delivery.url },
    network,
    remove,
  };
}

const removeTimeoutMs = 20_000;

/** Take a published delivery off its network. Safe to repeat: what is gone counts as removed. */
export async function removePublished(
  ctx: Ctx,
  input: DeliveryIdInput,
  outside: Outside = liveOutside(),
): Promise<DeliveryView> {
  authorise(ctx, "delivery.resolve");
  const { delivery, network, remove, published } = await removable(ctx, input, outside);
  if (delivery.removedAt) return delivery;
  // Between the call and what is written of it, a look would find it gone.
  await expectChange(ctx, input.deliveryId, { timeoutMs: removeTimeoutMs });
  const tools = { http: outside.http, now: ctx.clock.now(), signal: AbortSignal.timeout(removeTimeoutMs) };
  const target = { tenantId: ctx.tenantId, channelId: delivery.channelId };
  const result = await callWithAccount(target, network, tools, (account) =>
    remove(account, published, tools),
  );
  if (result.status !== "removed")
    throw new DomainError("UNAVAILABLE", `delivery.remove_${result.status}`, result.detail);
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    await ctx.db
      .update(deliveries)
      .set({ removedAt: now, updatedAt: now })
      .where(
        and(
          eq(deliveries.tenantId, ctx.tenantId),
          eq(deliveries.id, input.deliveryId),
          isNull(deliveries.removedAt),
        ),
      );
    await record(ctx, "delivery.removed", { targetId: input.deliveryId });
    await holdDependents(ctx, delivery);
    return getDelivery(ctx, input);
  });
}
