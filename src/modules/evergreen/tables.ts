import { boolean, foreignKey, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";

/** A collection of evergreen posts that fill free slots. */
export const collections = pgTable(
  "collections",
  {
    id: idColumn("collection", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** Channels whose free slots it may fill. */
    channelIds: text("channel_ids").array().notNull().default([]),
    /** Days before an item may go to the same channel again. */
    cooldownDays: integer("cooldown_days").notNull(),
    /** Posts that it makes per channel and week at most. */
    weeklyCap: integer("weekly_cap").notNull(),
    /** Days ahead that it fills. */
    horizonDays: integer("horizon_days").notNull().default(7),
    paused: boolean("paused").notNull().default(false),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [unique("collections_tenant_id").on(table.tenantId, table.id)],
);

/** One evergreen post with its variations, used in turn so that no network sees the same text twice in a row. */
export const evergreens = pgTable(
  "evergreens",
  {
    id: idColumn("evergreen", "id").primaryKey(),
    tenantId: tenantId(),
    collectionId: idColumn("collection", "collection_id").notNull(),
    /** What a post is written from, but for its body: the input of a post. */
    template: jsonb("template").$type<Record<string, unknown>>().notNull(),
    /** Bodies, at least one. */
    variations: text("variations").array().notNull(),
    /** Times that it may be used in all; null is no end. */
    usesMax: integer("uses_max"),
    uses: integer("uses").notNull().default(0),
    lastUsedAt: instant("last_used_at"),
    /** Of its uses those whose posts were deleted for good after they had gone out, and the latest of them. */
    usesPurged: integer("uses_purged").notNull().default(0),
    purgedUseAt: instant("purged_use_at"),
    /** Why a channel refused it, as a stable word by channel; emptied when it is edited. */
    refusals: jsonb("refusals").$type<Record<string, string>>().notNull().default({}),
    retiredAt: instant("retired_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique("evergreens_tenant_id").on(table.tenantId, table.id),
    // Whose turn it is.
    index("evergreens_tenant_collection_used").on(table.tenantId, table.collectionId, table.lastUsedAt),
    foreignKey({
      name: "evergreens_collection",
      columns: [table.tenantId, table.collectionId],
      foreignColumns: [collections.tenantId, collections.id],
    }).onDelete("cascade"),
  ],
);
