import "server-only";
import { and, asc, eq, gt, inArray, isNull, lt, or } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idIn } from "@/db/columns";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { cursorId, type Page, toPage } from "@/kernel/pagination";
import { authorise, type Role } from "@/kernel/permissions";
import { roleOf } from "@/modules/workspaces/queries";
import { members, workspaces } from "@/modules/workspaces/tables";
import type { Account, Capabilities, Network } from "@/networks/contract";
import { findNetwork, NETWORKS } from "@/networks/registry";
import { getEnv } from "@/platform/env";
import { log } from "@/platform/log";
import { open } from "@/platform/secrets";
import { fieldsOf, hashOfState, secretPlaceOf, settingFieldsOf } from "./policy";
import type { ChannelIdInput, ChannelState, ChannelView, ListChannelsInput, NetworkView } from "./schemas";
import { channelSecrets, channels, connections } from "./tables";

export type ChannelRow = typeof channels.$inferSelect;
export type SecretsRow = typeof channelSecrets.$inferSelect;

/** A channel with its decrypted credentials. Stays inside the process: never in an event, a log or an answer. */
export interface OpenAccount {
  channelId: Id<"channel">;
  tenantId: Id<"workspace">;
  network: string;
  state: ChannelState;
  name: string;
  handle: string;
  /** Limits as the server told them; null means the network's declared ones. */
  capabilities: Capabilities | null;
  account: Account;
  expiresAt: Date | null;
}

/** A built-in channel lives under the application's own address, wherever that is today. */
const ownUrlOf = ({ settings }: Pick<ChannelRow, "settings">): string | null =>
  typeof settings.path === "string" ? `${getEnv().appUrl}${settings.path}` : null;

/** The account of a channel row with its credentials. @throws DomainError UNAVAILABLE `secret.unreadable`. */
export const accountOf = (row: ChannelRow, secrets: Pick<SecretsRow, "sealed"> | null): Account => ({
  externalId: row.externalId,
  handle: row.handle,
  settings: { ...row.settings, ...(ownUrlOf(row) ? { baseUrl: ownUrlOf(row) } : {}) },
  credentials: secrets ? JSON.parse(open(secrets.sealed, secretPlaceOf(row))) : {},
});

function openAccountOf(row: ChannelRow, secrets: SecretsRow | null): OpenAccount {
  const { id: channelId, tenantId, network, name, handle, capabilities } = row;
  const known = { channelId, tenantId, network, name, handle, capabilities };
  const expiresAt = secrets?.expiresAt ?? null;
  try {
    return { ...known, state: row.state, account: accountOf(row, secrets), expiresAt };
  } catch (error) {
    // A lost key must not stop the other channels of a batch: this one waits for a person, like a broken one.
    log().error({ error, channelId }, "channel credentials cannot be read");
    return { ...known, state: "broken", account: accountOf(row, null), expiresAt };
  }
}

/** For Publify's own jobs, inside a system transaction: accounts with decrypted credentials; absent when gone. */
export async function openAccounts(
  db: Db,
  channelIds: Id<"channel">[],
): Promise<Map<Id<"channel">, OpenAccount>> {
  if (channelIds.length === 0) return new Map();
  const rows = await db
    .select({ channel: channels, secrets: channelSecrets })
    .from(channels)
    .leftJoin(
      channelSecrets,
      and(eq(channelSecrets.tenantId, channels.tenantId), eq(channelSecrets.channelId, channels.id)),
    )
    .where(idIn(channels.id, channelIds));
  return new Map(rows.map(({ channel, secrets }) => [channel.id, openAccountOf(channel, secrets)]));
}

/** What a channel of a network that this build does not know can carry: nothing. */
const nothing: Capabilities = {
  text: { max: 0, unit: "characters" },
  title: null,
  image: null,
  gif: null,
  video: null,
  mediaCountMax: 0,
  mediaMixed: false,
  emptyTextWithMedia: false,
  tags: false,
};

const copyOf = (capabilities: Capabilities) => capabilities as ChannelView["capabilities"];

/** A server tells its limits; what may follow a post is our own code's to say, and may have grown since it was asked. */
const limitsOf = (told: Capabilities | null, network: Network | undefined): Capabilities =>
  told
    ? { ...told, parts: network ? network.capabilities.parts : told.parts }
    : (network?.capabilities ?? nothing);

/** What a person gave to connect it, to begin a reconnection with: where one signs in elsewhere, that is no secret. */
const givenOf = ({ settings }: ChannelRow, network: Network | undefined): ChannelView["given"] => {
  const fields = network?.connect.type === "oauth" ? network.connect.fields : [];
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = settings[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
};

/** A channel row as the app and the API show it. */
export function channelViewOf(row: ChannelRow, network: Network | undefined): ChannelView {
  return {
    id: row.id,
    network: row.network,
    networkName: network?.name ?? row.network,
    icon: network?.icon ?? { path: "M4 4h16v16H4z", color: "#6b7280" },
    preview: network?.preview ?? { layout: "payload", altTextShown: false },
    guarantee: network?.guarantee ?? "at_most_once",
    name: row.name,
    handle: row.handle,
    avatarUrl: row.avatarUrl,
    profileUrl: row.profileUrl ?? ownUrlOf(row),
    state: row.state,
    problem: row.problem,
    capabilities: copyOf(limitsOf(row.capabilities, network)),
    capabilitiesLive: row.capabilities !== null,
    given: givenOf(row, network),
    checkedAt: row.checkedAt,
    createdAt: row.createdAt,
  };
}

/** The workspace's channels, oldest first, disconnected ones included unless a state is asked for. */
export function listChannels(ctx: Ctx, input: ListChannelsInput): Promise<Page<ChannelView>> {
  authorise(ctx, "channel.read");
  const { limit, cursor, state } = input;
  const after = cursorId("channel", cursor);
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const rows = await db
      .select()
      .from(channels)
      .where(
        and(
          eq(channels.tenantId, tenantId),
          state ? eq(channels.state, state) : undefined,
          after ? gt(channels.id, after) : undefined,
        ),
      )
      .orderBy(asc(channels.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, (row) => row.id);
    return { ...page, items: page.items.map((row) => channelViewOf(row, findNetwork(row.network))) };
  });
}

/** One channel. @throws DomainError NOT_FOUND `channel.not_found`. */
export async function getChannel(ctx: Ctx, { channelId }: ChannelIdInput): Promise<ChannelView> {
  const [channel] = await findChannels(ctx, [channelId]);
  if (!channel) throw notFound("channel");
  return channel;
}

/**
 * Channels in the order of `ids`, which came from the fields that `fieldOf` names. Inside a command's transaction they cannot disappear before it ends.
 * @throws DomainError NOT_FOUND unless all of them belong to this workspace.
 */
export function findChannels(
  ctx: Ctx,
  ids: Id<"channel">[],
  fieldOf?: (index: number) => string,
): Promise<ChannelView[]> {
  authorise(ctx, "channel.read");
  if (ids.length === 0) return Promise.resolve([]);
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const query = db
      .select()
      .from(channels)
      .where(and(eq(channels.tenantId, tenantId), inArray(channels.id, [...new Set(ids)])));
    const rows = await (ctx.db ? query.for("key share") : query);
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id, index) => {
      const row = found.get(id);
      if (!row) throw notFound("channel", fieldOf?.(index));
      return channelViewOf(row, findNetwork(row.network));
    });
  });
}

/** Every network that can be connected, with its limits and what its form asks for. */
export function listNetworks(ctx: Ctx): { items: NetworkView[] } {
  authorise(ctx, "channel.read");
  return {
    items: NETWORKS.map((network) => ({
      key: network.key,
      name: network.name,
      icon: network.icon,
      preview: network.preview,
      guarantee: network.guarantee,
      capabilities: copyOf(network.capabilities),
      connect: { type: network.connect.type, fields: [...fieldsOf(network.connect)] },
      settings: settingFieldsOf(network),
      removable: network.remove !== undefined,
      editable: network.edit !== undefined,
      inspectable: network.inspect !== undefined,
      quotas: [...(network.quotas ?? [])],
      costs: network.cost !== undefined,
    })),
  };
}

/**
 * The person's seat in the workspace where a connection was begun, for the address that the network sends them back
 * to, which names no workspace. Null when the `state` is not known, or they are no member any more.
 */
export async function findConnectionSeat(
  userId: Id<"user">,
  state: string,
): Promise<{ tenantId: Id<"workspace">; slug: string; role: Role } | null> {
  const [found] = await inSystemTransaction((db) =>
    db
      .select({
        tenantId: connections.tenantId,
        slug: workspaces.slug,
        role: members.role,
      })
      .from(connections)
      .innerJoin(workspaces, eq(workspaces.id, connections.tenantId))
      .innerJoin(members, and(eq(members.tenantId, connections.tenantId), eq(members.userId, userId)))
      .where(eq(connections.stateHash, hashOfState(state))),
  );
  return found ? { ...found, role: roleOf(found.role) } : null;
}

export interface CheckTarget {
  tenantId: Id<"workspace">;
  channelId: Id<"channel">;
  network: string;
}

/** For Publify's own jobs: active channels after `afterId` that nobody has checked since `since`, a page at a time. */
export const listUnchecked = (
  since: Date,
  afterId: Id<"channel"> | null,
  limit: number,
): Promise<CheckTarget[]> =>
  inSystemTransaction((db) =>
    db
      .select({ tenantId: channels.tenantId, channelId: channels.id, network: channels.network })
      .from(channels)
      .where(
        and(
          eq(channels.state, "active"),
          or(isNull(channels.checkedAt), lt(channels.checkedAt, since)),
          afterId ? gt(channels.id, afterId) : undefined,
        ),
      )
      .orderBy(asc(channels.id))
      .limit(limit),
  );
