import "server-only";
import { and, asc, inArray, lte, or, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idIn } from "@/db/columns";
import { type Id, idToUuid } from "@/kernel/ids";
import { DUE_STATES } from "../policy";
import { deliveries } from "../tables";

export interface ClaimInput {
  now: Date;
  /** Scheduled deliveries due up to here are claimed ahead of their instant, so that they leave on it. */
  horizon: Date;
  limit: number;
}

/** A delivery that this worker, and no other, may act on while `fence` holds; `state` and `dueAt` are those it was found with. */
export type Claim = Awaited<ReturnType<typeof claimDue>>[number];

type Picked = Pick<ClaimInput, "now" | "horizon">;

const isDue = ({ now, horizon }: Picked) =>
  and(
    inArray(deliveries.state, [...DUE_STATES]),
    lte(deliveries.dueAt, horizon),
    or(sql`${deliveries.state} = 'scheduled'`, lte(deliveries.dueAt, now)),
  );

const columns = {
  id: deliveries.id,
  tenantId: deliveries.tenantId,
  postId: deliveries.postId,
  variantId: deliveries.variantId,
  channelId: deliveries.channelId,
  network: deliveries.network,
  part: deliveries.part,
  kind: deliveries.kind,
  publishAt: deliveries.publishAt,
  dueAt: deliveries.dueAt,
  state: deliveries.state,
  /** The next one, which `lease` or the beginning of an attempt writes. */
  fence: sql<number>`${deliveries.fence} + 1`,
  attemptsMade: deliveries.attemptsMade,
  lookupsMade: deliveries.lookupsMade,
  firstAttemptAt: deliveries.firstAttemptAt,
  lastAttemptAt: deliveries.lastAttemptAt,
  content: deliveries.content,
};

/**
 * Lock what is due, in the order of its instants: to publish, or to find out what became of it. Rows that another worker
 * holds are passed over. A claim outlives its transaction only by what is written of it there: a lease, or an attempt.
 */
export const claimDue = (db: Db, input: ClaimInput) =>
  db
    .select(columns)
    .from(deliveries)
    .where(isDue(input))
    .orderBy(asc(deliveries.dueAt))
    .limit(input.limit)
    .for("update", { skipLocked: true });

/**
 * Lock at most `each` of what is due on each channel, passing over those that are busy: a channel with a hundred thousand
 * due posts delays nobody else's. Walks the channels one probe each, so it serves only while one has more than its share.
 * Pairs are compared because only the index by channel answers that: asked for one channel in the order of instants,
 * Postgres may read the instants of all channels, for each of them.
 */
export function claimFairly(db: Db, input: ClaimInput & { each: number; busy: readonly Id<"channel">[] }) {
  const open = sql.raw(`state in (${DUE_STATES.map((state) => `'${state}'`).join(", ")})`);
  const busy = JSON.stringify(input.busy.map((id) => idToUuid("channel", id)));
  const picked = sql`(
    with recursive walk as (
      (select channel_id from deliveries where ${open} order by channel_id limit 1)
      union all
      select (select d.channel_id from deliveries d where d.${open} and d.channel_id > walk.channel_id
        order by d.channel_id limit 1)
      from walk where walk.channel_id is not null
    )
    select p.id from walk cross join lateral (
      select d.id, d.due_at from deliveries d
      where d.${open} and (d.channel_id, d.due_at) >= (walk.channel_id, '-infinity'::timestamptz)
        and (d.channel_id, d.due_at) <= (walk.channel_id, ${input.horizon.toISOString()}::timestamptz)
      order by d.channel_id, d.due_at limit ${input.each}
    ) p
    where walk.channel_id is not null
      and walk.channel_id not in (select value::uuid from jsonb_array_elements_text(${busy}::jsonb))
    order by p.due_at limit ${input.limit}
  )`;
  return db
    .select(columns)
    .from(deliveries)
    .where(and(sql`${deliveries.id} in ${picked}`, isDue(input)))
    .for("update", { skipLocked: true });
}

/**
 * Keep these claims beyond their transaction, until `until`: a worker that is gone by then has lost them.
 * A delivery found `sending` past its lease lost its worker in mid-call: it stays so until somebody has judged that.
 */
export async function lease(db: Db, claims: readonly Claim[], { now, until }: { now: Date; until: Date }) {
  if (claims.length === 0) return;
  const ids = claims.map(({ id }) => id);
  await db
    .update(deliveries)
    .set({
      state: sql`case when ${deliveries.state} in ('sending', 'unconfirmed') then ${deliveries.state} else 'leased' end`,
      fence: sql`${deliveries.fence} + 1`,
      dueAt: until,
      updatedAt: now,
    })
    .where(idIn(deliveries.id, ids));
}
