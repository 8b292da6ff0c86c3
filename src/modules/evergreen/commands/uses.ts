import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Id, idToUuid } from "@/kernel/ids";

/** `p` reached a network, or may have: no deletion takes that back. */
const wentOut = sql`exists (
  select 1 from deliveries d where d.tenant_id = p.tenant_id and d.post_id = p.id
    and d.state in ('sending', 'unconfirmed', 'needs_attention', 'published'))`;

/** Whether a post `p` is a use of the item that made it. */
export const isUse: SQL = sql`((p.deleted_at is null and p.state not in ('draft', 'cancelled')) or ${wentOut})`;

/** Write down the uses that these posts were, before they are deleted for good: limits outlive the trash. */
export async function keepUses(db: Db, postIds: readonly Id<"post">[]): Promise<void> {
  const ids = `{${postIds.map((id) => idToUuid("post", id)).join(",")}}`;
  await db.execute(sql`
    update evergreens e
    set uses_purged = e.uses_purged + x.uses, purged_use_at = greatest(e.purged_use_at, x.last)
    from (
      select p.tenant_id, p.evergreen_id, count(*)::int as uses, max(p.publish_at) as last
      from posts p
      where p.id = any(${ids}::uuid[]) and p.evergreen_id is not null and ${wentOut}
      group by p.tenant_id, p.evergreen_id
    ) x
    where e.tenant_id = x.tenant_id and e.id = x.evergreen_id`);
}
