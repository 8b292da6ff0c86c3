import { foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";
import type { Capabilities } from "@/networks/contract";
import type { ChannelState } from "./schemas";

/** One connected account on a network. */
export const channels = pgTable(
  "channels",
  {
    id: idColumn("channel", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    network: text("network").notNull(),
    /** The account's own id on its network; one account is one channel of a workspace. */
    externalId: text("external_id").notNull(),
    name: text("name").notNull(),
    handle: text("handle").notNull(),
    avatarUrl: text("avatar_url"),
    profileUrl: text("profile_url"),
    /** `active`, `broken` (its posts are held) or `disconnected`. */
    state: text("state").$type<ChannelState>().notNull(),
    /** Why it is broken, in the network's words. */
    problem: text("problem"),
    /** Where the account lives, in the network's own shape: server URL, instance; no secret. */
    settings: jsonb("settings").$type<Record<string, unknown>>().notNull().default({}),
    /** Limits as the server last told them; null means the network's declared ones. */
    capabilities: jsonb("capabilities").$type<Capabilities>(),
    checkedAt: instant("checked_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique("channels_tenant_id").on(table.tenantId, table.id),
    uniqueIndex("channels_tenant_account").on(table.tenantId, table.network, table.externalId),
  ],
);

/** The encrypted secrets of a channel, apart so that no list ever reads them. */
export const channelSecrets = pgTable(
  "channel_secrets",
  {
    channelId: idColumn("channel", "channel_id").primaryKey(),
    tenantId: tenantId(),
    /** AES-256-GCM envelope with key id; tenant and channel are bound as additional data. */
    sealed: text("sealed").notNull(),
    expiresAt: instant("expires_at"),
    /** Rises whenever the credentials change; whoever holds an older one lost the race. */
    version: integer("version").notNull().default(1),
    /** Somebody is asking the network for new credentials until then. */
    refreshLeaseUntil: instant("refresh_lease_until"),
    refreshedAt: instant("refreshed_at"),
    /** After a failure that may pass: nobody asks again before, and this is why. */
    refreshRetryAt: instant("refresh_retry_at"),
    refreshProblem: text("refresh_problem"),
    updatedAt: updatedAt(),
  },
  (table) => [
    index("channel_secrets_tenant").on(table.tenantId),
    foreignKey({
      name: "channel_secrets_channel",
      columns: [table.tenantId, table.channelId],
      foreignColumns: [channels.tenantId, channels.id],
    }).onDelete("cascade"),
  ],
);

/** An OAuth round trip that is under way: single use, ten minutes. */
export const connections = pgTable(
  "connections",
  {
    id: idColumn("connection", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    userId: idColumn("user", "user_id").notNull(),
    network: text("network").notNull(),
    /** The channel that is being reconnected; null for a new one. */
    channelId: idColumn("channel", "channel_id"),
    /** SHA-256 of the `state` parameter. */
    stateHash: text("state_hash").notNull().unique(),
    /** Encrypted: PKCE verifier, client credentials, server. */
    sealed: text("sealed").notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
    createdAt: createdAt(),
  },
  (table) => [
    index("connections_tenant").on(table.tenantId, table.createdAt),
    // The sweep of what is over.
    index("connections_expires").on(table.expiresAt),
  ],
);
