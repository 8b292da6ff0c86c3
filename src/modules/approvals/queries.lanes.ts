import "server-only";
import { and, asc, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Ctx, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { users } from "@/modules/identity/tables";
import { posts, variants } from "@/modules/publishing/tables";
import {
  type ApprovalStage,
  type ApprovalState,
  type ListReviewsInput,
  REVIEW_LANES,
  type ReviewItem,
  type ReviewLane,
} from "./schemas";
import { approvals } from "./tables";

const laneOf: Record<ReviewLane, { state: ApprovalState; stage?: ApprovalStage }> = {
  internal: { state: "pending", stage: "internal" },
  client: { state: "pending", stage: "client" },
  changes: { state: "changes_requested" },
};

/** A refusal counts until something newer happened to its post. */
const isOpen = (lane: ReviewLane, tenantId: Id<"workspace">) =>
  and(
    eq(approvals.tenantId, tenantId),
    eq(approvals.state, laneOf[lane].state),
    laneOf[lane].stage ? eq(approvals.stage, laneOf[lane].stage) : undefined,
    isNull(posts.deletedAt),
    lane === "changes"
      ? sql`${posts.approval} in ('changes_requested', 'required') and not exists (
          select 1 from ${approvals} newer where newer.tenant_id = ${approvals.tenantId}
            and newer.post_id = ${approvals.postId} and newer.requested_at > ${approvals.decidedAt})`
      : undefined,
  );

const ofPost = and(eq(posts.tenantId, approvals.tenantId), eq(posts.id, approvals.postId));
const excerptMax = 280;

/** What waits for an answer, or came back; the post that goes out first on top. */
export function listReviews(ctx: Ctx, input: ListReviewsInput): Promise<Page<ReviewItem>> {
  authorise(ctx, "post.read");
  const { lane, limit, cursor } = input;
  const asker = alias(users, "asker");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    // Without a time it comes last; the id makes the rank of each its own.
    const at = sql`coalesce(to_char(${posts.publishAt} at time zone 'UTC', 'YYYYMMDDHH24MISS'), '9')`;
    const rank = sql<string>`${at} || ${approvals.id}::text`;
    const rows = await db
      .select({
        ...{ approvalId: approvals.id, postId: posts.id, title: posts.title },
        ...{ text: sql<string>`left(${posts.body}, ${excerptMax})`, state: posts.state },
        ...{ publishAt: posts.publishAt, requestedAt: approvals.requestedAt },
        requestedByName: asker.name,
        decidedByName: sql<string | null>`coalesce(${approvals.decidedByName}, ${users.name})`,
        ...{ note: approvals.note, rank },
      })
      .from(approvals)
      .innerJoin(posts, ofPost)
      .leftJoin(asker, eq(asker.id, approvals.requestedBy))
      .leftJoin(users, eq(users.id, approvals.decidedBy))
      .where(and(isOpen(lane, tenantId), cursor ? sql`${rank} > ${cursor}` : undefined))
      .orderBy(asc(rank))
      .limit(limit + 1);
    const page = toPage(rows, limit, (row) => row.rank);
    const ids = page.items.map(({ postId }) => postId);
    const places = ids.length
      ? await db
          .select({ postId: variants.postId, channelId: variants.channelId })
          .from(variants)
          .where(and(eq(variants.tenantId, tenantId), inArray(variants.postId, ids)))
          .orderBy(asc(variants.id))
      : [];
    const placesOf = Map.groupBy(places, ({ postId }) => postId);
    return {
      ...page,
      items: page.items.map(({ rank: _, ...item }) => ({
        ...item,
        channelIds: placesOf.get(item.postId)?.map(({ channelId }) => channelId) ?? [],
      })),
    };
  });
}

/** How much is in each lane. */
export function countReviews(ctx: Ctx): Promise<Record<ReviewLane, number>> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const counts = { internal: 0, client: 0, changes: 0 };
    for (const lane of REVIEW_LANES) {
      const [row] = await db
        .select({ held: count() })
        .from(approvals)
        .innerJoin(posts, ofPost)
        .where(isOpen(lane, tenantId));
      counts[lane] = row?.held ?? 0;
    }
    return counts;
  });
}
