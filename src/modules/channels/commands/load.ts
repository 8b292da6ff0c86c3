import "server-only";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import type { Network } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { getHttpClient } from "@/platform/http";
import { thisTraceId } from "@/platform/trace";
import type { Outside } from "../ports";
import type { ChannelRow, SecretsRow } from "../queries";
import { channelSecrets, channels } from "../tables";

/** One channel, named by Publify's own jobs. */
export interface ChannelTarget {
  tenantId: Id<"workspace">;
  channelId: Id<"channel">;
}

/** The outside as production has it. */
export const liveOutside = (): Outside => ({ findNetwork, http: getHttpClient() });

/** The context in which Publify itself acts on a workspace. */
export const systemContext = (tenantId: Id<"workspace">, name: string, clock: Clock) => ({
  tenantId,
  actor: { type: "system", name } as const,
  clock,
  traceId: thisTraceId(),
});

/** A network by its key. @throws DomainError NOT_FOUND `network.not_found`, on the field `network`. */
export function requireNetwork({ findNetwork: find }: Outside, key: string): Network {
  const network = find(key);
  if (network) return network;
  throw new DomainError("NOT_FOUND", "network.not_found", `There is no network ${key}`, { field: "network" });
}

/** A channel and its secrets, locked until the transaction ends. @throws DomainError NOT_FOUND. */
export async function lockChannel(
  { db, tenantId }: TxCtx,
  channelId: Id<"channel">,
): Promise<{ row: ChannelRow; secrets: SecretsRow | null }> {
  const [row] = await db
    .select()
    .from(channels)
    .where(and(eq(channels.tenantId, tenantId), eq(channels.id, channelId)))
    .for("update");
  if (!row) throw notFound("channel");
  const [secrets] = await db
    .select()
    .from(channelSecrets)
    .where(and(eq(channelSecrets.tenantId, tenantId), eq(channelSecrets.channelId, channelId)))
    .for("update");
  return { row, secrets: secrets ?? null };
}
