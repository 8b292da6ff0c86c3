import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import type { ConnectedAccount, Network } from "@/networks/contract";
import { seal } from "@/platform/secrets";
import { channelConnected, channelReconnected } from "../events";
import { secretPlaceOf } from "../policy";
import { type ChannelRow, channelViewOf } from "../queries";
import type { Connected } from "../schemas";
import { channelSecrets, channels } from "../tables";
import { lockChannel } from "./load";

export interface AccountToSave {
  network: Network;
  account: ConnectedAccount;
  /** Secrets to hand to the person once. */
  reveal?: Record<string, string>;
  /** The channel that is being reconnected: no other account will do. */
  channelId: Id<"channel"> | null;
}

const nameLengthMax = 200;

/**
 * Write a connected account: a new channel, or the known one active again with new credentials.
 * @throws DomainError CONFLICT `channel.other_account` when another channel was to be reconnected.
 */
export async function saveAccount(tx: TxCtx, toSave: AccountToSave): Promise<Omit<Connected, "reveal">> {
  const { network, account } = toSave;
  if (toSave.channelId) await refuseOtherAccount(tx, toSave.channelId, toSave);
  const now = tx.clock.now();
  const facts = {
    handle: account.handle,
    avatarUrl: account.avatarUrl,
    profileUrl: account.profileUrl,
    state: "active" as const,
    problem: null,
    settings: account.settings,
    capabilities: account.capabilities,
    checkedAt: now,
    updatedAt: now,
  };
  const identity = { tenantId: tx.tenantId, network: network.key, externalId: account.externalId };
  const [created] = await tx.db
    .insert(channels)
    .values({
      id: newId("channel"),
      ...identity,
      ...facts,
      name: account.name.slice(0, nameLengthMax) || account.handle,
      createdAt: now,
    })
    .onConflictDoNothing({ target: [channels.tenantId, channels.network, channels.externalId] })
    .returning();
  const row = created ?? (await updateKnown(tx, identity, facts));
  await saveSecrets(tx, row, account);
  const event = created ? channelConnected : channelReconnected;
  await record(tx, event.name, { targetId: row.id, data: { network: network.key } });
  await emit(tx, { name: event.name, data: { channelId: row.id } });
  return { outcome: created ? "connected" : "reconnected", channel: channelViewOf(row, network) };
}

async function updateKnown(
  { db }: TxCtx,
  { tenantId, network, externalId }: Pick<ChannelRow, "tenantId" | "network" | "externalId">,
  facts: Partial<ChannelRow>,
): Promise<ChannelRow> {
  const [row] = await db
    .update(channels)
    .set(facts)
    .where(
      and(
        eq(channels.tenantId, tenantId),
        eq(channels.network, network),
        eq(channels.externalId, externalId),
      ),
    )
    .returning();
  if (!row) throw new DomainError("CONFLICT", "channel.changed", "The channel changed meanwhile, try again");
  return row;
}

async function refuseOtherAccount(
  tx: TxCtx,
  channelId: Id<"channel">,
  { network, account }: AccountToSave,
): Promise<void> {
  const { row } = await lockChannel(tx, channelId);
  if (row.network === network.key && row.externalId === account.externalId) return;
  throw new DomainError(
    "CONFLICT",
    "channel.other_account",
    `This is ${account.handle}, not ${row.handle}: connect it as a channel of its own`,
    { details: { expected: row.handle, given: account.handle } },
  );
}

async function saveSecrets({ db, clock }: TxCtx, row: ChannelRow, account: ConnectedAccount): Promise<void> {
  const secrets = {
    sealed: seal(JSON.stringify(account.credentials), secretPlaceOf(row)),
    expiresAt: account.expiresAt,
    updatedAt: clock.now(),
  };
  await db
    .insert(channelSecrets)
    .values({ channelId: row.id, tenantId: row.tenantId, ...secrets })
    .onConflictDoUpdate({
      target: channelSecrets.channelId,
      set: {
        ...secrets,
        version: sql`${channelSecrets.version} + 1`,
        refreshedAt: null,
        refreshLeaseUntil: null,
        refreshRetryAt: null,
        refreshProblem: null,
      },
    });
}
