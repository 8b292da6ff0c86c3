import "server-only";
import { timingSafeEqual } from "node:crypto";
import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import { isLocale, type Locale } from "@/i18n/locales";
import type { Clock } from "@/kernel/context";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { minuteMs } from "@/kernel/time";
import { addClientComment } from "@/modules/comments/commands/client";
import { visitorOf } from "@/platform/client-address";
import { enforceRateLimit } from "@/platform/ratelimit";
import { linkStateOf } from "../policy";
import type { LinkState, ReviewApproveAllInput, ReviewCommentInput, ReviewDecideInput } from "../schemas";
import { reviewLinks } from "../tables";
import { settle } from "./answer";
import { requireAskable } from "./request";
import { hashOfToken } from "./review-links";
import { loadStanding } from "./standing";

/** What the public procedures know of a request. */
export interface Visitor {
  headers: Headers;
  clock: Clock;
  traceId: string;
}

/** An open link: who holds it, what it shows, and a context that reaches its workspace. */
export interface OpenReview {
  ctx: Ctx;
  reviewId: Id<"review">;
  name: string;
  locale: Locale;
  postIds: readonly Id<"post">[];
  expiresAt: Date;
}

export type FoundReview = { state: "open"; review: OpenReview } | { state: Exclude<LinkState, "open"> };

/**
 * The link behind a secret. Null when there is none; wrong secrets are counted against the visitor's address, so that
 * nobody tries them in numbers. @throws DomainError LIMITED.
 */
export async function findReview(visitor: Visitor, token: string): Promise<FoundReview | null> {
  const { clock, traceId, headers } = visitor;
  await enforceRateLimit("reviews.open", visitorOf(headers));
  const [hash, now] = [hashOfToken(token), clock.now()];
  const row = await inSystemTransaction(async (db) => {
    const [found] = await db.select().from(reviewLinks).where(eq(reviewLinks.tokenHash, hash)).limit(1);
    if (!found || !timingSafeEqual(Buffer.from(found.tokenHash), Buffer.from(hash))) return null;
    const minuteAgo = sql`${new Date(now.getTime() - minuteMs).toISOString()}::timestamptz`;
    const stale = or(isNull(reviewLinks.lastUsedAt), lt(reviewLinks.lastUsedAt, minuteAgo));
    if (linkStateOf(found, now) === "open")
      await db
        .update(reviewLinks)
        .set({ lastUsedAt: now })
        .where(and(eq(reviewLinks.id, found.id), stale));
    return found;
  });
  if (!row) {
    await enforceRateLimit("reviews.guess", visitorOf(headers));
    return null;
  }
  const state = linkStateOf(row, now);
  if (state !== "open") return { state };
  return {
    state,
    review: {
      ctx: { tenantId: row.tenantId, actor: { type: "system", name: "client-review" }, clock, traceId },
      reviewId: row.id,
      name: row.name,
      locale: isLocale(row.locale) ? row.locale : "en",
      postIds: row.postIds as Id<"post">[],
      expiresAt: row.expiresAt,
    },
  };
}

/** The open link behind a secret. @throws DomainError NOT_FOUND for an unknown one; CONFLICT `review.not_open`. */
async function openReview(visitor: Visitor, token: string): Promise<OpenReview> {
  const found = await findReview(visitor, token);
  if (!found) throw notFound("review");
  if (found.state === "open") return found.review;
  throw new DomainError("CONFLICT", "review.not_open", "This link opens nothing any more", {
    details: { state: found.state },
  });
}

/** A link opens its own posts only. @throws DomainError NOT_FOUND. */
function requireShown({ postIds }: OpenReview, postId: Id<"post">): void {
  if (!postIds.includes(postId)) throw notFound("post");
}

type ClientAnswer = Pick<ReviewDecideInput, "postId" | "decision" | "hash" | "note">;

const decideAs = ({ ctx, name }: OpenReview, { postId, decision, hash, note }: ClientAnswer): Promise<void> =>
  inTransaction(ctx, async (tx) => {
    const standing = await loadStanding(tx, postId);
    await requireAskable(tx, standing);
    await settle(tx, standing, { stage: "client", decision, hash, note, by: { userId: null, name } });
  });

/**
 * A client approves a post or asks for changes.
 * @throws DomainError NOT_FOUND; CONFLICT `approval.content_moved`, `approval.answered`, `review.not_open`.
 */
export async function reviewDecide(visitor: Visitor, input: ReviewDecideInput): Promise<{ done: true }> {
  const review = await openReview(visitor, input.token);
  requireShown(review, input.postId);
  await decideAs(review, input);
  return { done: true };
}

export interface ApproveAllResult {
  approved: Id<"post">[];
  /** Posts that changed, or were answered, since the page was drawn: they are to be looked at again. */
  skipped: Id<"post">[];
}

/** A client approves everything that they see; a post that moved meanwhile is left, and does not stop the others. */
export async function reviewApproveAll(
  visitor: Visitor,
  { token, posts }: ReviewApproveAllInput,
): Promise<ApproveAllResult> {
  const review = await openReview(visitor, token);
  for (const { postId } of posts) requireShown(review, postId);
  const result: ApproveAllResult = { approved: [], skipped: [] };
  for (const { postId, hash } of posts) {
    try {
      await decideAs(review, { postId, hash, decision: "approved", note: "" });
      result.approved.push(postId);
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== "CONFLICT" && error.code !== "NOT_FOUND"))
        throw error;
      result.skipped.push(postId);
    }
  }
  return result;
}

/** A client writes about a post. @throws DomainError NOT_FOUND; CONFLICT `review.not_open`; LIMITED. */
export async function reviewComment(visitor: Visitor, input: ReviewCommentInput): Promise<{ done: true }> {
  const review = await openReview(visitor, input.token);
  requireShown(review, input.postId);
  await enforceRateLimit("reviews.comment", review.reviewId);
  const { postId, body } = input;
  await addClientComment(review.ctx, { postId, body, clientName: review.name, reviewId: review.reviewId });
  return { done: true };
}
