import type { Transact } from "./transactions";

const dayMs = 86_400_000;
const batchSize = 500;

const STALE = {
  run: "ended_at < $1",
  event: "received_at < $1",
  quota: "until < $2",
} as const;

/** Delete ended runs and events older than `days`, in small transactions; one process at a time. Returns the rows deleted. */
export async function sweep(transact: Transact, days: number): Promise<number> {
  let deleted = 0;
  for (const [table, condition] of Object.entries(STALE)) {
    for (let size = batchSize; size === batchSize; deleted += size)
      size = await transact(async (unit) => {
        const [lock] = await unit.query<{ taken: boolean }>(
          "select pg_try_advisory_xact_lock(hashtextextended('inngest_local sweep', 0)) as taken",
        );
        if (!lock?.taken) return 0;
        const oldest = new Date(unit.now.getTime() - days * dayMs);
        const rows = await unit.query(
          `delete from inngest_local.${table} where id in (
             select id from inngest_local.${table} where ${condition} and $1::timestamptz <= $2 limit ${batchSize}
             for update skip locked) returning id`,
          [oldest, unit.now],
        );
        return rows.length;
      });
  }
  return deleted;
}
