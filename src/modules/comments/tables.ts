import { foreignKey, index, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId } from "@/db/columns";
import { posts } from "@/modules/publishing/tables";

/** What people say about a post before it goes out. Internal notes and words with the client never mix. */
export const comments = pgTable(
  "comments",
  {
    id: idColumn("comment", "id").primaryKey(),
    tenantId: tenantId(),
    postId: idColumn("post", "post_id").notNull(),
    audience: text("audience").$type<"internal" | "client">().notNull(),
    authorId: idColumn("user", "author_id"),
    /** A client's name and the link that they came by. */
    clientName: text("client_name"),
    reviewId: idColumn("review", "review_id"),
    body: text("body").notNull(),
    /** Members named with an at sign. */
    mentions: text("mentions").array().notNull().default([]),
    createdAt: createdAt(),
    editedAt: instant("edited_at"),
    deletedAt: instant("deleted_at"),
  },
  (table) => [
    index("comments_tenant_post_created").on(table.tenantId, table.postId, table.createdAt),
    foreignKey({
      name: "comments_post",
      columns: [table.tenantId, table.postId],
      foreignColumns: [posts.tenantId, posts.id],
    }).onDelete("cascade"),
  ],
);
