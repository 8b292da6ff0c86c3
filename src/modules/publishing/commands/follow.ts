import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Id, idToUuid } from "@/kernel/ids";
import type { DeliveryState } from "../schemas";

/** A delivery that has just changed, as far as what follows it must know. */
export interface Moved {
  id: Id<"delivery">;
  state: DeliveryState;
}

const idsIn = (moved: readonly Moved[], ...states: DeliveryState[]) =>
  JSON.stringify(
    moved.filter(({ state }) => states.includes(state)).map(({ id }) => idToUuid("delivery", id)),
  );

/**
 * Move the parts that stand behind these deliveries, whose posts the caller has locked: the next part goes on once the
 * one before it is published; behind one that failed they wait for a person, and behind a cancelled one they are cancelled.
 */
export async function followParts(db: Db, now: Date, moved: readonly Moved[]): Promise<void> {
  const at = now.toISOString();
  await db.execute(sql`
    with before as (
      select tenant_id, variant_id, part from deliveries
      where id in (select value::uuid from jsonb_array_elements_text(${idsIn(moved, "published")}::jsonb))
    )
    update deliveries d set
      state = 'scheduled', reason = null, detail = null, fence = d.fence + 1, updated_at = ${at}::timestamptz,
      due_at = ${at}::timestamptz + d.wait_minutes * interval '1 minute',
      publish_at = ${at}::timestamptz + d.wait_minutes * interval '1 minute'
    from before b
    where d.tenant_id = b.tenant_id and d.variant_id = b.variant_id and d.part = b.part + 1
      and (d.state = 'waiting' or (d.state = 'held' and d.reason = 'upstream_failed'))`);
  await db.execute(sql`
    with before as (
      select tenant_id, variant_id, part, state, reason from deliveries
      where id in (select value::uuid from jsonb_array_elements_text(
        ${idsIn(moved, "failed", "missed", "cancelled")}::jsonb))
    )
    update deliveries d set
      state = case when b.state = 'cancelled' then 'cancelled' else 'held' end,
      reason = case when b.state = 'cancelled' then b.reason else 'upstream_failed' end, fence = d.fence + 1, updated_at = ${at}::timestamptz
    from before b
    where d.tenant_id = b.tenant_id and d.variant_id = b.variant_id and d.part > b.part and d.state = 'waiting'`);
}
