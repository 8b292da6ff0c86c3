import "server-only";
import { and, eq, inArray, notExists, sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import { findPausedQueues } from "@/modules/queues/queries";
import { instantsOf, OPEN_STATES } from "../policy";
import { listIssues } from "../queries";
import type { PostPart } from "../schemas";
import { attempts, deliveries, posts, variants } from "../tables";
import { refreshPostStates } from "./states";

/** Refuse what a network is known to refuse, before its time comes. @throws DomainError INVALID `post.has_issues`. */
async function requireSendable(ctx: TxCtx, postId: Id<"post">): Promise<void> {
  const checked = await listIssues(ctx, postId);
  if (checked.length === 0)
    throw new DomainError("INVALID", "post.no_channel", "Choose at least one channel", { field: "variants" });
  const errors = checked.flatMap(({ channelName, issues }, index) =>
    issues.filter((issue) => issue.severity === "error").map((issue) => ({ channelName, index, issue })),
  );
  const first = errors[0];
  if (!first) return;
  throw new DomainError("INVALID", "post.has_issues", `${first.channelName}: ${first.issue.code}`, {
    field: `variants.${first.index}.${first.issue.field}`,
    details: {
      channel: first.channelName,
      code: first.issue.code,
      count: errors.length,
      ...first.issue.details,
    },
  });
}

const ofPost = (ctx: TxCtx, postId: Id<"post">) =>
  and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.postId, postId));

/** Take back what is open; raising the fence stops a worker that has claimed it. */
const takeBack = (ctx: TxCtx, postId: Id<"post">, now: Date) =>
  ctx.db
    .update(deliveries)
    .set({ state: "cancelled", fence: sql`${deliveries.fence} + 1`, updatedAt: now })
    .where(and(ofPost(ctx, postId), inArray(deliveries.state, [...OPEN_STATES])));

/** Drop what was taken back and never tried: it is no evidence of anything. */
const dropUntried = (ctx: TxCtx, postId: Id<"post">) =>
  ctx.db.delete(deliveries).where(
    and(
      ofPost(ctx, postId),
      eq(deliveries.state, "cancelled"),
      notExists(
        ctx.db
          .select({ one: sql`1` })
          .from(attempts)
          .where(and(eq(attempts.tenantId, deliveries.tenantId), eq(attempts.deliveryId, deliveries.id))),
      ),
    ),
  );

/** When the deliveries of a post are due: at an instant, each at its channel's slot, or once another post is live. */
export type Plan =
  | { timing: "time"; publishAt: Date }
  | { timing: "queue"; publishAt: Date; instants: ReadonlyMap<Id<"channel">, Date> }
  | { timing: "after"; publishAt: Date; minutes: number };

/** When a plan has a post go out on a channel. */
export const instantOn = (plan: Plan, channelId: Id<"channel">): Date =>
  (plan.timing === "queue" && plan.instants.get(channelId)) || plan.publishAt;

/** The plan that a post follows now; null when it has none. */
export async function planOf(ctx: TxCtx, post: typeof posts.$inferSelect): Promise<Plan | null> {
  const { timing, publishAt, afterMinutes: minutes } = post;
  if (!publishAt) return null;
  if (timing === "time") return { timing, publishAt };
  if (timing === "after") return { timing, publishAt, minutes };
  const rows = await ctx.db
    .select({ channelId: deliveries.channelId, at: deliveries.publishAt })
    .from(deliveries)
    .where(and(ofPost(ctx, post.id), eq(deliveries.part, 0)));
  return { timing, publishAt, instants: new Map(rows.map(({ channelId, at }) => [channelId, at])) };
}

/** One variant of a post with where it goes. */
export interface Target {
  variantId: Id<"variant">;
  channelId: Id<"channel">;
  network: string;
  parts: readonly PostPart[];
  /** Its channel is broken: the delivery waits instead of failing. */
  broken: boolean;
  /** Its queue is paused: what is queued waits. */
  paused: boolean;
}

/** The variants of a post with where they go. @throws DomainError INVALID `post.channel_unavailable`. */
async function targetsOf(ctx: TxCtx, postId: Id<"post">): Promise<Target[]> {
  const wanted = await ctx.db
    .select({ id: variants.id, channelId: variants.channelId, own: variants.parts, parts: posts.parts })
    .from(variants)
    .innerJoin(posts, and(eq(posts.tenantId, variants.tenantId), eq(posts.id, variants.postId)))
    .where(and(eq(variants.tenantId, ctx.tenantId), eq(variants.postId, postId)));
  const found = await findChannels(
    ctx,
    wanted.map((variant) => variant.channelId),
  );
  const channelOf = new Map(found.map((channel) => [channel.id, channel]));
  const paused = await findPausedQueues(ctx, [...channelOf.keys()]);
  return wanted.map(({ id, channelId, own, parts }) => {
    const channel = channelOf.get(channelId);
    if (!channel || channel.state === "disconnected")
      throw new DomainError("INVALID", "post.channel_unavailable", "A channel is disconnected", {
        field: "variants",
      });
    const way = { broken: channel.state === "broken", paused: paused.has(channelId) };
    return { variantId: id, channelId, network: channel.network, parts: own ?? parts, ...way };
  });
}

const untouched = {
  detail: null,
  attemptsMade: 0,
  lookupsMade: 0,
  firstAttemptAt: null,
  lastAttemptAt: null,
} as const;

type Row = typeof deliveries.$inferInsert;

/** The rows of one target: the post itself, then each part waiting for the one before it. */
export function rowsOf(ctx: TxCtx, postId: Id<"post">, target: Target, plan: Plan): Row[] {
  const { parts, broken, paused, ...place } = target;
  const now = ctx.clock.now();
  const first = instantOn(plan, target.channelId);
  const base = { tenantId: ctx.tenantId, postId, createdAt: now, updatedAt: now, ...place, ...untouched };
  const waits = plan.timing === "after";
  const queued = plan.timing === "queue" && plan.instants.has(target.channelId);
  const reason = broken ? "channel_broken" : queued && paused ? "queue_paused" : null;
  const rows: Row[] = [
    {
      ...base,
      id: newId("delivery"),
      part: 0,
      kind: "post",
      queued,
      state: reason ? "held" : waits ? "waiting" : "scheduled",
      reason,
      waitMinutes: plan.timing === "after" ? plan.minutes : 0,
      publishAt: first,
      dueAt: first,
    },
  ];
  const [, ...instants] = instantsOf(first, parts);
  for (const [index, { kind, delayMinutes: waitMinutes }] of parts.entries()) {
    const publishAt = instants[index] ?? first;
    const own = { id: newId("delivery"), part: index + 1, kind, waitMinutes, publishAt, dueAt: publishAt };
    rows.push({ ...base, ...own, queued: false, state: "waiting", reason: null });
  }
  return rows;
}

const excluded = (column: string) => sql.raw(`excluded.${column}`);

/** Make the deliveries of a locked post say: these channels, by this plan; nothing old goes out. */
export async function syncDeliveries(ctx: TxCtx, postId: Id<"post">, plan: Plan): Promise<void> {
  await requireSendable(ctx, postId);
  const now = ctx.clock.now();
  const targets = await targetsOf(ctx, postId);
  await takeBack(ctx, postId, now);
  await ctx.db
    .insert(deliveries)
    .values(targets.flatMap((target) => rowsOf(ctx, postId, target, plan)))
    .onConflictDoUpdate({
      target: [deliveries.tenantId, deliveries.variantId, deliveries.part],
      set: {
        ...untouched,
        kind: excluded("kind"),
        queued: excluded("queued"),
        state: excluded("state"),
        reason: excluded("reason"),
        waitMinutes: excluded("wait_minutes"),
        publishAt: excluded("publish_at"),
        // A pause that the network asked for outlives an edit.
        dueAt: sql`case when ${deliveries.reason} = 'rate_limited' then greatest(excluded.due_at, ${deliveries.dueAt}) else excluded.due_at end`,
        updatedAt: now,
        fence: sql`${deliveries.fence} + 1`,
      },
      setWhere: eq(deliveries.state, "cancelled"),
    });
  await dropUntried(ctx, postId);
  await refreshPostStates(ctx.db, now, [postId]);
}
