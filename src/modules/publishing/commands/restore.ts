import "server-only";
import { and, eq, or, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { inSystemTransaction } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { recordAll } from "@/modules/audit/commands";
import { thisTraceId } from "@/platform/trace";
import { workspaces } from "@/modules/workspaces/tables";
import { restoredReason as reason } from "../policy";
import { deliveries } from "../tables";
import { refreshPostStates } from "./states";

/**
 * Inside the transaction that brings a backup back: whatever would go out by itself is put on hold, because it may
 * have gone out after the backup was made; what nobody knew of even then is asked about. What waits for one of these
 * goes on waiting, unless what it waits for was live already. Touches columns only that every version has.
 */
export async function holdRestored(db: Db, now: Date): Promise<number> {
  const at = now.toISOString();
  const { rows } = (await db.execute(sql`
    update deliveries d set
      state = 'held', reason = ${reason}, detail = null, fence = d.fence + 1, updated_at = ${at}::timestamptz
    where d.state in ('scheduled', 'leased')
      or (d.state = 'held' and d.reason is distinct from 'upstream_failed')
      or (d.state = 'waiting' and d.part > 0 and exists (
        select 1 from deliveries b where b.tenant_id = d.tenant_id and b.variant_id = d.variant_id
          and b.part = d.part - 1 and b.state = 'published'))
      or (d.state = 'waiting' and d.part = 0 and exists (
        select 1 from posts p join deliveries u on u.tenant_id = p.tenant_id and u.post_id = p.after_post_id
        where p.tenant_id = d.tenant_id and p.id = d.post_id and u.state = 'published'))
    returning d.id`)) as unknown as { rows: unknown[] };
  await db.execute(sql`
    update deliveries set
      state = 'needs_attention', reason = 'unconfirmed', fence = fence + 1, updated_at = ${at}::timestamptz
    where state in ('sending', 'unconfirmed')`);
  return rows.length;
}

/** Once the tables are up to date: posts show what became of their deliveries, and each history tells of the restore. */
export const recordRestore = (clock: Clock, takenAt: string): Promise<void> =>
  inSystemTransaction(async (db) => {
    const now = clock.now();
    const held = await db
      .selectDistinct({ postId: deliveries.postId })
      .from(deliveries)
      .where(or(eq(deliveries.reason, reason), eq(deliveries.state, "needs_attention")));
    await refreshPostStates(
      db,
      now,
      held.map(({ postId }) => postId),
    );
    const counts = await db
      .select({ tenantId: workspaces.id, held: sql<number>`count(${deliveries.id})::int` })
      .from(workspaces)
      .leftJoin(deliveries, and(eq(deliveries.tenantId, workspaces.id), eq(deliveries.reason, reason)))
      .groupBy(workspaces.id);
    await recordAll(
      db,
      now,
      thisTraceId(),
      counts.map(({ tenantId, held: count }) => ({
        tenantId,
        actor: { type: "system", name: "restore" } as const,
        action: "workspace.restored",
        data: { takenAt, held: count },
      })),
    );
  });
