import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { channels } from "@/modules/channels/tables";
import { posts } from "@/modules/publishing/tables";
import { workspaces } from "@/modules/workspaces/tables";
import type { ApprovalContent, ApprovalMode, ApprovalStage, ApprovalState } from "./schemas";

/** Which approval a workspace, or one of its channels, asks for. */
export const approvalPolicies = pgTable(
  "approval_policies",
  {
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    /** Null: every channel that has no row of its own. */
    channelId: idColumn("channel", "channel_id"),
    mode: text("mode").$type<ApprovalMode>().notNull(),
    /** Hours without an answer before a reminder; null sends none. */
    reminderHours: integer("reminder_hours"),
    updatedAt: updatedAt(),
  },
  (table) => [
    index("approval_policies_tenant").on(table.tenantId),
    uniqueIndex("approval_policies_channel")
      .on(table.tenantId, table.channelId)
      .where(sql`channel_id is not null`),
    uniqueIndex("approval_policies_workspace").on(table.tenantId).where(sql`channel_id is null`),
    foreignKey({
      name: "approval_policies_channel_fk",
      columns: [table.tenantId, table.channelId],
      foreignColumns: [channels.tenantId, channels.id],
    }).onDelete("cascade"),
  ],
);

/** One asking for approval of one stage; bound to a hash of what would go out. */
export const approvals = pgTable(
  "approvals",
  {
    id: idColumn("approval", "id").primaryKey(),
    tenantId: tenantId(),
    postId: idColumn("post", "post_id").notNull(),
    stage: text("stage").$type<ApprovalStage>().notNull(),
    state: text("state").$type<ApprovalState>().notNull(),
    /** Hex SHA-256 of what would go out; an edit changes it and so re-opens. */
    contentHash: text("content_hash").notNull(),
    /** What was shown, so that a later edit can be compared with it. */
    content: jsonb("content").$type<ApprovalContent>().notNull(),
    requestedBy: idColumn("user", "requested_by"),
    requestedAt: instant("requested_at").notNull(),
    /** A member, or the name that a client gave. */
    decidedBy: idColumn("user", "decided_by"),
    decidedByName: text("decided_by_name"),
    decidedAt: instant("decided_at"),
    note: text("note"),
    remindedAt: instant("reminded_at"),
    reminders: integer("reminders").notNull().default(0),
  },
  (table) => [
    unique("approvals_tenant_id").on(table.tenantId, table.id),
    // The approvals of a post, newest first, and what waits.
    index("approvals_tenant_post").on(table.tenantId, table.postId, table.requestedAt),
    uniqueIndex("approvals_pending_once")
      .on(table.tenantId, table.postId, table.stage)
      .where(sql`state = 'pending'`),
    // The reminders that are due.
    index("approvals_pending_since").on(table.requestedAt).where(sql`state = 'pending'`),
    foreignKey({
      name: "approvals_post",
      columns: [table.tenantId, table.postId],
      foreignColumns: [posts.tenantId, posts.id],
    }).onDelete("cascade"),
  ],
);

/** A magic link by which a client sees, approves and comments on posts without an account. */
export const reviewLinks = pgTable(
  "review_links",
  {
    id: idColumn("review", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    name: text("name").notNull(),
    /** SHA-256 of the secret in the address. */
    tokenHash: text("token_hash").notNull(),
    postIds: text("post_ids").array().notNull(),
    locale: text("locale").notNull(),
    createdBy: idColumn("user", "created_by"),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [
    uniqueIndex("review_links_token").on(table.tokenHash),
    index("review_links_tenant_created").on(table.tenantId, table.createdAt),
  ],
);
