import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, tenantId, updatedAt } from "@/db/columns";
import { workspaces } from "@/modules/workspaces/tables";
import type { SnippetKind } from "./schemas";

/** Text that a workspace keeps to use again: templates, hashtag sets, signatures and variables. */
export const snippets = pgTable(
  "snippets",
  {
    id: idColumn("snippet", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    kind: text("kind").$type<SnippetKind>().notNull(),
    /** A variable's name is what stands between the braces. */
    name: text("name").notNull(),
    body: text("body").notNull(),
    /** Channels to which a signature is added by itself; none means it is only offered. */
    channelIds: text("channel_ids").array().notNull().default([]),
    /** A template's other parts: title, tags, thread parts. */
    extra: jsonb("extra").$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("snippets_tenant_kind_name").on(table.tenantId, table.kind, sql`lower(${table.name})`),
    index("snippets_tenant_kind_updated").on(table.tenantId, table.kind, table.updatedAt),
  ],
);
