import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { getPresence, loadWatched } from "../queries";
import type { PresenceInput, PresenceView } from "../schemas";
import { presences } from "../tables";

/** A person has seen what differs and lets it be; another change is told again. @throws DomainError CONFLICT `drift.nothing_differs`. */
export function acceptDrift(ctx: Ctx, { deliveryId }: PresenceInput): Promise<PresenceView> {
  authorise(ctx, "delivery.resolve");
  return inTransaction(ctx, async (ctx) => {
    const { presence } = await loadWatched(ctx, deliveryId);
    if (presence?.acceptedAt) return getPresence(ctx, { deliveryId });
    const accepted = await ctx.db
      .update(presences)
      .set({ acceptedAt: ctx.clock.now() })
      .where(
        and(
          eq(presences.tenantId, ctx.tenantId),
          eq(presences.deliveryId, deliveryId),
          inArray(presences.state, ["edited", "gone"]),
        ),
      )
      .returning({ state: presences.state });
    const [row] = accepted;
    if (!row)
      throw new DomainError("CONFLICT", "drift.nothing_differs", "What stands there is what was sent");
    await record(ctx, "drift.accepted", { targetId: deliveryId, data: { state: row.state } });
    return getPresence(ctx, { deliveryId });
  });
}
