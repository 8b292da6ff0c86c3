import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantId } from "@/db/columns";
import { deliveries } from "@/modules/publishing/tables";

/** Whether what we published still stands on its network as we wrote it. */
export const presences = pgTable(
  "presences",
  {
    tenantId: tenantId(),
    deliveryId: idColumn("delivery", "delivery_id").notNull(),
    state: text("state").$type<"intact" | "edited" | "gone" | "unknown">().notNull(),
    /** The text that stands there, when it is not ours. */
    foundText: text("found_text"),
    detail: text("detail"),
    checkedAt: instant("checked_at").notNull(),
    /** When it was first seen to differ. */
    since: instant("since"),
    /** A person has seen it and let it be. */
    acceptedAt: instant("accepted_at"),
    /** The text to which we are changing it, and until when that call may be under way: it may stand there uncommitted. */
    editingText: text("editing_text"),
    editingUntil: instant("editing_until"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.deliveryId] }),
    // What differs and nobody has looked at.
    index("presences_tenant_differing")
      .on(table.tenantId, table.since)
      .where(sql`state in ('edited', 'gone')`),
    foreignKey({
      name: "presences_delivery",
      columns: [table.tenantId, table.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
  ],
);
