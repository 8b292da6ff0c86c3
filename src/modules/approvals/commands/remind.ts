import "server-only";
import { and, arrayOverlaps, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { emitAll, type OutgoingEvent } from "@/db/outbox";
import type { Db } from "@/db/client";
import { inSystemTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { posts } from "@/modules/publishing/tables";
import { approvalReminded, reviewMailed } from "../events";
import { reminderHoursDefault, remindersMax } from "../schemas";
import { approvalPolicies, approvals, reviewLinks } from "../tables";

const batchSize = 200;
type Told = OutgoingEvent & { tenantId: Id<"workspace"> };

/** Askings whose next reminder is due: as many hours after the last word as the workspace says. */
const lockDue = (db: Db, now: Date) =>
  db
    .select({ approval: approvals, authorId: posts.authorId })
    .from(approvals)
    .innerJoin(posts, and(eq(posts.tenantId, approvals.tenantId), eq(posts.id, approvals.postId)))
    .leftJoin(
      approvalPolicies,
      and(eq(approvalPolicies.tenantId, approvals.tenantId), isNull(approvalPolicies.channelId)),
    )
    .where(
      and(
        eq(approvals.state, "pending"),
        sql`${approvals.reminders} < ${remindersMax}`,
        isNull(posts.deletedAt),
        // A workspace that never chose is reminded after a day; one that chose none, never.
        sql`coalesce(${approvals.remindedAt}, ${approvals.requestedAt})
          + make_interval(hours => case when ${approvalPolicies.tenantId} is null then ${reminderHoursDefault}
              else ${approvalPolicies.reminderHours} end) <= ${now.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(approvals.requestedAt)
    .limit(batchSize)
    .for("update", { of: approvals, skipLocked: true });

type Due = Awaited<ReturnType<typeof lockDue>>;

/** One mail a link, however many of its posts wait. */
async function clientMails(db: Db, due: Due, now: Date): Promise<Told[]> {
  const waiting = due.filter(({ approval }) => approval.stage === "client");
  if (waiting.length === 0) return [];
  const links = await db
    .select({ tenantId: reviewLinks.tenantId, reviewId: reviewLinks.id })
    .from(reviewLinks)
    .where(
      and(
        inArray(reviewLinks.tenantId, [...new Set(waiting.map(({ approval }) => approval.tenantId))]),
        arrayOverlaps(
          reviewLinks.postIds,
          waiting.map(({ approval }) => approval.postId),
        ),
        isNull(reviewLinks.revokedAt),
        gt(reviewLinks.expiresAt, now),
      ),
    );
  return links.map(({ tenantId, reviewId }) => ({
    tenantId,
    name: reviewMailed.name,
    data: { reviewId, kind: "reminder" },
  }));
}

/** Remind whoever was asked and has not answered. Safe to repeat and to race. Returns how many askings were brought up. */
export async function remindApprovals(now: Date): Promise<number> {
  let [total, size] = [0, batchSize];
  while (size === batchSize) {
    size = await inSystemTransaction(async (db) => {
      const due = await lockDue(db, now);
      if (due.length === 0) return 0;
      await db
        .update(approvals)
        .set({ reminders: sql`${approvals.reminders} + 1`, remindedAt: now })
        .where(
          inArray(
            approvals.id,
            due.map(({ approval }) => approval.id),
          ),
        );
      const told: Told[] = due.map(({ approval, authorId }) => ({
        tenantId: approval.tenantId,
        name: approvalReminded.name,
        data: {
          ...{ postId: approval.postId, approvalId: approval.id, stage: approval.stage, authorId },
          ...{ requestedBy: approval.requestedBy, count: approval.reminders + 1 },
        },
      }));
      await emitAll(db, newId("outbox"), [...told, ...(await clientMails(db, due, now))]);
      return due.length;
    });
    total += size;
  }
  return total;
}
