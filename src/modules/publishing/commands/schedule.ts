import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise, can } from "@/kernel/permissions";
import { instantOf, meantTimeOf, minuteMs } from "@/kernel/time";
import { requireConsent } from "@/modules/approvals/commands/consent";
import { requirementOf } from "@/modules/approvals/commands/reopen";
import { record } from "@/modules/audit/commands";
import { getWorkspace } from "@/modules/workspaces/queries";
import { dispatchRequested, postScheduled } from "../events";
import { isAhead, isLeftToPeople } from "../policy";
import { getPost } from "../queries";
import type { PostIdInput, PostView, SchedulePostInput } from "../schemas";
import { deliveries, posts, variants } from "../tables";
import { requireAllowance } from "./allowance";
import { waitAnew } from "./dependents";
import { openForEdit, requireUnlocked } from "./drafts";
import { refreshPostStates } from "./states";
import { type Plan, syncDeliveries, takeOut } from "./sync";

/** The dispatcher wakes every minute; what is due sooner wakes it itself. */
const wakeWithinMs = 2 * minuteMs;

type PostRow = typeof posts.$inferSelect;
type When = Pick<PostRow, "wallTime" | "timeZone"> &
  Partial<Pick<PostRow, "afterPostId" | "afterChannelId" | "afterMinutes">>;

const free = { afterPostId: null, afterChannelId: null, afterMinutes: 0 } as const;

/** A new time sends also what had stopped or was left out, which takes the right to decide that. @throws DomainError FORBIDDEN. */
async function authoriseAnew(ctx: TxCtx, post: PostRow): Promise<void> {
  if (post.publishAt === null || can(ctx, "delivery.resolve")) return;
  const rows = await ctx.db
    .select({ state: deliveries.state, reason: deliveries.reason })
    .from(deliveries)
    .innerJoin(
      variants,
      and(eq(variants.tenantId, deliveries.tenantId), eq(variants.id, deliveries.variantId)),
    )
    .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.postId, post.id)));
  if (rows.some(isLeftToPeople)) authorise(ctx, "delivery.resolve");
}

/**
 * Give a post a plan: its row, its deliveries, the audit and the events, for every way of finding an instant. Of those
 * who may not publish it is a proposal: whoever must agree is asked, and nothing goes out before they do.
 * @throws DomainError INVALID `post.has_issues`, `post.no_channel`, `post.quota_exceeded`; CONFLICT `post.locked`.
 */
export async function planPost(
  ctx: TxCtx,
  postId: Id<"post">,
  plan: Plan,
  when: When,
  action: string,
): Promise<void> {
  authorise(ctx, "post.plan");
  const post = await openForEdit(ctx, postId);
  await requireUnlocked(ctx, postId);
  await authoriseAnew(ctx, post);
  const { timing, publishAt } = plan;
  await ctx.db
    .update(posts)
    .set({ ...free, ...when, timing, publishAt, updatedAt: ctx.clock.now() })
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId)));
  await requireAllowance(ctx, postId, plan);
  await requirementOf(ctx, postId);
  await syncDeliveries(ctx, postId, plan, { occurrence: post.seriesId !== null });
  await waitAnew(ctx, postId);
  if (!can(ctx, "post.publish")) await requireConsent(ctx, postId);
  await record(ctx, action, {
    targetId: postId,
    data: { ...when, timing, publishAt: publishAt.toISOString() },
  });
  await emit(ctx, { name: postScheduled.name, data: { postId } });
  await wakeDispatcher(ctx, publishAt);
}

/** Ask the dispatcher to look now, when the regular wake may come too late for `at`. */
export async function wakeDispatcher(ctx: TxCtx, at: Date): Promise<void> {
  if (at.getTime() - ctx.clock.now().getTime() < wakeWithinMs)
    await emit(ctx, { name: dispatchRequested.name, data: { at: at.toISOString() } });
}

/** Refuse a time that has passed. @throws DomainError INVALID `post.publish_at_past`. */
export function requireAhead({ clock }: Ctx, at: Date): void {
  if (!isAhead(at, clock.now()))
    throw new DomainError("INVALID", "post.publish_at_past", "This time has passed", { field: "publishAt" });
}

/**
 * Publish at a wall time in a zone; also moves a post that is scheduled already.
 * @throws DomainError INVALID `post.publish_at_past`, `time.skipped`, `post.has_issues`; CONFLICT `post.locked`.
 */
export function schedulePost(ctx: Ctx, input: SchedulePostInput): Promise<PostView> {
  return inTransaction(ctx, async (ctx) => {
    const timeZone = input.timeZone ?? (await getWorkspace(ctx)).timeZone;
    const publishAt = instantOf(input.publishAt, timeZone);
    requireAhead(ctx, publishAt);
    const when = { wallTime: meantTimeOf(publishAt, timeZone), timeZone };
    await planPost(ctx, input.postId, { timing: "time", publishAt }, when, "post.scheduled");
    return getPost(ctx, input);
  });
}

/** Publish at once. @throws as `schedulePost`. */
export function publishPostNow(ctx: Ctx, { postId }: PostIdInput): Promise<PostView> {
  return inTransaction(ctx, async (ctx) => {
    authorise(ctx, "post.publish");
    const { timeZone } = await getWorkspace(ctx);
    const publishAt = ctx.clock.now();
    const when = { wallTime: meantTimeOf(publishAt, timeZone), timeZone };
    await planPost(ctx, postId, { timing: "time", publishAt }, when, "post.published_now");
    return getPost(ctx, { postId });
  });
}

/** Take a post out of the plan: it is a draft again, and nothing of it goes out. @throws DomainError CONFLICT `post.locked`, `post.not_scheduled`. */
export async function unplanPost(ctx: TxCtx, postId: Id<"post">): Promise<void> {
  const post = await openForEdit(ctx, postId);
  await requireUnlocked(ctx, postId);
  if (post.publishAt === null)
    throw new DomainError("CONFLICT", "post.not_scheduled", "This post is not scheduled");
  await authoriseAnew(ctx, post);
  await takeOut(ctx, postId);
  await ctx.db
    .update(posts)
    .set({
      ...free,
      timing: "time",
      publishAt: null,
      wallTime: null,
      timeZone: null,
      updatedAt: ctx.clock.now(),
    })
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId)));
  await refreshPostStates(ctx.db, ctx.clock.now(), [postId]);
  await record(ctx, "post.unscheduled", { targetId: postId });
}

/** Take a post out of the plan. @throws as `unplanPost`. */
export function unschedulePost(ctx: Ctx, { postId }: PostIdInput): Promise<PostView> {
  return inTransaction(ctx, async (ctx) => {
    await unplanPost(ctx, postId);
    return getPost(ctx, { postId });
  });
}
