import "server-only";
import { and, eq, gt, inArray, not, or, type SQL, sql } from "drizzle-orm";
import { idIn } from "@/db/columns";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { watchWords } from "@/modules/approvals/commands/consent";
import { reopenApproval } from "@/modules/approvals/commands/reopen";
import { record, recordAll } from "@/modules/audit/commands";
import { getWorkspace } from "@/modules/workspaces/queries";
import { LOCKED_STATES, restoredReason } from "../policy";
import { getPost } from "../queries";
import type { CreatePostInput, DeliveryState, PostIdInput, PostView, UpdatePostInput } from "../schemas";
import { deliveries, posts } from "../tables";
import { requireAllowanceForMore } from "./allowance";
import { keepVersion, requireOwnCampaign, writeComposition } from "./compose";
import { lockPost } from "./states";
import { followEdit, planOf } from "./sync";

type PostRow = typeof posts.$inferSelect;

/** Stop an author who touches somebody else's post. */
function authoriseEdit(ctx: Ctx, post: Pick<PostRow, "authorId">): void {
  const own = ctx.actor.type === "user" && ctx.actor.userId === post.authorId;
  authorise(ctx, own ? "post.write" : "post.writeAny");
}

/** Lock a post for a change that its caller may make. @throws DomainError NOT_FOUND, FORBIDDEN. */
export async function openForEdit(ctx: TxCtx, postId: Id<"post">): Promise<PostRow> {
  const post = await lockPost(ctx.db, ctx.tenantId, postId);
  if (!post) throw notFound("post");
  authoriseEdit(ctx, post);
  return post;
}

/**
 * Refuse a change of what a network may already hold. The deliveries stay locked until the change commits: a worker that
 * has claimed one waits, and then finds its fence gone. @throws DomainError CONFLICT `post.locked`.
 */
export const requireUnlocked = (ctx: TxCtx, postId: Id<"post">): Promise<void> =>
  requireAllUnlocked(ctx, [postId], LOCKED_STATES);

async function requireAllUnlocked(
  ctx: TxCtx,
  postIds: readonly Id<"post">[],
  states: readonly DeliveryState[],
): Promise<void> {
  const rows = await ctx.db
    .select({ state: deliveries.state })
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, ctx.tenantId), idIn(deliveries.postId, postIds)))
    .orderBy(deliveries.id)
    .for("update");
  const locked = rows.find(({ state }) => states.includes(state));
  if (locked)
    throw new DomainError("CONFLICT", "post.locked", "A part of this post is already on its network", {
      details: { state: locked.state },
    });
}

/** What made a post that no person wrote by hand. */
export interface Origin {
  seriesId?: Id<"series">;
  /** Wall time of the occurrence by its series' rule. */
  occurrence?: string;
  evergreenId?: Id<"evergreen">;
  importId?: Id<"import">;
  /** For whom a job writes it; the caller when absent. */
  authorId?: Id<"user"> | null;
}

/**
 * Write a draft. A repeat under the same `postId` finds what the first call wrote.
 * @throws DomainError NOT_FOUND for media or channels that are not this workspace's, CONFLICT `post.exists`.
 */
export function createPost(ctx: Ctx, input: CreatePostInput, origin: Origin = {}): Promise<PostView> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const { media, variants: wanted, labelIds, language, postId: id = newId("post"), ...text } = input;
    const authorId = ctx.actor.type === "user" ? ctx.actor.userId : null;
    await requireOwnCampaign(ctx, input.campaignId);
    const inserted = await ctx.db
      .insert(posts)
      .values({
        id,
        tenantId: ctx.tenantId,
        authorId,
        language: language ?? (await getWorkspace(ctx)).locale,
        createdAt: now,
        updatedAt: now,
        ...text,
        ...origin,
      })
      .onConflictDoNothing({ target: posts.id })
      .returning({ id: posts.id });
    if (inserted.length === 0) {
      const known = await lockPost(ctx.db, ctx.tenantId, id);
      if (known && known.authorId === authorId) return getPost(ctx, { postId: id });
      throw new DomainError("CONFLICT", "post.exists", "This id is taken", { field: "postId" });
    }
    await writeComposition(ctx, id, { media, variants: wanted, labelIds, parts: text.parts });
    await record(ctx, "post.created", { targetId: id, data: { channels: wanted.length } });
    const post = await getPost(ctx, { postId: id });
    await keepVersion(ctx, post, origin.importId ? "imported" : "created");
    return post;
  });
}

/**
 * Replace what a post says. A scheduled post keeps its time; what was claimed for sending is taken back first; what
 * stopped or was left out stays so; other words of somebody who may not publish wait until people agree.
 * @throws DomainError CONFLICT `post.stale_revision` when somebody saved in between, `post.locked` when it is going out;
 * INVALID `post.quota_exceeded` for channels or parts that are too much at its time.
 */
export function updatePost(
  ctx: Ctx,
  input: UpdatePostInput,
  origin: "edited" | "restored" = "edited",
): Promise<PostView> {
  return inTransaction(ctx, async (ctx) => {
    const { postId, revision, media, variants: wanted, labelIds, language, ...text } = input;
    const post = await openForEdit(ctx, postId);
    if (post.revision !== revision)
      throw new DomainError("CONFLICT", "post.stale_revision", "Somebody saved this post in the meantime", {
        details: { revision: post.revision },
      });
    await requireUnlocked(ctx, postId);
    await requireOwnCampaign(ctx, input.campaignId);
    const plan = await planOf(ctx, post);
    const agree = await watchWords(ctx, post);
    const [saved = post] = await ctx.db
      .update(posts)
      .set({
        ...text,
        language: language ?? post.language,
        revision: revision + 1,
        updatedAt: ctx.clock.now(),
      })
      .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId)))
      .returning();
    await writeComposition(ctx, postId, { media, variants: wanted, labelIds, parts: text.parts });
    await reopenApproval(ctx, postId);
    if (plan) {
      await requireAllowanceForMore(ctx, postId, plan);
      await followEdit(ctx, postId, plan);
    }
    await agree(saved);
    await record(ctx, "post.updated", { targetId: postId, data: { revision: revision + 1 } });
    const updated = await getPost(ctx, { postId });
    await keepVersion(ctx, updated, origin);
    return updated;
  });
}

/** What came back from a backup and may be out, with the parts that wait behind it: that question outlives the trash. */
const isInDoubt = ({ db }: TxCtx, mine: SQL | undefined) => {
  const asked = and(mine, eq(deliveries.state, "held"), eq(deliveries.reason, restoredReason));
  const behind = db.select({ id: deliveries.variantId }).from(deliveries).where(asked);
  return sql`coalesce(${or(asked, and(eq(deliveries.state, "waiting"), gt(deliveries.part, 0), inArray(deliveries.variantId, behind)))}, false)`;
};

const GOING: readonly DeliveryState[] = ["sending", "unconfirmed"];

/**
 * Delete posts that the caller has locked and that are not going out, in as many statements as one would take; what was
 * published stays on its network, and its record with us. @throws DomainError FORBIDDEN, CONFLICT `post.locked`.
 */
export async function trashPosts(
  ctx: TxCtx,
  rows: readonly Pick<PostRow, "id" | "authorId">[],
): Promise<void> {
  for (const row of rows) authoriseEdit(ctx, row);
  const ids = rows.map(({ id }) => id);
  await requireAllUnlocked(ctx, ids, GOING);
  const { db, tenantId, clock, traceId, actor } = ctx;
  const mine = and(eq(deliveries.tenantId, tenantId), idIn(deliveries.postId, ids));
  const now = clock.now();
  await db
    .update(deliveries)
    .set({ state: "cancelled", fence: sql`${deliveries.fence} + 1`, updatedAt: now })
    .where(
      and(
        mine,
        inArray(deliveries.state, ["waiting", "scheduled", "leased", "held", "failed", "missed"]),
        not(isInDoubt(ctx, mine)),
      ),
    );
  await db
    .update(posts)
    .set({ deletedAt: now, updatedAt: now })
    .where(and(eq(posts.tenantId, tenantId), idIn(posts.id, ids)));
  const action = "post.deleted";
  const entries = ids.map((targetId) => ({ tenantId, actor, action, targetId }));
  await recordAll(db, now, traceId, entries);
}

/** Delete a post that is not going out. @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT `post.locked`. */
export function deletePost(ctx: Ctx, { postId }: PostIdInput): Promise<{ deleted: true }> {
  return inTransaction(ctx, async (ctx) => {
    await trashPosts(ctx, [await openForEdit(ctx, postId)]);
    return { deleted: true as const };
  });
}
