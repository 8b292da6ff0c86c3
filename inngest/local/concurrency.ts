import type { Unit } from "./transactions";

// Serialises those who take and those who give back the slots of a key, in every process.
const lockKeys = (unit: Unit, keys: readonly string[]) =>
  unit.query(
    `select pg_advisory_xact_lock(hashtextextended(k.key, 4017))
     from unnest($1::text[]) with ordinality as k (key, position) order by k.position`,
    [[...new Set(keys)].sort()],
  );

export interface KeyedJob {
  id: string;
  keys: string[];
  limits: number[];
}

/** Choose the jobs that fit into their keys' limits; the others are parked until a slot is given back. */
export async function admitByKeys<J extends KeyedJob>(unit: Unit, jobs: readonly J[]): Promise<J[]> {
  const keys = jobs.flatMap((job) => job.keys);
  if (keys.length === 0) return [...jobs];
  await lockKeys(unit, keys);
  const held = new Map(await countHeld(unit, keys));
  const parked = new Map<string, string[]>();
  const admitted = jobs.filter((job) => {
    const full = job.keys.find((key, index) => (held.get(key) ?? 0) >= (job.limits[index] ?? Infinity));
    if (full !== undefined) {
      parked.set(full, [...(parked.get(full) ?? []), job.id]);
      return false;
    }
    for (const key of job.keys) held.set(key, (held.get(key) ?? 0) + 1);
    return true;
  });
  for (const [key, ids] of parked)
    await unit.query(`update inngest_local.job set parked_on = $1, lease_owner = null where id = any($2)`, [
      key,
      ids,
    ]);
  return admitted;
}

async function countHeld(unit: Unit, keys: readonly string[]): Promise<[string, number][]> {
  const rows = await unit.query<{ key: string; held: number }>(
    `select k.key, count(*)::int as held from inngest_local.job j, unnest(j.keys) as k (key)
     where j.lease_owner is not null and j.ready_at > $2 and k.key = any($1) group by k.key`,
    [[...new Set(keys)], unit.now],
  );
  return rows.map(({ key, held }) => [key, held]);
}

/** Give one slot of each key back: the job that has waited longest on it becomes claimable. */
export async function releaseKeys(unit: Unit, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await lockKeys(unit, keys);
  for (const key of keys) await unpark(unit, key, 1);
}

async function unpark(unit: Unit, key: string, count: number): Promise<void> {
  const rows = await unit.query(
    `update inngest_local.job set parked_on = null where id in (
       select id from inngest_local.job where parked_on = $1 order by ready_at limit $2 for update skip locked)
     returning id`,
    [key, count],
  );
  if (rows.length > 0) unit.enqueued = true;
}

/** Make up for slots that nobody gave back, because a process died: wake what is parked on keys with room. */
export async function reviveParked(unit: Unit): Promise<void> {
  const waiting = await unit.query<{ key: string; room: number }>(
    `select p.key, p.room - (select count(*)::int from inngest_local.job j
       where j.lease_owner is not null and j.ready_at > $1 and j.keys @> array[p.key]) as room
     from (select parked_on as key, max(limits[array_position(keys, parked_on)]) as room
       from inngest_local.job where parked_on is not null group by parked_on) p`,
    [unit.now],
  );
  for (const { key, room } of waiting) if (room > 0) await unpark(unit, key, room);
}
