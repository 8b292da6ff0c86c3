import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Id, idFromUuid, idToUuid } from "@/kernel/ids";
import type { FrozenContent } from "../schemas";

/** `held`: the claim was leased in an earlier transaction, and may be lost by now. `locked`: it was made in this very one. */
export type Grip = "held" | "locked";

export interface Beginning {
  deliveryId: Id<"delivery">;
  attemptId: Id<"attempt">;
  fence: number;
  /** The instant of the attempt. The call derives its keys from this very instant, so it is what must be written. */
  begunAt: Date;
  /** When the call is lost if nobody recorded its outcome. */
  lostAt: Date;
}

const rowsOf = (beginnings: readonly (Beginning & { content?: FrozenContent })[]): string =>
  JSON.stringify(
    // In one order, as everybody else who locks several of them.
    beginnings
      .toSorted((a, b) => (a.deliveryId < b.deliveryId ? -1 : 1))
      .map(({ deliveryId, attemptId, fence, begunAt, lostAt, content }) => ({
        id: idToUuid("delivery", deliveryId),
        attempt: idToUuid("attempt", attemptId),
        at: begunAt,
        fence,
        lost_at: lostAt,
        content,
      })),
  );

/** Rows in passing states are so few that the planner would rather walk all of them than look ours up: it must not know. */
const isOurs = (grip: Grip, states: SQL) =>
  grip === "locked"
    ? sql`d.fence + 1 = wanted.fence`
    : sql`d.fence = wanted.fence and coalesce(d.state, '') in (${states})`;

async function idsOf(query: PromiseLike<unknown>): Promise<Set<Id<"delivery">>> {
  const { rows } = (await query) as { rows: { delivery_id: string }[] };
  return new Set(rows.map((row) => idFromUuid("delivery", row.delivery_id)));
}

/**
 * Commit the attempts before their calls: `→ sending` (or a repeat under the same key), content frozen, one attempt row each, in one statement.
 * Returns the deliveries that are still ours; one that was edited, cancelled or claimed again meanwhile is left out.
 */
export function beginAttempts(
  db: Db,
  grip: Grip,
  beginnings: readonly (Beginning & { content: FrozenContent })[],
): Promise<Set<Id<"delivery">>> {
  return idsOf(
    db.execute(sql`
      with wanted as (
        select * from jsonb_to_recordset(${rowsOf(beginnings)}::jsonb)
          as x(id uuid, attempt uuid, at timestamptz, fence int, lost_at timestamptz, content jsonb)
      ), mine as (
        update deliveries d set
          state = 'sending', fence = wanted.fence, attempts_made = d.attempts_made + 1, lookups_made = 0,
          first_attempt_at = coalesce(d.first_attempt_at, wanted.at),
          last_attempt_at = wanted.at, due_at = wanted.lost_at,
          content = wanted.content, updated_at = wanted.at
        from wanted
        where d.id = wanted.id and ${isOurs(grip, sql`'leased', 'sending', 'unconfirmed'`)}
        returning d.id, d.tenant_id, d.fence, wanted.attempt, wanted.at
      )
      insert into attempts (id, tenant_id, delivery_id, kind, fence, started_at)
      select attempt, tenant_id, id, 'publish', fence, at from mine
      returning delivery_id`),
  );
}

/** Commit the look-ups before their calls; the deliveries stay `unconfirmed`. */
export function beginLookups(
  db: Db,
  grip: Grip,
  beginnings: readonly Beginning[],
): Promise<Set<Id<"delivery">>> {
  return idsOf(
    db.execute(sql`
      with wanted as (
        select * from jsonb_to_recordset(${rowsOf(beginnings)}::jsonb)
          as x(id uuid, attempt uuid, at timestamptz, fence int, lost_at timestamptz)
      ), mine as (
        update deliveries d set lookups_made = d.lookups_made + 1, fence = wanted.fence, due_at = wanted.lost_at
        from wanted
        where d.id = wanted.id and ${isOurs(grip, sql`'unconfirmed'`)}
        returning d.id, d.tenant_id, d.fence, wanted.attempt, wanted.at
      )
      insert into attempts (id, tenant_id, delivery_id, kind, fence, started_at)
      select attempt, tenant_id, id, 'lookup', fence, at from mine
      returning delivery_id`),
  );
}
