import "server-only";
import { and, count, desc, eq, isNull, lt } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { cursorId, type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { getEnv } from "@/platform/env";
import { pathOf } from "./policy";
import { KIND_RULES } from "./registry";
import {
  type ChannelChoice,
  KIND_GROUPS,
  type KindGroup,
  type ListNotificationsInput,
  NOTIFICATION_KINDS,
  type NotificationData,
  type NotificationKind,
  unreadShownMax,
} from "./schemas";
import { notificationSettings, notifications, pushSubscriptions } from "./tables";

/** The person who asks. @throws DomainError FORBIDDEN `member.person_only` for a key. */
export function personOf(ctx: Ctx): Id<"user"> {
  authorise(ctx, "workspace.read");
  if (ctx.actor.type === "user") return ctx.actor.userId;
  throw new DomainError("FORBIDDEN", "member.person_only", "Only a person has notifications");
}

export interface NotificationView {
  id: Id<"notification">;
  kind: NotificationKind;
  data: NotificationData;
  /** Where the thing itself is, below the workspace's address. */
  path: string;
  createdAt: Date;
  readAt: Date | null;
}

/** A kind as it is stored; one that this version does not know is null. */
export const kindOf = (stored: string): NotificationKind | null =>
  NOTIFICATION_KINDS.find((kind) => kind === stored) ?? null;

type Row = Pick<typeof notifications.$inferSelect, "id" | "kind" | "data" | "createdAt" | "readAt">;

function viewsOf(row: Row): NotificationView[] {
  const kind = kindOf(row.kind);
  const { id, data, createdAt, readAt } = row;
  return kind ? [{ id, kind, data, path: pathOf(kind, data), createdAt, readAt }] : [];
}

const shownTo = (ctx: TxCtx, userId: Id<"user">) =>
  and(
    eq(notifications.tenantId, ctx.tenantId),
    eq(notifications.userId, userId),
    eq(notifications.inApp, true),
  );

/** A person's own notifications in this workspace, newest first. */
export function listNotifications(
  ctx: Ctx,
  { limit, cursor, unread }: ListNotificationsInput,
): Promise<Page<NotificationView>> {
  const userId = personOf(ctx);
  return inTransaction(ctx, async (tx) => {
    // Ids sort by time of creation.
    const last = cursorId("notification", cursor);
    const after = last ? lt(notifications.id, last) : undefined;
    const rows = await tx.db
      .select()
      .from(notifications)
      .where(and(shownTo(tx, userId), unread ? isNull(notifications.readAt) : undefined, after))
      .orderBy(desc(notifications.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, ({ id }) => id);
    return { ...page, items: page.items.flatMap(viewsOf) };
  });
}

/** How many notifications a person has not read, at most one more than the bell shows. */
export function countUnread(ctx: Ctx): Promise<{ unread: number }> {
  const userId = personOf(ctx);
  return inTransaction(ctx, async (tx) => {
    const some = tx.db
      .select({ id: notifications.id })
      .from(notifications)
      .where(and(shownTo(tx, userId), isNull(notifications.readAt)))
      .limit(unreadShownMax + 1)
      .as("some");
    const [row] = await tx.db.select({ unread: count() }).from(some);
    return { unread: row?.unread ?? 0 };
  });
}

/** How a person wants to hear of one kind of news, by person. An absent one means the kind's default. */
export async function findChoices(
  { db, tenantId }: TxCtx,
  kind: NotificationKind,
): Promise<Map<Id<"user">, ChannelChoice>> {
  const rows = await db
    .select()
    .from(notificationSettings)
    .where(and(eq(notificationSettings.tenantId, tenantId), eq(notificationSettings.kind, kind)));
  return new Map(rows.map(({ userId, inApp, email, push }) => [userId, { inApp, email, push }]));
}

export interface SettingView extends ChannelChoice {
  kind: NotificationKind;
}

export interface SettingsView {
  groups: { group: KindGroup; kinds: SettingView[] }[];
  /** The key that browsers subscribe with; null when this product cannot send to devices. */
  pushKey: string | null;
  /** Addresses of this person's subscribed browsers. */
  endpoints: string[];
}

/** One's own settings in this workspace, and what devices need to subscribe. */
export function getSettings(ctx: Ctx): Promise<SettingsView> {
  const userId = personOf(ctx);
  return inTransaction(ctx, async (tx) => {
    const rows = await tx.db
      .select()
      .from(notificationSettings)
      .where(and(eq(notificationSettings.tenantId, tx.tenantId), eq(notificationSettings.userId, userId)));
    const held = await tx.db
      .select({ endpoint: pushSubscriptions.endpoint })
      .from(pushSubscriptions)
      .where(and(eq(pushSubscriptions.tenantId, tx.tenantId), eq(pushSubscriptions.userId, userId)));
    const own = new Map(rows.map((row) => [row.kind, row]));
    const settingOf = (kind: NotificationKind): SettingView => {
      const { inApp, email, push } = own.get(kind) ?? KIND_RULES[kind].defaults;
      return { kind, inApp, email, push };
    };
    const groups = (Object.keys(KIND_GROUPS) as KindGroup[]).map((group) => ({
      group,
      kinds: KIND_GROUPS[group].map(settingOf),
    }));
    return { groups, pushKey: getEnv().push?.publicKey ?? null, endpoints: held.map((row) => row.endpoint) };
  });
}
