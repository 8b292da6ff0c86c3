import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { type Id, idToUuid, newId } from "@/kernel/ids";
import type { Db } from "./client";
import { counter, createdAt, idColumn, instant, tenantId } from "./columns";
import { toJsonb } from "./json";

/** What happened, written in the transaction that made it happen; sent to the durable functions after commit. */
export const outbox = pgTable(
  "outbox",
  {
    id: idColumn("outbox", "id").primaryKey(),
    tenantId: tenantId(),
    sequence: counter("sequence").generatedAlwaysAsIdentity(),
    name: text("name").notNull(),
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
    traceId: text("trace_id").notNull(),
    createdAt: createdAt(),
    sentAt: instant("sent_at"),
    attempts: integer("attempts").notNull().default(0),
  },
  (table) => [
    // Drain: the oldest unsent rows first.
    index("outbox_unsent").on(table.sequence).where(sql`sent_at is null`),
    // Retention and the workspace's own history.
    index("outbox_tenant_created").on(table.tenantId, table.createdAt),
  ],
);

export interface OutgoingEvent {
  name: string;
  data: Record<string, unknown>;
}

/** Record that something happened; the row commits, or not, with the change that it tells of. */
export const emit = (
  ctx: { db: Db; tenantId: Id<"workspace">; traceId: string },
  ...events: OutgoingEvent[]
): Promise<void> =>
  emitAll(
    ctx.db,
    ctx.traceId,
    events.map((event) => ({ ...event, tenantId: ctx.tenantId })),
  );

/** Record events of several workspaces, for Publify's own jobs. */
export async function emitAll(
  db: Db,
  traceId: string,
  events: readonly (OutgoingEvent & { tenantId: Id<"workspace"> })[],
): Promise<void> {
  if (events.length === 0) return;
  emitted.add(db);
  const rows = events.map(({ tenantId, name, data }) => ({
    id: idToUuid("outbox", newId("outbox")),
    tenant_id: idToUuid("workspace", tenantId),
    name,
    data,
  }));
  await db.execute(sql`
    insert into outbox (id, tenant_id, name, data, trace_id)
    select x.*, ${traceId}
    from jsonb_to_recordset(${toJsonb(rows)}::jsonb) as x(id uuid, tenant_id uuid, name text, data jsonb)`);
}

const emitted = new WeakSet<Db>();
const slot = globalThis as unknown as { publifyOutboxWaker?: () => void };

/** Tell the outbox who drains it in this process. */
export function setOutboxWaker(wake: () => void): void {
  slot.publifyOutboxWaker = wake;
}

/** After the commit of `db`: ask for a drain if it emitted. The sweep covers a lost wake, so that costs time, never an event. */
export function wakeOutboxAfter(db: Db): void {
  if (emitted.delete(db)) slot.publifyOutboxWaker?.();
}
