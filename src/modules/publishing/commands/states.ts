import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idIn } from "@/db/columns";
import { type Id, idToUuid } from "@/kernel/ids";
import { postStateOf } from "../policy";
import type { DeliveryState } from "../schemas";
import { deliveries, posts, stateForPost } from "../tables";

/** Store what `postStateOf` says of these posts, which the caller has locked. */
export async function refreshPostStates(db: Db, now: Date, postIds: readonly Id<"post">[]): Promise<void> {
  const rows = await db
    .select({
      postId: deliveries.postId,
      state: stateForPost,
    })
    .from(deliveries)
    .where(idIn(deliveries.postId, postIds));
  const states = new Map<Id<"post">, DeliveryState[]>(postIds.map((id) => [id, []]));
  for (const row of rows) states.get(row.postId)?.push(row.state);
  const derived = [...states].map(([id, list]) => ({ id: idToUuid("post", id), state: postStateOf(list) }));
  // Without a plan, what was taken out of one is history: the post is a draft.
  const state = sql`case when x.state = 'cancelled' and p.publish_at is null then 'draft' else x.state end`;
  await db.execute(sql`
    update posts p set state = ${state}, updated_at = ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(derived)}::jsonb) as x(id uuid, state text)
    where p.id = x.id and p.state <> ${state}`);
}

/** Lock one post of this workspace before its deliveries change; null when it is absent, deleted or not yours. */
export async function lockPost(db: Db, tenantId: Id<"workspace">, postId: Id<"post">) {
  const [post] = await db
    .select()
    .from(posts)
    .where(
      sql`${posts.tenantId} = ${idToUuid("workspace", tenantId)} and ${posts.id} = ${idToUuid("post", postId)} and ${posts.deletedAt} is null`,
    )
    .for("update");
  return post ?? null;
}
