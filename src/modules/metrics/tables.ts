import { foreignKey, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantId } from "@/db/columns";
import { deliveries } from "@/modules/publishing/tables";

/** Counts of a published delivery as its network told them; appended, never changed. Null: the network does not tell. */
export const metricSnapshots = pgTable(
  "metric_snapshots",
  {
    id: idColumn("snapshot", "id").primaryKey(),
    tenantId: tenantId(),
    deliveryId: idColumn("delivery", "delivery_id").notNull(),
    /** Which reading of the schedule it is: `15m`, `1h`, `6h`, `1d`, `7d`, `30d`, or `asked` by a person. */
    occasion: text("occasion").notNull(),
    takenAt: instant("taken_at").notNull(),
    likes: integer("likes"),
    reposts: integer("reposts"),
    replies: integer("replies"),
    views: integer("views"),
  },
  (table) => [
    // The latest counts of a delivery, and its curve.
    index("metric_snapshots_delivery_taken").on(table.tenantId, table.deliveryId, table.takenAt),
    uniqueIndex("metric_snapshots_once").on(table.tenantId, table.deliveryId, table.occasion, table.takenAt),
    foreignKey({
      name: "metric_snapshots_delivery",
      columns: [table.tenantId, table.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
  ],
);
