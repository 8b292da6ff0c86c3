import { jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";
import type { UtmRules } from "./schemas";

/** Posts with one goal. */
export const campaigns = pgTable(
  "campaigns",
  {
    id: idColumn("campaign", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** A name of the palette, not a hex value: it must read on light and dark. */
    color: text("color").notNull(),
    goal: text("goal"),
    /** Calendar dates, `2026-11-21`. */
    startsOn: text("starts_on"),
    endsOn: text("ends_on"),
    /** What is added to the links of its posts when they go out; null adds nothing. */
    utm: jsonb("utm").$type<UtmRules>(),
    archivedAt: instant("archived_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique("campaigns_tenant_id").on(table.tenantId, table.id),
    uniqueIndex("campaigns_tenant_name")
      .on(table.tenantId, sql`lower(${table.name})`)
      .where(sql`archived_at is null`),
  ],
);
