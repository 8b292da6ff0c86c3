import "server-only";
import { and, asc, eq, inArray, lte, or, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { DUE_STATES, leaseMs } from "../policy";
import type { DeliveryState } from "../schemas";
import { deliveries } from "../tables";

export interface ClaimInput {
  now: Date;
  /** Scheduled deliveries due up to here are claimed ahead of their instant, so that they leave on it. */
  horizon: Date;
  limit: number;
}

/** A delivery that this worker, and no other, may act on while `fence` holds. */
export type Claim = Awaited<ReturnType<typeof claimDue>>[number];

/**
 * Take what is due: to publish, or to find out what became of it.
 * Claiming is a write in one statement; rows that another worker holds are passed over.
 * A delivery found `sending` past its lease lost its worker in mid-call: it becomes `unconfirmed`.
 */
export async function claimDue(db: Db, { now, horizon, limit }: ClaimInput) {
  const due = db.$with("due").as(
    db
      .select({ id: deliveries.id, was: sql<DeliveryState>`state`.as("was"), dueAt: deliveries.dueAt })
      .from(deliveries)
      .where(
        and(
          inArray(deliveries.state, [...DUE_STATES]),
          lte(deliveries.dueAt, horizon),
          or(sql`${deliveries.state} = 'scheduled'`, lte(deliveries.dueAt, now)),
        ),
      )
      .orderBy(asc(deliveries.dueAt))
      .limit(limit)
      .for("update", { skipLocked: true }),
  );
  const leaseEnd = new Date(Math.max(now.getTime(), horizon.getTime()) + leaseMs);
  return db
    .with(due)
    .update(deliveries)
    .set({
      state: sql`case when due.was in ('sending', 'unconfirmed') then 'unconfirmed' else 'leased' end`,
      fence: sql`${deliveries.fence} + 1`,
      dueAt: leaseEnd,
      updatedAt: now,
    })
    .from(due)
    .where(eq(deliveries.id, due.id))
    .returning({
      id: deliveries.id,
      tenantId: deliveries.tenantId,
      postId: deliveries.postId,
      variantId: deliveries.variantId,
      channelId: deliveries.channelId,
      network: deliveries.network,
      part: deliveries.part,
      kind: deliveries.kind,
      publishAt: deliveries.publishAt,
      state: deliveries.state,
      fence: deliveries.fence,
      attemptsMade: deliveries.attemptsMade,
      lookupsMade: deliveries.lookupsMade,
      firstAttemptAt: deliveries.firstAttemptAt,
      lastAttemptAt: deliveries.lastAttemptAt,
      content: deliveries.content,
      /** When it is due, before the claim replaced that by the end of the lease. */
      dueAt: due.dueAt,
    });
}
