import "server-only";
import { and, eq, ne } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { findNetwork } from "@/networks/registry";
import { channelDisconnected } from "../events";
import { channelViewOf } from "../queries";
import type { ChannelIdInput, ChannelView } from "../schemas";
import { channelSecrets, channels } from "../tables";
import { siteNetwork } from "./create-site";
import { lockChannel } from "./load";

/**
 * Disconnect a channel: its secrets are deleted, its row stays for what was published on it.
 * @throws DomainError CONFLICT `channel.disconnected` when it already is, `channel.built_in` for the Site channel.
 */
export function disconnectChannel(ctx: Ctx, { channelId }: ChannelIdInput): Promise<ChannelView> {
  authorise(ctx, "channel.manage");
  return inTransaction(ctx, async (tx) => {
    const { db, tenantId, clock } = tx;
    const { row } = await lockChannel(tx, channelId);
    if (row.network === siteNetwork)
      throw new DomainError("CONFLICT", "channel.built_in", "The Site channel is built in and stays");
    const [gone] = await db
      .update(channels)
      .set({ state: "disconnected", problem: null, updatedAt: clock.now() })
      .where(
        and(eq(channels.tenantId, tenantId), eq(channels.id, channelId), ne(channels.state, "disconnected")),
      )
      .returning();
    if (!gone) throw new DomainError("CONFLICT", "channel.disconnected", "It is disconnected already");
    await db
      .delete(channelSecrets)
      .where(and(eq(channelSecrets.tenantId, tenantId), eq(channelSecrets.channelId, channelId)));
    await record(tx, channelDisconnected.name, { targetId: channelId, data: { network: row.network } });
    await emit(tx, { name: channelDisconnected.name, data: { channelId } });
    return channelViewOf(gone, findNetwork(gone.network));
  });
}
