import "server-only";
import { createHash } from "node:crypto";
import { and, count, eq, gt, isNull } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { getWorkspace } from "@/modules/workspaces/queries";
import { workspaces } from "@/modules/workspaces/tables";
import { getEnv } from "@/platform/env";
import { linkToken } from "@/platform/link-token";
import { enforceRateLimit } from "@/platform/ratelimit";
import { reviewMailed } from "../events";
import { answersTo, mayAsk } from "../policy";
import { type CreateReviewInput, type ReviewIdInput, reviewLinksMax } from "../schemas";
import { reviewLinks } from "../tables";
import { askStages, refreshApproval } from "./asking";
import { requireAskable } from "./request";
import { loadStanding } from "./standing";

/** What is stored of a secret. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** The secret of a link: made again from its id for each mail, so that none is ever stored. */
export const tokenOf = (reviewId: Id<"review">): string => linkToken("review", reviewId);

/** Where a client reviews. */
export const reviewUrlOf = (reviewId: Id<"review">): string =>
  `${getEnv().appUrl}/review/${tokenOf(reviewId)}`;

/** Ask the client about a post, unless that was done, or the team must agree first. */
async function askClient(tx: TxCtx, postId: Id<"post">): Promise<void> {
  const standing = await loadStanding(tx, postId);
  const { mode, hash, rows } = standing;
  const answer = answersTo(hash, rows).client;
  if (answer === "approved" || answer === "pending" || !mayAsk(mode, "client", hash, rows)) return;
  await requireAskable(tx, standing);
  await askStages(tx, standing, ["client"]);
  await refreshApproval(tx, postId);
}

async function refuseCrowd({ db, tenantId, clock }: TxCtx): Promise<void> {
  await db.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, tenantId)).for("update");
  const live = and(
    eq(reviewLinks.tenantId, tenantId),
    isNull(reviewLinks.revokedAt),
    gt(reviewLinks.expiresAt, clock.now()),
  );
  const [row] = await db.select({ held: count() }).from(reviewLinks).where(live);
  if ((row?.held ?? 0) >= reviewLinksMax)
    throw new DomainError("LIMITED", "review.too_many", `At most ${reviewLinksMax} review links are open`, {
      details: { max: reviewLinksMax },
    });
}

export interface CreatedReview {
  id: Id<"review">;
  /** Opens the page: shown here and in the client's mail only. */
  url: string;
  expiresAt: Date;
}

/**
 * Give a client a link to these posts, mail it, and ask for their approval of each that is ready for them.
 * @throws DomainError NOT_FOUND for posts of somebody else, LIMITED `review.too_many`, INVALID `approval.empty`.
 */
export async function createReviewLink(ctx: Ctx, input: CreateReviewInput): Promise<CreatedReview> {
  authorise(ctx, "plan.share");
  await enforceRateLimit("reviews.create", ctx.tenantId);
  return inTransaction(ctx, async (tx) => {
    await refuseCrowd(tx);
    // In one order for all, so that two links over the same posts do not wait for each other.
    const postIds = [...new Set(input.postIds)].sort();
    for (const postId of postIds) await askClient(tx, postId);
    const [id, now] = [newId("review"), tx.clock.now()];
    const expiresAt = new Date(now.getTime() + input.expiresInDays * dayMs);
    await tx.db.insert(reviewLinks).values({
      ...{ id, tenantId: tx.tenantId, email: input.email, name: input.name, postIds, expiresAt },
      ...{ tokenHash: hashOfToken(tokenOf(id)), createdAt: now },
      locale: input.locale ?? (await getWorkspace(tx)).locale,
      createdBy: tx.actor.type === "user" ? tx.actor.userId : null,
    });
    await record(tx, "review.created", { targetId: id, data: { posts: postIds.length } });
    await emit(tx, { name: reviewMailed.name, data: { reviewId: id, kind: "request" } });
    return { id, url: reviewUrlOf(id), expiresAt };
  });
}

/** Close a link at once; closing it again changes nothing. @throws DomainError NOT_FOUND. */
export function revokeReviewLink(ctx: Ctx, { reviewId }: ReviewIdInput): Promise<{ id: Id<"review"> }> {
  authorise(ctx, "plan.share");
  return inTransaction(ctx, async (tx) => {
    const mine = and(eq(reviewLinks.tenantId, tx.tenantId), eq(reviewLinks.id, reviewId));
    const revoked = await tx.db
      .update(reviewLinks)
      .set({ revokedAt: tx.clock.now() })
      .where(and(mine, isNull(reviewLinks.revokedAt)))
      .returning({ id: reviewLinks.id });
    if (revoked.length > 0) await record(tx, "review.revoked", { targetId: reviewId });
    else if ((await tx.db.select({ id: reviewLinks.id }).from(reviewLinks).where(mine)).length === 0)
      throw notFound("review");
    return { id: reviewId };
  });
}

/** Mail a link again. @throws DomainError NOT_FOUND; CONFLICT `review.not_open` when it opens nothing any more. */
export async function resendReviewLink(ctx: Ctx, { reviewId }: ReviewIdInput): Promise<{ id: Id<"review"> }> {
  authorise(ctx, "plan.share");
  await enforceRateLimit("reviews.create", ctx.tenantId);
  return inTransaction(ctx, async (tx) => {
    const [link] = await tx.db
      .select()
      .from(reviewLinks)
      .where(and(eq(reviewLinks.tenantId, tx.tenantId), eq(reviewLinks.id, reviewId)));
    if (!link) throw notFound("review");
    if (link.revokedAt || link.expiresAt <= tx.clock.now())
      throw new DomainError("CONFLICT", "review.not_open", "This link opens nothing any more");
    await record(tx, "review.resent", { targetId: reviewId });
    await emit(tx, { name: reviewMailed.name, data: { reviewId, kind: "request" } });
    return { id: reviewId };
  });
}
