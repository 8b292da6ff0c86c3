import "server-only";
import { and, eq, inArray, isNull, notInArray } from "drizzle-orm";
import { idIn } from "@/db/columns";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { setApproval } from "@/modules/publishing/commands/approval";
import type { PostApproval } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { approvalReopened } from "../events";
import { approvalHash, modeFor, postApprovalOf } from "../policy";
import { loadContents } from "../queries.content";
import { approvals } from "../tables";
import { isPostOver, loadPolicies, loadStanding, type PostStanding } from "./standing";

const wasAsked = (approval: PostApproval) => approval === "approved" || approval === "pending";

/** An agreement that somebody sought of their own accord is not dropped by an edit; one that a rule asked for goes with it. */
const isSought = ({ post, rows }: PostStanding): boolean => post.approval !== "none" && rows.length > 0;

/** Close the questions about what the post no longer says. */
async function supersede({ db, tenantId }: TxCtx, { hash, rows }: PostStanding): Promise<void> {
  const moot = rows.filter(({ state, contentHash }) => state === "pending" && contentHash !== hash);
  await db
    .update(approvals)
    .set({ state: "superseded" })
    .where(
      and(
        eq(approvals.tenantId, tenantId),
        eq(approvals.state, "pending"),
        idIn(
          approvals.id,
          moot.map(({ id }) => id),
        ),
      ),
    );
}

const live = ({ hash, rows }: PostStanding) =>
  rows.map((row) =>
    row.state === "pending" && row.contentHash !== hash ? { ...row, state: "superseded" as const } : row,
  );

/**
 * Call after each edit, in its transaction: what was asked or agreed about other content no longer counts, and the
 * post waits again. Its deliveries keep their times; the dispatcher holds them. Undoing the edit restores the agreement.
 * Nobody need agree anew to what is out.
 */
export async function reopenApproval(tx: TxCtx, postId: Id<"post">): Promise<PostApproval> {
  const standing = await loadStanding(tx, postId);
  const { post, hash, mode } = standing;
  if (await isPostOver(tx, postId)) return post.approval;
  await supersede(tx, standing);
  const derived = postApprovalOf(mode, hash, live(standing));
  const next = derived === "none" && isSought(standing) ? "required" : derived;
  const agreed = next === "approved" ? hash : null;
  if (next === post.approval && agreed === post.approvedHash) return next;
  // A draft under no obligation yet is not told so by each edit; asking or scheduling does that.
  if (post.approval === "none" && post.state === "draft") return "none";
  await setApproval(tx, [postId], next, agreed);
  if (next !== "required" || !wasAsked(post.approval)) return next;
  const from = post.approval === "approved" ? ("approved" as const) : ("pending" as const);
  await record(tx, "approval.reopened", { targetId: postId, data: { from } });
  const editedBy = tx.actor.type === "user" ? tx.actor.userId : null;
  await emit(tx, { name: approvalReopened.name, data: { postId, authorId: post.authorId, editedBy, from } });
  return next;
}

/** What was asked or agreed to of these posts, by post. */
async function wordsAbout({ db, tenantId }: TxCtx, postIds: readonly Id<"post">[]) {
  const rows = await db
    .select({ postId: approvals.postId, hash: approvals.contentHash })
    .from(approvals)
    .where(
      and(
        eq(approvals.tenantId, tenantId),
        inArray(approvals.postId, [...postIds]),
        inArray(approvals.state, ["pending", "approved"]),
      ),
    );
  return Map.groupBy(rows, ({ postId }) => postId);
}

/**
 * Call after a change of what finishes texts (a campaign's rules, a variable, a signature, a channel's name), in its
 * transaction: posts of which something else would go out now wait for people again. Returns how many changed.
 */
export async function reopenChanged(tx: TxCtx, campaignId?: Id<"campaign">): Promise<number> {
  const waiting = await tx.db
    .select()
    .from(posts)
    .where(
      and(
        eq(posts.tenantId, tx.tenantId),
        isNull(posts.deletedAt),
        inArray(posts.approval, ["approved", "pending", "required"]),
        notInArray(posts.state, ["published", "cancelled"]),
        campaignId && eq(posts.campaignId, campaignId),
      ),
    )
    .orderBy(posts.id);
  if (waiting.length === 0) return 0;
  const contents = await loadContents(tx, waiting);
  const words = await wordsAbout(tx, [...contents.keys()]);
  const concerned = waiting.filter(({ id, state, approval, approvedHash }) => {
    const content = contents.get(id);
    const hash = content && approvalHash(content);
    if (approval === "approved") return approvedHash !== hash;
    const spoken = words.get(id)?.some((word) => word.hash === hash) ?? false;
    // Of what waits, those about whose words nobody was asked; of what was reopened, those that say again what they said.
    // Where pieces are out already, other words may have been agreed to that differ in those alone.
    return spoken !== (approval === "pending") || (state !== "draft" && state !== "scheduled");
  });
  let changed = 0;
  for (const { id, approval } of concerned) if ((await reopenApproval(tx, id)) !== approval) changed += 1;
  return changed;
}

/**
 * Call when a post is given a time, in that transaction: asks its channels' policies, and stores how far it is.
 * Anything but `none` and `approved` means that the dispatcher will hold it when its time comes.
 */
export async function requirementOf(tx: TxCtx, postId: Id<"post">): Promise<PostApproval> {
  const standing = await loadStanding(tx, postId);
  const { post, hash, mode, rows } = standing;
  const derived = postApprovalOf(mode, hash, rows);
  const next = derived === "none" && isSought(standing) ? "required" : derived;
  const agreed = next === "approved" ? hash : null;
  if (next !== post.approval || agreed !== post.approvedHash) await setApproval(tx, [postId], next, agreed);
  return next;
}

/** The same for posts that were written just now: nobody was asked about them, so their channels' policies decide. */
export async function requirementOfNew(
  tx: TxCtx,
  fresh: readonly { postId: Id<"post">; channelIds: readonly Id<"channel">[] }[],
): Promise<void> {
  const policies = await loadPolicies(tx);
  const asking = fresh.filter(({ channelIds }) => modeFor(channelIds, policies) !== "none");
  const ids = asking.map(({ postId }) => postId);
  await setApproval(tx, ids, "required", null);
}
