import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { reopenChanged } from "@/modules/approvals/commands/reopen";
import { record } from "@/modules/audit/commands";
import { findNetwork } from "@/networks/registry";
import { channelViewOf } from "../queries";
import type { ChannelView, RenameChannelInput } from "../schemas";
import { channels } from "../tables";

/** Give a channel the name that its workspace calls it by. @throws DomainError NOT_FOUND. */
export function renameChannel(ctx: Ctx, { channelId, name }: RenameChannelInput): Promise<ChannelView> {
  authorise(ctx, "channel.manage");
  return inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .update(channels)
      .set({ name, updatedAt: tx.clock.now() })
      .where(and(eq(channels.tenantId, tx.tenantId), eq(channels.id, channelId)))
      .returning();
    if (!row) throw notFound("channel");
    // A campaign may put the name into links.
    await reopenChanged(tx);
    await record(tx, "channel.renamed", { targetId: channelId });
    return channelViewOf(row, findNetwork(row.network));
  });
}
