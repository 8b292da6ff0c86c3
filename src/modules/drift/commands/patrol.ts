import "server-only";
import { eq } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { liveOutside } from "@/modules/channels/commands/load";
import type { Outside } from "@/modules/channels/ports";
import { channels } from "@/modules/channels/tables";
import { healthKeyOf } from "@/modules/health/policy";
import { readHealth } from "@/modules/health/queries";
import { batchMax } from "../policy";
import { listDueLooks } from "../queries";
import { lookAtDelivery } from "./look";

/** So many looks in a row without an answer, and the rest of the channel waits for the next night. */
const silenceMax = 2;

async function isUnwell(ctx: Ctx, channelId: Id<"channel">, { findNetwork }: Outside): Promise<boolean> {
  const [channel] = await inTransaction(ctx, ({ db }) =>
    db.select().from(channels).where(eq(channels.id, channelId)),
  );
  const network = channel && findNetwork(channel.network);
  if (!network || channel.state !== "active") return true;
  const key = healthKeyOf(network, channel);
  const unwell = await inSystemTransaction((db) => readHealth(db, [key]));
  return unwell.has(key);
}

/**
 * Look at a batch of a channel's posts that are due for it, one after the other. `more` tells that others are left
 * and that the network answers. For Publify's own jobs.
 */
export async function patrolChannel(
  ctx: Ctx,
  { channelId }: { channelId: Id<"channel"> },
  outside: Outside = liveOutside(),
): Promise<{ looked: number; more: boolean }> {
  authorise(ctx, "post.read");
  if (await isUnwell(ctx, channelId, outside)) return { looked: 0, more: false };
  const due = await inTransaction(ctx, (ctx) => listDueLooks(ctx, channelId, ctx.clock.now()));
  let [looked, silent] = [0, 0];
  for (const { id: deliveryId } of due) {
    const status = await lookAtDelivery(ctx, { deliveryId }, outside)
      .then((seen) => seen.status)
      // Removed, or its network forgotten, between the list and the look.
      .catch((error: unknown) => {
        if (error instanceof DomainError && error.code === "CONFLICT") return "gone" as const;
        throw error;
      });
    looked += 1;
    silent = status === "auth" || status === "unavailable" ? silent + 1 : 0;
    if (silent >= silenceMax) return { looked, more: false };
  }
  return { looked, more: due.length === batchMax };
}
