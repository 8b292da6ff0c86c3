import { sql } from "drizzle-orm";
import { index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { users } from "@/modules/identity/tables";

/** A workspace is the tenant: its `id` is the `tenant_id` of every row that it owns. */
export const workspaces = pgTable("workspaces", {
  id: idColumn("workspace", "id").primaryKey(),
  name: text("name").notNull(),
  /** Address of the workspace in the app and of its public site. */
  slug: text("slug").notNull().unique(),
  logo: text("logo"),
  metadata: text("metadata"),
  /** IANA zone in which its people mean wall times. */
  timeZone: text("time_zone").notNull().default("UTC"),
  locale: text("locale").notNull().default("en"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

const workspaceId = () => tenantId().references(() => workspaces.id, { onDelete: "cascade" });

export const members = pgTable(
  "members",
  {
    id: idColumn("member", "id").primaryKey(),
    tenantId: workspaceId(),
    userId: idColumn("user", "user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("members_tenant_user").on(table.tenantId, table.userId),
    // The workspaces of a person.
    index("members_user").on(table.userId),
  ],
);

export const invitations = pgTable(
  "invitations",
  {
    id: idColumn("invitation", "id").primaryKey(),
    tenantId: workspaceId(),
    email: text("email").notNull(),
    role: text("role").notNull(),
    status: text("status").notNull().default("pending"),
    inviterId: idColumn("user", "inviter_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("invitations_tenant_created").on(table.tenantId, table.createdAt),
    // One open invitation for an address.
    uniqueIndex("invitations_pending_email").on(table.tenantId, table.email).where(sql`status = 'pending'`),
    // The invitations that wait for a person.
    index("invitations_email").on(table.email),
  ],
);
