import "server-only";
import { and, eq, isNull, notExists } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DEFAULT_LOCALE, isLocale } from "@/i18n/locales";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { users } from "@/modules/identity/tables";
import { getWorkspace } from "@/modules/workspaces/queries";
import { members } from "@/modules/workspaces/tables";
import { getHttpClient, type HttpClient } from "@/platform/http";
import { log } from "@/platform/log";
import { type PushTarget, sendPush } from "@/platform/push";
import { open } from "@/platform/secrets";
import { pathOf } from "../policy";
import { findChoices, kindOf } from "../queries";
import { KIND_RULES } from "../registry";
import { notifications, pushSubscriptions } from "../tables";
import { pushPlaceOf } from "./settings";
import { wordsOf } from "./words";

/** What a device shows, as its worker is given it. */
export interface PushPayload {
  title: string;
  body: string;
  /** Below the application's own address. */
  path: string;
  /** The same news replaces itself. */
  tag: string;
}

async function findNews(tx: TxCtx, notificationId: Id<"notification">) {
  const [row] = await tx.db
    .select({ news: notifications, locale: users.locale })
    .from(notifications)
    .innerJoin(users, eq(users.id, notifications.userId))
    .innerJoin(
      members,
      and(eq(members.tenantId, notifications.tenantId), eq(members.userId, notifications.userId)),
    )
    .where(and(eq(notifications.tenantId, tx.tenantId), eq(notifications.id, notificationId)));
  const kind = row && kindOf(row.news.kind);
  return row && kind
    ? { ...row.news, kind, locale: isLocale(row.locale) ? row.locale : DEFAULT_LOCALE }
    : null;
}

/** The browsers that are to be told of a notification now: none once it was read, or when its person wants none. */
export function listPushTargets(ctx: Ctx, notificationId: Id<"notification">): Promise<Id<"push">[]> {
  return inTransaction(ctx, async (tx) => {
    const news = await findNews(tx, notificationId);
    if (!news || news.readAt) return [];
    const choice = (await findChoices(tx, news.kind)).get(news.userId) ?? KIND_RULES[news.kind].defaults;
    if (!choice.push) return [];
    const rows = await tx.db
      .select({ id: pushSubscriptions.id })
      .from(pushSubscriptions)
      .where(and(eq(pushSubscriptions.tenantId, tx.tenantId), eq(pushSubscriptions.userId, news.userId)));
    return rows.map(({ id }) => id);
  });
}

function loadMessage(ctx: Ctx, { notificationId, pushId }: PushInput) {
  return inTransaction(ctx, async (tx) => {
    const news = await findNews(tx, notificationId);
    if (!news || news.readAt) return null;
    const [row] = await tx.db
      .select()
      .from(pushSubscriptions)
      .where(
        and(
          eq(pushSubscriptions.tenantId, tx.tenantId),
          eq(pushSubscriptions.userId, news.userId),
          eq(pushSubscriptions.id, pushId),
        ),
      );
    if (!row) return null;
    const { slug, name } = await getWorkspace(tx);
    const { title, detail } = wordsOf(news.locale, news.kind, news.data);
    const path = `/${slug}/${pathOf(news.kind, news.data)}`;
    const payload: PushPayload = { title, body: detail ?? name, path, tag: news.id };
    const keys = JSON.parse(open(row.sealed, pushPlaceOf(row))) as PushTarget["keys"];
    return { target: { endpoint: row.endpoint, keys }, payload };
  });
}

export interface PushInput {
  notificationId: Id<"notification">;
  pushId: Id<"push">;
}

/** Forget a browser that its service does not know any more; news that it alone was to show is shown in the application. */
const forgetBrowser = (ctx: Ctx, { notificationId, pushId }: PushInput) =>
  inTransaction(ctx, async ({ db, tenantId }) => {
    await db
      .delete(pushSubscriptions)
      .where(and(eq(pushSubscriptions.tenantId, tenantId), eq(pushSubscriptions.id, pushId)));
    const { userId } = notifications;
    const left = db
      .select({ id: pushSubscriptions.id })
      .from(pushSubscriptions)
      .where(and(eq(pushSubscriptions.tenantId, tenantId), eq(pushSubscriptions.userId, userId)));
    await db
      .update(notifications)
      .set({ inApp: true })
      .where(
        and(
          ...[eq(notifications.tenantId, tenantId), eq(notifications.id, notificationId)],
          ...[isNull(notifications.mailDueAt), notExists(left)],
        ),
      );
  });

const noteUse = (ctx: Ctx, pushId: Id<"push">) =>
  inTransaction(ctx, ({ db, tenantId, clock }) =>
    db
      .update(pushSubscriptions)
      .set({ lastUsedAt: clock.now() })
      .where(and(eq(pushSubscriptions.tenantId, tenantId), eq(pushSubscriptions.id, pushId))),
  );

/**
 * Tell one browser. One that its push service no longer knows is forgotten; a repeat shows once, by its tag.
 * @throws DomainError UNAVAILABLE `push.unavailable` when it is worth another try.
 */
export async function pushTo(
  ctx: Ctx,
  input: PushInput,
  http: HttpClient = getHttpClient(),
): Promise<{ status: "sent" | "gone" | "refused" | "skipped" }> {
  const message = await loadMessage(ctx, input);
  if (!message) return { status: "skipped" };
  const { payload, target } = message;
  const result = await sendPush(
    target,
    { payload: JSON.stringify(payload), topic: payload.tag.slice(-26), urgent: true },
    http,
  );
  if (result.status === "retry")
    throw new DomainError("UNAVAILABLE", "push.unavailable", `The push service: ${result.detail}`, {
      retryAfterMs: result.afterMs,
    });
  if (result.status === "gone") await forgetBrowser(ctx, input);
  else if (result.status === "sent") await noteUse(ctx, input.pushId);
  else log().warn({ pushId: input.pushId, detail: result.detail }, "a push service refused a message");
  return { status: result.status };
}
