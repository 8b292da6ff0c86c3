import { index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId } from "@/db/columns";
import type { Scope } from "@/kernel/permissions";
import { workspaces } from "@/modules/workspaces/tables";

/** Keys of integrators. The key itself is shown once and never stored; `keyHash` is its SHA-256. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: idColumn("apiKey", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    keyHash: text("key_hash").notNull(),
    /** The first characters, so that a person recognises it. */
    preview: text("preview").notNull(),
    scopes: text("scopes").array().$type<Scope[]>().notNull(),
    createdAt: createdAt(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    // Authentication: one look-up a request.
    uniqueIndex("api_keys_hash").on(table.keyHash),
    index("api_keys_tenant_created").on(table.tenantId, table.createdAt),
  ],
);

/** Answers kept for a day, so that a call repeated under the same `Idempotency-Key` is answered and not redone. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    /** Hex SHA-256 of method, path and body: the same key with another request is a mistake of the caller. */
    requestHash: text("request_hash").notNull(),
    /** Null while the first call runs. */
    status: integer("status"),
    /** Sealed: an answer may show a secret for the only time. */
    body: text("body"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.key] }),
    // Retention.
    index("idempotency_keys_created").on(table.createdAt),
  ],
);
