import "server-only";
import { and, asc, eq, gt, inArray, lt, notExists, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { emit } from "@/db/outbox";
import { inSystemTransaction, type TxCtx } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { type Id, idToUuid } from "@/kernel/ids";
import { approvals } from "@/modules/approvals/tables";
import { recordAll } from "@/modules/audit/commands";
import { evergreens } from "@/modules/evergreen/tables";
import { deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import { series } from "@/modules/series/tables";
import { postVersions } from "@/modules/versions/tables";
import { getStorage } from "@/platform/storage";
import { thisTraceId } from "@/platform/trace";
import { filesLeft } from "../events";
import { purgeGraceMs } from "../policy";
import { assets, renditions } from "../tables";

const assetsPerBatch = 100;
const keysPerEvent = 200;

type Candidate = Pick<typeof assets.$inferSelect, "id" | "tenantId" | "storageKey">;

const listCandidates = (db: Db, before: Date, after: Id<"asset"> | null): Promise<Candidate[]> =>
  db
    .select({ id: assets.id, tenantId: assets.tenantId, storageKey: assets.storageKey })
    .from(assets)
    .where(
      and(
        lt(assets.deletedAt, before),
        after ? gt(assets.id, after) : undefined,
        // Past posts go on showing what they went out with.
        notExists(
          db
            .select({ one: sql`1` })
            .from(postMedia)
            .where(and(eq(postMedia.tenantId, assets.tenantId), eq(postMedia.assetId, assets.id))),
        ),
      ),
    )
    .orderBy(asc(assets.id))
    .limit(assetsPerBatch);

/** Of these assets, those that a text of their workspace names: frozen for a delivery, in a part, a version or a template. */
async function namedOf(db: Db, candidates: readonly Candidate[]): Promise<Set<string>> {
  const tenants = sql.join(
    [...new Set(candidates.map(({ tenantId }) => tenantId))].map(
      (id) => sql`${idToUuid("workspace", id)}::uuid`,
    ),
    sql`, `,
  );
  const ids = JSON.stringify(candidates.map(({ id }) => id));
  const { rows } = (await db.execute(sql`
    with texts as (
      select content::text as said from ${deliveries} where tenant_id in (${tenants}) and content is not null
      union all select parts::text from ${posts} where tenant_id in (${tenants})
      union all select parts::text from ${variants} where tenant_id in (${tenants}) and parts is not null
      union all select content::text from ${approvals} where tenant_id in (${tenants})
      union all select content::text from ${postVersions} where tenant_id in (${tenants})
      union all select template::text from ${series} where tenant_id in (${tenants})
      union all select template::text from ${evergreens} where tenant_id in (${tenants})
    )
    select distinct found[1] as id from texts, regexp_matches(said, '(asset_[0-9a-z]{26})', 'g') as found
    where found[1] in (select jsonb_array_elements_text(${ids}::jsonb))`)) as unknown as {
    rows: { id: string }[];
  };
  return new Set(rows.map(({ id }) => id));
}

async function purgeBatch(clock: Clock, after: Id<"asset"> | null) {
  const now = clock.now();
  const { seen, unused, keys } = await inSystemTransaction(async (db) => {
    const seen = await listCandidates(db, new Date(now.getTime() - purgeGraceMs), after);
    const named = seen.length > 0 ? await namedOf(db, seen) : new Set<string>();
    const unused = seen.filter(({ id }) => !named.has(id));
    const derived = await db
      .select({ key: renditions.storageKey })
      .from(renditions)
      .where(
        inArray(
          renditions.assetId,
          unused.map(({ id }) => id),
        ),
      );
    return { seen, unused, keys: [...unused.map((row) => row.storageKey), ...derived.map(({ key }) => key)] };
  });
  // Files first: a crash between the two leaves rows that the next run finds again, never files that nobody knows.
  await getStorage().remove(keys);
  if (unused.length > 0)
    await inSystemTransaction(async (db) => {
      await db.delete(assets).where(
        inArray(
          assets.id,
          unused.map(({ id }) => id),
        ),
      );
      const actor = { type: "system", name: "media.purge" } as const;
      const entries = unused.map(({ id, tenantId }) => ({
        tenantId,
        actor,
        action: "asset.purged",
        targetId: id,
      }));
      await recordAll(db, now, thisTraceId(), entries);
    });
  return { last: seen.length < assetsPerBatch ? null : (seen.at(-1)?.id ?? null), purged: unused.length };
}

/** Remove for good the files of assets that left the library long enough ago and that nothing names. Safe to repeat. */
export async function purgeDeletedAssets(clock: Clock): Promise<number> {
  let total = 0;
  for (let after: Id<"asset"> | null = null, more = true; more; ) {
    const { last, purged } = await purgeBatch(clock, after);
    total += purged;
    after = last;
    more = last !== null;
  }
  return total;
}

/** Before a workspace goes, with the rows that know its files: note their keys, so that they can go too. */
export async function leaveFiles(tx: TxCtx): Promise<void> {
  const { db, tenantId } = tx;
  const own = await db.select({ key: assets.storageKey }).from(assets).where(eq(assets.tenantId, tenantId));
  const derived = await db
    .select({ key: renditions.storageKey })
    .from(renditions)
    .where(eq(renditions.tenantId, tenantId));
  const keys = [...own, ...derived].map(({ key }) => key);
  for (let from = 0; from < keys.length; from += keysPerEvent)
    await emit(tx, { name: filesLeft.name, data: { keys: keys.slice(from, from + keysPerEvent) } });
}

/** Remove stored files that a deleted workspace left; one that an asset names again, as after a restore, stays. */
export async function removeLeftFiles(keys: readonly string[]): Promise<number> {
  const named = await inSystemTransaction(async (db) => {
    const own = await db
      .select({ key: assets.storageKey })
      .from(assets)
      .where(inArray(assets.storageKey, [...keys]));
    const derived = await db
      .select({ key: renditions.storageKey })
      .from(renditions)
      .where(inArray(renditions.storageKey, [...keys]));
    return new Set([...own, ...derived].map(({ key }) => key));
  });
  const orphans = keys.filter((key) => !named.has(key));
  await getStorage().remove(orphans);
  return orphans.length;
}
