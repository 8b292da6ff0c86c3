import { foreignKey, index, integer, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { counter, createdAt, idColumn, instant, tenantId } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";

/** A file in the media library. */
export const assets = pgTable(
  "assets",
  {
    id: idColumn("asset", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    /** Key of the stored file, given by the storage. */
    storageKey: text("storage_key").notNull(),
    fileName: text("file_name").notNull(),
    /** Found by reading the bytes, never taken from the client. */
    mimeType: text("mime_type").notNull(),
    kind: text("kind").$type<"image" | "gif" | "video">().notNull(),
    bytes: counter("bytes").notNull(),
    width: integer("width"),
    height: integer("height"),
    durationMs: integer("duration_ms"),
    /** Hex SHA-256 of the stored bytes. */
    sha256: text("sha256").notNull(),
    altText: text("alt_text").notNull().default(""),
    createdAt: createdAt(),
    deletedAt: instant("deleted_at"),
  },
  (table) => [
    unique("assets_tenant_id").on(table.tenantId, table.id),
    uniqueIndex("assets_storage_key").on(table.storageKey),
    // The library, newest first.
    index("assets_tenant_created").on(table.tenantId, table.createdAt),
  ],
);

/** A file derived from an asset, such as its thumbnail. */
export const renditions = pgTable(
  "renditions",
  {
    id: idColumn("rendition", "id").primaryKey(),
    tenantId: tenantId(),
    assetId: idColumn("asset", "asset_id").notNull(),
    purpose: text("purpose").notNull(),
    storageKey: text("storage_key").notNull(),
    mimeType: text("mime_type").notNull(),
    bytes: counter("bytes").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("renditions_tenant_asset_purpose").on(table.tenantId, table.assetId, table.purpose),
    foreignKey({
      name: "renditions_asset",
      columns: [table.tenantId, table.assetId],
      foreignColumns: [assets.tenantId, assets.id],
    }).onDelete("cascade"),
  ],
);
