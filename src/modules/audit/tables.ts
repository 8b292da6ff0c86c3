import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { counter, createdAt, idColumn, instant, tenantId } from "@/db/columns";

/**
 * Who did what. Rows are appended plainly and sealed in batches: `hash` covers the row and the hash before it,
 * in `sequence` order within the workspace, so an edit, a deletion or a reordering shows.
 */
export const auditLog = pgTable(
  "audit_log",
  {
    id: idColumn("audit", "id").primaryKey(),
    tenantId: tenantId(),
    sequence: counter("sequence").generatedAlwaysAsIdentity(),
    action: text("action").notNull(),
    /** `user`, `apiKey` or `system`, and the id or name behind it: a pseudonym, never a name or an address. */
    actorType: text("actor_type").notNull(),
    actorId: text("actor_id").notNull(),
    targetId: text("target_id"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
    traceId: text("trace_id").notNull(),
    createdAt: createdAt(),
    /** Hex SHA-256 of the chain up to this row; null until sealed. */
    hash: text("hash"),
    /** 1, 2, 3 … within the workspace, given with the hash, so that a missing row leaves a hole. */
    position: counter("position"),
  },
  (table) => [
    // The workspace's history, newest first, and the verifier's walk.
    index("audit_log_tenant_sequence").on(table.tenantId, table.sequence),
    // The seal's next batch.
    index("audit_log_unsealed").on(table.tenantId, table.sequence).where(sql`hash is null`),
  ],
);

/** Where each workspace's chain ends, signed outside the database: rows cut off its end, or a chain made anew, show. */
export const auditHeads = pgTable("audit_heads", {
  tenantId: tenantId().primaryKey(),
  /** Position, sequence and hash of the last sealed row. */
  position: counter("position").notNull(),
  sequence: counter("sequence").notNull(),
  hash: text("hash").notNull(),
  /** `<key id>.<HMAC-SHA-256>`, by a key of the keyring. */
  signature: text("signature").notNull(),
  sealedAt: instant("sealed_at").notNull(),
});
