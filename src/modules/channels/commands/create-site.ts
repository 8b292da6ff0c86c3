import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { workspaces } from "@/modules/workspaces/tables";
import { channelConnected } from "../events";
import { channels } from "../tables";

/** The network of the workspace's own public pages. */
export const siteNetwork = "site";

/**
 * Give a new workspace its built-in Site channel, within the transaction that creates it; safe to repeat
 * (then it follows the workspace's address).
 * @throws DomainError NOT_FOUND when the workspace's row is not there yet.
 */
export async function createSiteChannel(ctx: TxCtx): Promise<{ channelId: Id<"channel"> }> {
  const { db, tenantId, clock } = ctx;
  const [workspace] = await db
    .select({ name: workspaces.name, slug: workspaces.slug })
    .from(workspaces)
    .where(eq(workspaces.id, tenantId));
  if (!workspace) throw notFound("workspace");
  const path = `/s/${workspace.slug}`;
  const place = {
    handle: workspace.slug,
    settings: { path },
  };
  const [created] = await db
    .insert(channels)
    .values({
      id: newId("channel"),
      tenantId,
      network: siteNetwork,
      externalId: tenantId,
      name: workspace.name,
      ...place,
      state: "active",
      checkedAt: clock.now(),
    })
    .onConflictDoNothing()
    .returning({ id: channels.id });
  if (!created) return { channelId: await moveSite(ctx, place) };
  await record(ctx, channelConnected.name, { targetId: created.id, data: { network: siteNetwork } });
  await emit(ctx, { name: channelConnected.name, data: { channelId: created.id } });
  return { channelId: created.id };
}

/** The workspace may have moved to another address since. */
async function moveSite(
  { db, tenantId, clock }: TxCtx,
  place: Pick<typeof channels.$inferInsert, "handle" | "settings">,
): Promise<Id<"channel">> {
  const [row] = await db
    .update(channels)
    .set({ ...place, updatedAt: clock.now() })
    .where(and(eq(channels.tenantId, tenantId), eq(channels.network, siteNetwork)))
    .returning({ id: channels.id });
  if (!row) throw notFound("channel");
  return row.id;
}
