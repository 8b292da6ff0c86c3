import { durationMs } from "./durations";
import type { Unit } from "./transactions";

export interface Rate {
  limit: number;
  period: string;
}

/** Take the key for `ttlMs`; false when somebody holds it. */
export async function claimOnce(unit: Unit, key: string, ttlMs: number): Promise<boolean> {
  const rows = await unit.query(
    `insert into inngest_local.quota as q (id, until) values ($1, $2)
     on conflict (id) do update set until = excluded.until where q.until <= $3 returning id`,
    [key, new Date(unit.now.getTime() + ttlMs), unit.now],
  );
  return rows.length > 0;
}

/** Reserve the next place in an even flow of `limit` in a period, and tell when it comes up. */
export async function reservePlace(unit: Unit, key: string, rate: Rate & { burst: number }): Promise<Date> {
  const spacingMs = durationMs(rate.period) / rate.limit;
  const rows = await unit.query<{ until: Date }>(
    `insert into inngest_local.quota as q (id, until) values ($1, $2::timestamptz + $3 * interval '1 millisecond')
     on conflict (id) do update set until = greatest(q.until, $2) + $3 * interval '1 millisecond'
     returning until`,
    [key, unit.now, spacingMs],
  );
  const until = rows[0]?.until ?? unit.now;
  return new Date(Math.max(unit.now.getTime(), until.getTime() - spacingMs * rate.burst));
}

/** Count against `limit` in a period; false, and nothing counted, when it is used up. */
export async function allowWithin(unit: Unit, key: string, rate: Rate): Promise<boolean> {
  const periodMs = durationMs(rate.period);
  const rows = await unit.query(
    `insert into inngest_local.quota as q (id, until) values ($1, $2::timestamptz + $3 * interval '1 millisecond')
     on conflict (id) do update set until = greatest(q.until, $2) + $3 * interval '1 millisecond'
     where greatest(q.until, $2) + $3 * interval '1 millisecond' <= $2::timestamptz + $4 * interval '1 millisecond'
     returning id`,
    [key, unit.now, periodMs / rate.limit, periodMs],
  );
  return rows.length > 0;
}
