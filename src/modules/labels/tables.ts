import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, tenantId } from "@/db/columns";
import { posts } from "@/modules/publishing/tables";
import { workspaces } from "@/modules/workspaces/tables";

/** A word with a colour that sorts posts inside a workspace; nobody outside sees it. */
export const labels = pgTable(
  "labels",
  {
    id: idColumn("label", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** A name of the palette. */
    color: text("color").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("labels_tenant_id").on(table.tenantId, table.id),
    uniqueIndex("labels_tenant_name").on(table.tenantId, sql`lower(${table.name})`),
  ],
);

/** Which labels a post bears. */
export const postLabels = pgTable(
  "post_labels",
  {
    tenantId: tenantId(),
    postId: idColumn("post", "post_id").notNull(),
    labelId: idColumn("label", "label_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.postId, table.labelId] }),
    // The posts under a label.
    index("post_labels_tenant_label").on(table.tenantId, table.labelId),
    foreignKey({
      name: "post_labels_post",
      columns: [table.tenantId, table.postId],
      foreignColumns: [posts.tenantId, posts.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "post_labels_label",
      columns: [table.tenantId, table.labelId],
      foreignColumns: [labels.tenantId, labels.id],
    }).onDelete("cascade"),
  ],
);
