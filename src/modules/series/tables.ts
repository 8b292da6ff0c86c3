import { index, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";

/** A recurring post: what each occurrence says, and the rule that makes them. */
export const series = pgTable(
  "series",
  {
    id: idColumn("series", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    authorId: idColumn("user", "author_id"),
    /** What an occurrence is written from: the input of a post, checked by publishing's own schema. */
    template: jsonb("template").$type<Record<string, unknown>>().notNull(),
    /** RFC 5545 RRULE without DTSTART; `startsAt` and `timeZone` say the rest. */
    rule: text("rule").notNull(),
    /** Wall time of the first occurrence, `2026-11-21T09:00`. */
    startsAt: text("starts_at").notNull(),
    timeZone: text("time_zone").notNull(),
    /** Wall times that were taken out of the rule. */
    excluded: text("excluded").array().notNull().default([]),
    /** Occurrences exist as posts up to here. */
    filledUntil: instant("filled_until"),
    /** Revision that a rewrite gave an occurrence; one that is not named was written once. A newer one was edited by hand. */
    written: jsonb("written").$type<Record<string, number>>().notNull().default({}),
    /** Why no further occurrence could be written, as a stable word. */
    problem: text("problem"),
    state: text("state").$type<"active" | "ended">().notNull().default("active"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique("series_tenant_id").on(table.tenantId, table.id),
    // The daily job: what is active and must be filled further.
    index("series_state_filled").on(table.state, table.filledUntil),
  ],
);
