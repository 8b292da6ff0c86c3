import { foreignKey, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, tenantId } from "@/db/columns";
import { posts } from "@/modules/publishing/tables";

/** What a post said at one revision; written when it changes, never edited. */
export const postVersions = pgTable(
  "post_versions",
  {
    id: idColumn("version", "id").primaryKey(),
    tenantId: tenantId(),
    postId: idColumn("post", "post_id").notNull(),
    revision: integer("revision").notNull(),
    authorId: idColumn("user", "author_id"),
    /** What made it: `edited`, `restored`, `imported`. */
    origin: text("origin").notNull(),
    /** The input of a post, as publishing's schema writes it. */
    content: jsonb("content").$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("post_versions_tenant_post_revision").on(table.tenantId, table.postId, table.revision),
    foreignKey({
      name: "post_versions_post",
      columns: [table.tenantId, table.postId],
      foreignColumns: [posts.tenantId, posts.id],
    }).onDelete("cascade"),
  ],
);
