import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { users } from "@/modules/identity/tables";
import { workspaces } from "@/modules/workspaces/tables";
import type { EmailChoice } from "./schemas";

const personId = () =>
  idColumn("user", "user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });
const workspaceId = () => tenantId().references(() => workspaces.id, { onDelete: "cascade" });

/** Something that one person should know, in one workspace. */
export const notifications = pgTable(
  "notifications",
  {
    id: idColumn("notification", "id").primaryKey(),
    tenantId: workspaceId(),
    userId: personId(),
    kind: text("kind").notNull(),
    /** What its sentence is filled with: ids, names, reasons; no secret. */
    data: jsonb("data").$type<Record<string, string | number | null>>().notNull().default({}),
    /** The same thing is told once: an event that comes twice finds this. */
    dedupeKey: text("dedupe_key").notNull(),
    createdAt: createdAt(),
    /** Whether the bell shows it; what is only mailed or pushed is kept so that it is told once. */
    inApp: boolean("in_app").notNull().default(true),
    readAt: instant("read_at"),
    /** When it is to leave by e-mail, or may be tried again; null when nobody asked for mail. */
    mailDueAt: instant("mail_due_at"),
    /** When it left by e-mail, alone or in a digest. */
    mailedAt: instant("mailed_at"),
    /** It leaves with others in one mail. */
    digest: boolean("digest").notNull().default(false),
  },
  (table) => [
    uniqueIndex("notifications_once").on(table.tenantId, table.userId, table.dedupeKey),
    // The bell: a person's newest.
    index("notifications_tenant_user_created").on(table.tenantId, table.userId, table.createdAt),
    // The number on the bell.
    index("notifications_unread").on(table.tenantId, table.userId).where(sql`read_at is null and in_app`),
    // The mails that wait.
    index("notifications_mail_due")
      .on(table.mailDueAt)
      .where(sql`mailed_at is null and mail_due_at is not null`),
    // Retention.
    index("notifications_created").on(table.createdAt),
  ],
);

/** How a person wants to hear of one kind of event in one workspace; an absent row means the default of the kind. */
export const notificationSettings = pgTable(
  "notification_settings",
  {
    tenantId: workspaceId(),
    userId: personId(),
    kind: text("kind").notNull(),
    inApp: boolean("in_app").notNull(),
    email: text("email").$type<EmailChoice>().notNull(),
    push: boolean("push").notNull(),
    updatedAt: updatedAt(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.userId, table.kind] })],
);

/** A browser that asked to be told; the keys are the browser's own. */
export const pushSubscriptions = pgTable(
  "push_subscriptions",
  {
    id: idColumn("push", "id").primaryKey(),
    tenantId: workspaceId(),
    userId: personId(),
    endpoint: text("endpoint").notNull(),
    /** Sealed: whoever holds the keys can speak to that browser. */
    sealed: text("sealed").notNull(),
    userAgent: text("user_agent"),
    createdAt: createdAt(),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [uniqueIndex("push_subscriptions_endpoint").on(table.tenantId, table.userId, table.endpoint)],
);
