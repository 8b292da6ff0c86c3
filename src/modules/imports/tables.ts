import { index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";
import type { ImportOptions } from "./schemas";
import type { KeptOutcome } from "./types";

/** One file of posts that somebody brought in: previewed, accepted row by row, undone as a whole. */
export const imports = pgTable(
  "imports",
  {
    id: idColumn("import", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    authorId: idColumn("user", "author_id"),
    fileName: text("file_name").notNull(),
    /** `preview` waits for a person, `done` made posts, `undone` took them back. */
    state: text("state").$type<"preview" | "running" | "done" | "undone">().notNull(),
    format: text("format").$type<"csv" | "json">().notNull(),
    headers: text("headers").array().notNull(),
    /** Field of a post → header of the file. */
    mapping: jsonb("mapping").$type<Record<string, string>>().notNull().default({}),
    /** The rows as they were read, each an object by header. */
    rows: jsonb("rows").$type<Record<string, string>[]>().notNull(),
    rowCount: integer("row_count").notNull(),
    /** How dates are read, and where rows go that name no channel. */
    options: jsonb("options").$type<ImportOptions>().notNull().default({}),
    /** Row number → what became of it once it was accepted. */
    outcomes: jsonb("outcomes").$type<Record<string, KeptOutcome>>().notNull().default({}),
    acceptedCount: integer("accepted_count").notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    undoneAt: instant("undone_at"),
  },
  (table) => [
    unique("imports_tenant_id").on(table.tenantId, table.id),
    index("imports_tenant_created").on(table.tenantId, table.createdAt),
  ],
);
