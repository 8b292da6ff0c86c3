import "server-only";
import { and, eq, gt, inArray, isNull, lte } from "drizzle-orm";
import type { Db } from "@/db/client";
import { inSystemTransaction } from "@/db/tx";
import { DEFAULT_LOCALE, isLocale, type Locale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import type { Clock } from "@/kernel/context";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { dayMs, minuteMs } from "@/kernel/time";
import { users } from "@/modules/identity/tables";
import { members, workspaces } from "@/modules/workspaces/tables";
import { sendMail } from "@/platform/email";
import { renderMail } from "@/platform/email-template";
import { log } from "@/platform/log";
import { kindOf } from "../queries";
import type { NotificationData, NotificationKind } from "../schemas";
import { notifications } from "../tables";
import { linkToAll, linkToSettings, linkToSubject, messageIdOf, wordsOf } from "./words";

/** While one process sends, others leave the rows alone; if it dies, they are due again after this. */
const leaseMs = 10 * minuteMs;
/** Mail that could not leave for so long says nothing new; a daily one may have waited a day by itself. */
const givenUpMs = 3 * dayMs;
/** One mail tells of this many things; the rest is a link. */
const itemsMax = 30;

interface DueMail {
  id: Id<"notification">;
  tenantId: Id<"workspace">;
  userId: Id<"user">;
  kind: NotificationKind;
  data: NotificationData;
  digest: boolean;
}

const unsent = () => isNull(notifications.mailedAt);

/** Take what is due, so that nobody else sends it meanwhile. */
async function claim(db: Db, now: Date, limit: number, only?: Id<"notification">): Promise<DueMail[]> {
  const due = and(
    unsent(),
    lte(notifications.mailDueAt, now),
    gt(notifications.createdAt, new Date(now.getTime() - givenUpMs)),
    only ? eq(notifications.id, only) : undefined,
  );
  const free = db
    .select({ id: notifications.id })
    .from(notifications)
    .where(due)
    .orderBy(notifications.userId, notifications.id)
    .limit(limit)
    .for("update", { skipLocked: true });
  const rows = await db
    .update(notifications)
    .set({ mailDueAt: new Date(now.getTime() + leaseMs) })
    .where(and(unsent(), inArray(notifications.id, free)))
    .returning();
  return rows
    .flatMap((row) => {
      const kind = kindOf(row.kind);
      return kind ? [{ ...row, kind }] : [];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One mail each, but what is gathered goes out together. */
function mailsOf(rows: readonly DueMail[]): DueMail[][] {
  const mails = new Map<string, DueMail[]>();
  for (const row of rows) {
    const key = row.digest ? `${row.tenantId} ${row.userId}` : row.id;
    mails.set(key, [...(mails.get(key) ?? []), row]);
  }
  return [...mails.values()];
}

interface Addressee {
  email: string;
  name: string;
  locale: Locale;
  workspace: string;
  slug: string;
}

/** The person, if they are still in the workspace and proved that the address is theirs. */
async function findAddressee(
  db: Db,
  { tenantId, userId }: Pick<DueMail, "tenantId" | "userId">,
): Promise<Addressee | null> {
  const [row] = await db
    .select({
      email: users.email,
      name: users.name,
      locale: users.locale,
      workspace: workspaces.name,
      slug: workspaces.slug,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(workspaces, eq(workspaces.id, members.tenantId))
    .where(and(eq(members.tenantId, tenantId), eq(members.userId, userId), eq(users.emailVerified, true)));
  return row ? { ...row, locale: isLocale(row.locale) ? row.locale : DEFAULT_LOCALE } : null;
}

/** The mail that tells of these, in the person's language. */
function drawMail(to: Addressee, rows: readonly DueMail[]) {
  const t = translatorOf(to.locale, "mail.notifications");
  const told = rows.slice(0, itemsMax).map((row) => ({
    ...wordsOf(to.locale, row.kind, row.data),
    url: linkToSubject(to.slug, row.kind, row.data),
  }));
  const [first] = told;
  const words = { workspace: to.workspace, count: rows.length };
  const single = rows.length === 1 && first ? first : null;
  return renderMail({
    locale: to.locale,
    subject: single ? t("subject", { ...words, title: single.title }) : t("digestSubject", words),
    preview: single?.detail ?? first?.title ?? "",
    title: single?.title ?? t("digestTitle", words),
    paragraphs: single ? [single.detail ?? ""].filter(Boolean) : [t("digestBody", { name: to.name })],
    items: single ? [] : told.map(({ title: text, detail, url }) => ({ text, detail, url })),
    action: {
      label: t(single ? "action" : "digestAction"),
      url: single?.url ?? linkToAll(to.slug),
      fallback: translatorOf(to.locale, "mail")("fallback"),
    },
    footer: t("footer", words),
    footerLink: { label: t("settings"), url: linkToSettings(to.slug) },
  });
}

const markMailed = (rows: readonly DueMail[], mailedAt: Date) =>
  inSystemTransaction((db) =>
    db
      .update(notifications)
      .set({ mailedAt })
      .where(
        and(
          unsent(),
          inArray(
            notifications.id,
            rows.map(({ id }) => id),
          ),
        ),
      ),
  );

/** Send one mail. Returns whether it is settled: sent, refused for good, or addressed to nobody any more. */
async function settle(rows: readonly DueMail[], clock: Clock): Promise<boolean> {
  const [first] = rows;
  if (!first) return true;
  const [to, wanted] = await inSystemTransaction(async (db) => {
    const ids = rows.map(({ id }) => id);
    // What was read in the application meanwhile is no news.
    const unread = await db
      .select({ id: notifications.id })
      .from(notifications)
      .where(and(inArray(notifications.id, ids), isNull(notifications.readAt)));
    return [await findAddressee(db, first), new Set(unread.map(({ id }) => id))] as const;
  });
  const told = rows.filter(({ id }) => wanted.has(id));
  try {
    if (to && told.length > 0)
      await sendMail({
        to: to.email,
        ...drawMail(to, told),
        messageId: messageIdOf(told.map(({ id }) => id)),
      });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "INVALID") return false;
    log().warn({ error, notificationId: first.id }, "a notification was refused by the mail server");
  }
  await markMailed(rows, clock.now());
  return true;
}

export interface MailReport {
  /** Mails that are settled, and those that will be tried again once their lease is over. */
  settled: number;
  failed: number;
}

const batchMax = 200;

/**
 * Send the mails that are due, or the one that tells of `only`. Safe to repeat and to run in several processes:
 * rows are claimed before anything is sent, and one that could not be sent is due again later.
 */
export async function sendDueMails(clock: Clock, only?: Id<"notification">): Promise<MailReport> {
  const report = { settled: 0, failed: 0 };
  for (let size = batchMax; size === batchMax; ) {
    const rows = await inSystemTransaction((db) => claim(db, clock.now(), batchMax, only));
    size = rows.length;
    for (const mail of mailsOf(rows)) {
      if (await settle(mail, clock)) report.settled += 1;
      else report.failed += 1;
    }
    // A server that refuses every mail of a batch is down: what else is due waits for the next time.
    if (report.settled === 0 && report.failed > 0) break;
  }
  return report;
}
