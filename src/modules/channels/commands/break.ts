import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { inTransaction, type TxCtx } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import type { Id } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { channelBroken } from "../events";
import { channels } from "../tables";
import { type ChannelTarget, systemContext } from "./load";

const problemLengthMax = 500;

/**
 * A network proved that the credentials are dead: the channel's posts wait until a person reconnects it.
 * Safe to repeat: only an active channel breaks, and it breaks once.
 */
export const breakChannel = (
  { tenantId, channelId }: ChannelTarget,
  problem: string,
  clock: Clock,
): Promise<void> =>
  inTransaction(systemContext(tenantId, "channels.break", clock), (tx) =>
    breakWithin(tx, channelId, problem),
  );

/** The same inside a transaction that already looked at the channel. */
export async function breakWithin(tx: TxCtx, channelId: Id<"channel">, problem: string): Promise<void> {
  const broken = await tx.db
    .update(channels)
    .set({ state: "broken", problem: problem.slice(0, problemLengthMax), updatedAt: tx.clock.now() })
    .where(and(eq(channels.tenantId, tx.tenantId), eq(channels.id, channelId), eq(channels.state, "active")))
    .returning({ id: channels.id });
  if (broken.length === 0) return;
  await record(tx, channelBroken.name, { targetId: channelId });
  await emit(tx, { name: channelBroken.name, data: { channelId } });
}
