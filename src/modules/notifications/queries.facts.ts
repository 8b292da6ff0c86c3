import "server-only";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { channels } from "@/modules/channels/tables";
import { users } from "@/modules/identity/tables";
import { deliveries, posts } from "@/modules/publishing/tables";
import { roleOf } from "@/modules/workspaces/queries";
import { members } from "@/modules/workspaces/tables";
import { postWords, type Seat } from "./policy";

/** Everybody in the workspace, with what they may do. */
export async function listSeats({ db, tenantId }: TxCtx): Promise<Seat[]> {
  const rows = await db
    .select({ userId: members.userId, role: members.role })
    .from(members)
    .where(eq(members.tenantId, tenantId));
  return rows.map(({ userId, role }) => ({ userId, role: roleOf(role) }));
}

/** What news of a delivery needs to say; null when it is gone. */
export async function findDeliveryFacts({ db, tenantId }: TxCtx, deliveryId: Id<"delivery">) {
  const [row] = await db
    .select({
      state: deliveries.state,
      reason: deliveries.reason,
      part: deliveries.part,
      postId: posts.id,
      authorId: posts.authorId,
      title: posts.title,
      body: posts.body,
      channelId: channels.id,
      channel: channels.name,
    })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
    .innerJoin(
      channels,
      and(eq(channels.tenantId, deliveries.tenantId), eq(channels.id, deliveries.channelId)),
    )
    .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, deliveryId)));
  return row ? { ...row, post: postWords(row) } : null;
}

/** What news of a post needs to say; null when it is gone. */
export async function findPostFacts({ db, tenantId }: TxCtx, postId: Id<"post">) {
  const [row] = await db
    .select({ authorId: posts.authorId, title: posts.title, body: posts.body, deletedAt: posts.deletedAt })
    .from(posts)
    .where(and(eq(posts.tenantId, tenantId), eq(posts.id, postId)));
  return row && !row.deletedAt ? { authorId: row.authorId, post: postWords(row) } : null;
}

/** What a person is called; null when they are gone. */
export async function findName({ db }: TxCtx, userId: Id<"user"> | null): Promise<string | null> {
  if (!userId) return null;
  const [row] = await db.select({ name: users.name }).from(users).where(eq(users.id, userId));
  return row?.name ?? null;
}
