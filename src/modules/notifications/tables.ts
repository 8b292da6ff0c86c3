import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { users } from "@/modules/identity/tables";
import { workspaces } from "@/modules/workspaces/tables";

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
    readAt: instant("read_at"),
    /** When it left by e-mail, alone or in a digest; null while it waits or when nobody asked for mail. */
    mailedAt: instant("mailed_at"),
    /** In a digest that is not sent yet. */
    digest: boolean("digest").notNull().default(false),
  },
  (table) => [
    uniqueIndex("notifications_once").on(table.tenantId, table.userId, table.dedupeKey),
    // The bell: a person's newest.
    index("notifications_tenant_user_created").on(table.tenantId, table.userId, table.createdAt),
    // The digests that wait.
    index("notifications_digest").on(table.userId).where(sql`digest and mailed_at is null`),
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
    email: text("email").$type<"off" | "instant" | "digest">().notNull(),
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
