import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import type { Network } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { getDelivery } from "../queries";
import type { DeliveryView, PlaceDeliveryInput } from "../schemas";
import { deliveries } from "../tables";
import { type DeliveryRow, identify, isBehind, openDelivery } from "./resolve";
import { wakeDispatcher } from "./schedule";
import { refreshPostStates } from "./states";

/** What waited only to know where this stands goes on now, after the delay that it has. */
async function goOnBehind(ctx: TxCtx, delivery: DeliveryRow): Promise<void> {
  const now = ctx.clock.now();
  const at = sql`${now.toISOString()}::timestamptz`;
  const gone = await ctx.db
    .update(deliveries)
    .set({
      ...{ state: "scheduled", reason: null, detail: null, dueAt: at, publishAt: at, updatedAt: now },
      fence: sql`${deliveries.fence} + 1`,
    })
    .where(and(isBehind(delivery), eq(deliveries.state, "held"), eq(deliveries.reason, "place_unknown")))
    .returning({ id: deliveries.id });
  if (gone.length === 0) return;
  await refreshPostStates(ctx.db, now, [delivery.postId]);
  await wakeDispatcher(ctx, now);
}

/**
 * A person says where something stands that is out, of which we know no place: what waits to be put under it goes on.
 * @throws DomainError NOT_FOUND; CONFLICT `delivery.wrong_state`, `delivery.place_known`; INVALID `delivery.place_unknown`
 * for a link that shows no post of its channel.
 */
export function placeDelivery(
  ctx: Ctx,
  { deliveryId, url }: PlaceDeliveryInput,
  networks: (key: string) => Network | undefined = findNetwork,
): Promise<DeliveryView> {
  authorise(ctx, "delivery.resolve");
  return inTransaction(ctx, async (ctx) => {
    const delivery = await openDelivery(ctx, deliveryId);
    const { state, externalId: known } = delivery;
    if (state !== "published")
      throw new DomainError("CONFLICT", "delivery.wrong_state", "Only what is published stands somewhere", {
        details: { state },
      });
    if (known !== null)
      throw new DomainError("CONFLICT", "delivery.place_known", "Its network has told where it stands");
    const externalId = await identify(ctx, delivery, networks(delivery.network), url);
    await ctx.db
      .update(deliveries)
      .set({ url, externalId, updatedAt: ctx.clock.now() })
      .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, deliveryId)));
    await goOnBehind(ctx, delivery);
    await record(ctx, "delivery.placed", { targetId: deliveryId, data: { url } });
    return getDelivery(ctx, { deliveryId });
  });
}
