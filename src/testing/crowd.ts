import { type SQL, sql } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { type Id, idToUuid } from "@/kernel/ids";

export interface Crowd {
  count: number;
  /** The instant of the first; the others follow evenly. */
  from: Date;
  days: number;
}

/**
 * Scheduled posts of a channel, each with a variant and a delivery. What was written is analysed before the next table
 * refers to it, since the checks of foreign keys keep a plan made for what was known then.
 */
export async function aCrowd(channelId: Id<"channel">, { count, from, days }: Crowd): Promise<void> {
  const { db } = getDatabase();
  const channel = sql`(select id, network, tenant_id from channels where id = ${idToUuid("channel", channelId)}) c`;
  const write = async (insert: SQL) => {
    await db.execute(insert);
    await db.execute(sql`analyze posts, variants, deliveries`);
  };
  await write(sql`
    insert into posts (id, tenant_id, body, language, state, publish_at)
    select gen_random_uuid(), c.tenant_id, 'Post ' || n || repeat(': what a post says, about as long as posts are', 5),
      'en', 'scheduled', ${from.toISOString()}::timestamptz + n * ${days}::int * interval '1 day' / ${count}::int
    from ${channel}, generate_series(0, ${count - 1}::int) n`);
  await write(sql`
    insert into variants (id, tenant_id, post_id, channel_id)
    select gen_random_uuid(), p.tenant_id, p.id, c.id
    from ${channel} join posts p on p.tenant_id = c.tenant_id
    where not exists (select from variants v where v.tenant_id = p.tenant_id and v.post_id = p.id)`);
  await write(sql`
    insert into deliveries (id, tenant_id, post_id, variant_id, channel_id, network, publish_at, due_at, state)
    select gen_random_uuid(), v.tenant_id, p.id, v.id, c.id, c.network, p.publish_at, p.publish_at, 'scheduled'
    from ${channel} join variants v on v.channel_id = c.id join posts p on p.tenant_id = v.tenant_id and p.id = v.post_id
    where not exists (select from deliveries d where d.tenant_id = v.tenant_id and d.variant_id = v.id)`);
}
