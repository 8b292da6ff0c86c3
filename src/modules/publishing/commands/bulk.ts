import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { watchWords } from "@/modules/approvals/commands/consent";
import { reopenApproval } from "@/modules/approvals/commands/reopen";
import { askApproval } from "@/modules/approvals/commands/request";
import { record } from "@/modules/audit/commands";
import { campaigns } from "@/modules/campaigns/tables";
import { addLabels, removeLabels, requireLabels } from "@/modules/labels/commands/assign";
import { getWorkspace } from "@/modules/workspaces/queries";
import { log } from "@/platform/log";
import { retimed } from "../policy.organise";
import type {
  BulkLabelInput,
  BulkMoveInput,
  BulkOutcome,
  BulkPostsInput,
  BulkRetimeInput,
} from "../schemas.organise";
import { posts } from "../tables";
import { deletePost, openForEdit } from "./drafts";
import { planPost, requireAhead, unplanPost } from "./schedule";
import { type Place, planOf } from "./sync";

type Work = (tx: TxCtx, postId: Id<"post">) => Promise<unknown>;

/** One post in a transaction of its own; inside an open one, behind a savepoint, so that a refusal undoes only itself. */
async function inOwnTransaction(ctx: Ctx, work: (tx: TxCtx) => Promise<unknown>): Promise<void> {
  const { db } = ctx;
  if (!db) {
    await inTransaction(ctx, work);
    return;
  }
  await db.execute(sql`savepoint one_of_many`);
  try {
    await work({ ...ctx, db });
    await db.execute(sql`release savepoint one_of_many`);
  } catch (error) {
    await db.execute(sql`rollback to savepoint one_of_many`);
    throw error;
  }
}

/**
 * Do the same to many posts: each is done or refused for itself, and the answer says which, and why.
 * @throws DomainError NOT_FOUND when not one of them is there.
 */
async function each(ctx: Ctx, { postIds }: BulkPostsInput, work: Work): Promise<BulkOutcome> {
  const items: BulkOutcome["items"] = [];
  for (const postId of postIds) {
    try {
      await inOwnTransaction(ctx, (tx) => work(tx, postId));
      items.push({ postId, done: true, reason: null, details: {} });
    } catch (error) {
      if (!(error instanceof DomainError)) log().error({ error, postId }, "one post of many failed");
      const { reason, details = {} } = error instanceof DomainError ? error : { reason: "post.unexpected" };
      items.push({ postId, done: false, reason, details });
    }
  }
  if (items.every(({ reason }) => reason === "post.not_found")) throw notFound("post");
  const done = items.filter((item) => item.done).length;
  return { items, done, refused: items.length - done };
}

async function requireOpenCampaign({ db, tenantId }: TxCtx, campaignId: Id<"campaign"> | null) {
  if (!campaignId) return;
  const [campaign] = await db
    .select({ archivedAt: campaigns.archivedAt })
    .from(campaigns)
    .where(and(eq(campaigns.tenantId, tenantId), eq(campaigns.id, campaignId)));
  if (!campaign) throw notFound("campaign");
  if (campaign.archivedAt)
    throw new DomainError("CONFLICT", "campaign.archived", "This campaign is archived", {
      field: "campaignId",
    });
}

/** Move posts to a campaign, or out of theirs; what was agreed to with other links is to be agreed to again. @throws DomainError NOT_FOUND, CONFLICT `campaign.archived`. */
export async function movePosts(ctx: Ctx, input: BulkMoveInput): Promise<BulkOutcome> {
  authorise(ctx, "plan.organise");
  const { campaignId } = input;
  await inTransaction(ctx, (tx) => requireOpenCampaign(tx, campaignId));
  return each(ctx, input, async (tx, postId) => {
    const post = await openForEdit(tx, postId);
    if (post.campaignId === campaignId) return;
    const agree = await watchWords(tx, post);
    const [moved = post] = await tx.db
      .update(posts)
      .set({ campaignId, updatedAt: tx.clock.now() })
      .where(and(eq(posts.tenantId, tx.tenantId), eq(posts.id, postId)))
      .returning();
    await reopenApproval(tx, postId);
    await agree(moved);
    await record(tx, "post.moved", { targetId: postId, data: { campaignId } });
  });
}

/** Put labels on posts and take others off. @throws DomainError NOT_FOUND for a label that is not this workspace's. */
export async function labelPosts(ctx: Ctx, input: BulkLabelInput): Promise<BulkOutcome> {
  authorise(ctx, "plan.organise");
  const { add, remove } = input;
  await inTransaction(ctx, (tx) => requireLabels(tx, [...add, ...remove]));
  return each(ctx, input, async (tx, postId) => {
    await openForEdit(tx, postId);
    await removeLabels(tx, [postId], remove);
    await addLabels(tx, [postId], add);
    await record(tx, "post.labelled", { targetId: postId, data: { added: add, removed: remove } });
  });
}

/** The channels on which a post goes out at another instant than its own: each keeps its distance from it. */
async function movedPlaces(
  tx: TxCtx,
  post: typeof posts.$inferSelect,
  moved: (at: Date) => Date,
): Promise<Map<Id<"channel">, Place>> {
  const apart = [...((await planOf(tx, post))?.places ?? [])]
    .filter(([, { at }]) => at.getTime() !== post.publishAt?.getTime())
    .map(([channelId, { at }]) => [channelId, moved(at)] as const)
    .filter(([, at]) => at > tx.clock.now());
  return new Map(apart.map(([channelId, at]) => [channelId, { at, queued: false, released: true }]));
}

/** Give scheduled posts other times. */
export async function retimePosts(ctx: Ctx, input: BulkRetimeInput): Promise<BulkOutcome> {
  authorise(ctx, "post.plan");
  const { timeZone: zone } = await getWorkspace(ctx);
  return each(ctx, input, async (tx, postId) => {
    const post = await openForEdit(tx, postId);
    const { publishAt, ...when } = retimed(post, input.change, zone);
    requireAhead(tx, publishAt);
    const places = await movedPlaces(
      tx,
      post,
      (at) => retimed({ ...post, publishAt: at, wallTime: null }, input.change, zone).publishAt,
    );
    await planPost(tx, postId, { timing: "time", publishAt, places }, when, "post.scheduled");
  });
}

/** Take posts out of the plan. */
export async function unschedulePosts(ctx: Ctx, input: BulkPostsInput): Promise<BulkOutcome> {
  authorise(ctx, "post.write");
  return each(ctx, input, unplanPost);
}

/** Put posts into the trash. */
export async function deletePosts(ctx: Ctx, input: BulkPostsInput): Promise<BulkOutcome> {
  authorise(ctx, "post.write");
  return each(ctx, input, (tx, postId) => deletePost(tx, { postId }));
}

/** Ask for the approval of posts, as their channels' policies want it. */
export async function submitPosts(ctx: Ctx, input: BulkPostsInput): Promise<BulkOutcome> {
  authorise(ctx, "post.write");
  return each(ctx, input, (tx, postId) => askApproval(tx, { postId }));
}
