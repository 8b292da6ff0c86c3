import "server-only";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { getWorkspace } from "@/modules/workspaces/queries";
import { notificationCreated } from "../events";
import { dedupeKeyOf, type Involved, mailDueAt, type Told, toldOf } from "../policy";
import { findChoices } from "../queries";
import { listSeats } from "../queries.facts";
import type { NotificationData, NotificationKind } from "../schemas";
import { notifications } from "../tables";

/** Something that happened, and whom it concerns. */
export interface News extends Involved {
  kind: NotificationKind;
  /** Of the event that tells of it: a second delivery of the same event tells nobody twice. */
  eventId: string;
  /** What its sentence is filled with: ids, names, reasons; no secret. */
  data: NotificationData;
}

function rowOf(tx: TxCtx, news: News, { userId, choice }: Told, zone: string) {
  const now = tx.clock.now();
  return {
    id: newId("notification"),
    tenantId: tx.tenantId,
    userId,
    kind: news.kind,
    data: news.data,
    dedupeKey: dedupeKeyOf(news.kind, news.eventId, news.data, now),
    createdAt: now,
    inApp: choice.inApp,
    mailDueAt: mailDueAt(choice.email, now, zone),
    digest: choice.email === "hourly" || choice.email === "daily",
  };
}

/** Tell whoever is concerned, each by the ways they chose. Safe to repeat. Returns how many were told now. */
export function notify(ctx: Ctx, news: News): Promise<{ told: number }> {
  return inTransaction(ctx, async (tx) => {
    const [seats, choices] = [await listSeats(tx), await findChoices(tx, news.kind)];
    const told = toldOf(news.kind, seats, news, choices);
    if (told.length === 0) return { told: 0 };
    const { timeZone } = await getWorkspace(tx);
    const written = await tx.db
      .insert(notifications)
      .values(told.map((one) => rowOf(tx, news, one, timeZone)))
      .onConflictDoNothing()
      .returning({ id: notifications.id, userId: notifications.userId });
    const atOnce = new Set(
      told.filter(({ choice }) => choice.push || choice.email === "instant").map(({ userId }) => userId),
    );
    const outside: Id<"notification">[] = written
      .filter(({ userId }) => atOnce.has(userId))
      .map(({ id }) => id);
    await emit(
      tx,
      ...outside.map((notificationId) => ({ name: notificationCreated.name, data: { notificationId } })),
    );
    return { told: written.length };
  });
}
