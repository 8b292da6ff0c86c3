import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";

/** A secret address that shows a plan to whoever holds it, until it is revoked: a calendar feed, or a page to read. */
export const shares = pgTable(
  "shares",
  {
    id: idColumn("share", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    kind: text("kind").$type<"ics" | "calendar">().notNull(),
    name: text("name").notNull(),
    /** SHA-256 of the secret in the address. */
    tokenHash: text("token_hash").notNull(),
    /** Which channels, campaigns and states it shows; an absent one does not filter. */
    filters: jsonb("filters")
      .$type<{ channelIds?: string[]; campaignIds?: string[] }>()
      .notNull()
      .default({}),
    createdBy: idColumn("user", "created_by"),
    createdAt: createdAt(),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [
    // One look-up a request.
    uniqueIndex("shares_token").on(table.tokenHash),
    index("shares_tenant_created").on(table.tenantId, table.createdAt),
  ],
);
