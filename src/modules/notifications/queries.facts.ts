import "server-only";
import { and, arrayContains, eq, gt, isNull, sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { reviewLinks } from "@/modules/approvals/tables";
import { channels } from "@/modules/channels/tables";
import { users } from "@/modules/identity/tables";
import { deliveries, posts } from "@/modules/publishing/tables";
import { roleOf } from "@/modules/workspaces/queries";
import { members } from "@/modules/workspaces/tables";
import { postWords, type Seat } from "./policy";
import { pushSubscriptions } from "./tables";

/** Everybody in the workspace, with what they may do. */
export async function listSeats({ db, tenantId }: TxCtx): Promise<Seat[]> {
  const rows = await db
    .select({
      userId: members.userId,
      role: members.role,
      email: users.emailVerified,
      push: sql<boolean>`exists (select 1 from ${pushSubscriptions}
        where ${pushSubscriptions.tenantId} = ${members.tenantId} and ${pushSubscriptions.userId} = ${members.userId})`,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.tenantId, tenantId));
  return rows.map(({ userId, role, ...ways }) => ({
    ...{ userId, role: roleOf(role) },
    without: (["push", "email"] as const).filter((way) => !ways[way]),
  }));
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

/** Tell whether an approved post has deliveries that were held until it was, and still are. */
export async function waitsForTime({ db, tenantId }: TxCtx, postId: Id<"post">): Promise<boolean> {
  const [row] = await db
    .select({ id: posts.id })
    .from(posts)
    .innerJoin(deliveries, and(eq(deliveries.tenantId, posts.tenantId), eq(deliveries.postId, posts.id)))
    .where(
      and(
        ...[eq(posts.tenantId, tenantId), eq(posts.id, postId), eq(posts.approval, "approved")],
        ...[eq(deliveries.state, "held"), eq(deliveries.reason, "approval_missing")],
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Tell whether a client holds a link to a post that opens it. */
export async function hasReviewLink({ db, tenantId, clock }: TxCtx, postId: Id<"post">): Promise<boolean> {
  const open = and(
    eq(reviewLinks.tenantId, tenantId),
    arrayContains(reviewLinks.postIds, [postId]),
    isNull(reviewLinks.revokedAt),
    gt(reviewLinks.expiresAt, clock.now()),
  );
  return (await db.$count(reviewLinks, open)) > 0;
}

/** What a person is called; null when they are gone. */
export async function findName({ db }: TxCtx, userId: Id<"user"> | null): Promise<string | null> {
  if (!userId) return null;
  const [row] = await db.select({ name: users.name }).from(users).where(eq(users.id, userId));
  return row?.name ?? null;
}
