import "server-only";
import { and, count, eq, inArray, lte, ne, or } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { channels } from "@/modules/channels/tables";
import { deliveries } from "@/modules/publishing/tables";
import type { Network } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { type Health, healthKeyOf, serverNameOf } from "./policy";
import type { HealthNotice } from "./schemas";
import { networkHealth } from "./tables";

/** For Publify's own jobs, inside a system transaction: the servers among `keys` that are not well; absent: well. */
export async function readHealth(
  db: Db,
  keys: readonly string[],
): Promise<Map<string, Pick<Health, "state" | "retryAt">>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .select({ key: networkHealth.key, state: networkHealth.state, retryAt: networkHealth.retryAt })
    .from(networkHealth)
    .where(and(inArray(networkHealth.key, [...keys]), ne(networkHealth.state, "closed")));
  return new Map(rows.map(({ key, ...health }) => [key, health]));
}

/** Servers that are not called at present, over all workspaces; none on most days. */
const listUnwell = () =>
  inSystemTransaction((db) => db.select().from(networkHealth).where(ne(networkHealth.state, "closed")));

interface Place {
  network: Network;
  channelIds: Id<"channel">[];
}

/** The caller's active channels by the server that they go to. */
async function placesOf(
  ctx: Ctx,
  networks: (key: string) => Network | undefined,
): Promise<Map<string, Place>> {
  const rows = await inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select({ id: channels.id, network: channels.network, settings: channels.settings })
      .from(channels)
      .where(and(eq(channels.tenantId, tenantId), eq(channels.state, "active"))),
  );
  const places = new Map<string, Place>();
  for (const { id, network: key, settings } of rows) {
    const network = networks(key);
    if (!network) continue;
    const place = healthKeyOf(network, { settings });
    places.set(place, { network, channelIds: [...(places.get(place)?.channelIds ?? []), id] });
  }
  return places;
}

/** This workspace's deliveries that would have gone out by now, or were put off, on these channels. */
const countWaiting = (ctx: Ctx, channelIds: Id<"channel">[], now: Date): Promise<number> =>
  inTransaction(ctx, async ({ db, tenantId }) => {
    const [row] = await db
      .select({ count: count() })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.tenantId, tenantId),
          inArray(deliveries.channelId, channelIds),
          inArray(deliveries.state, ["scheduled", "leased"]),
          or(eq(deliveries.reason, "network_unwell"), lte(deliveries.publishAt, now)),
        ),
      );
    return row?.count ?? 0;
  });

/** Servers that the workspace's channels go to and that do not answer at present, with how much of it waits for each. */
export async function listHealthNotices(
  ctx: Ctx,
  networks: (key: string) => Network | undefined = findNetwork,
): Promise<HealthNotice[]> {
  authorise(ctx, "channel.read");
  const unwell = await listUnwell();
  if (unwell.length === 0) return [];
  const places = await placesOf(ctx, networks);
  const now = ctx.clock.now();
  const notices = await Promise.all(
    unwell.map(async ({ key, openedAt, retryAt, updatedAt }): Promise<HealthNotice[]> => {
      const place = places.get(key);
      if (!place) return [];
      const { network, channelIds } = place;
      const waiting = await countWaiting(ctx, channelIds, now);
      return [
        {
          network: network.key,
          networkName: network.name,
          server: serverNameOf(key),
          since: openedAt ?? updatedAt,
          retryAt: retryAt ?? now,
          channelIds,
          waiting,
        },
      ];
    }),
  );
  return notices.flat();
}
