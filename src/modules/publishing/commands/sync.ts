import "server-only";
import { and, eq, inArray, ne, notExists, notInArray, type SQLWrapper, sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import { findPausedQueues } from "@/modules/queues/queries";
import { instantsOf, isLeftToPeople, OPEN_STATES, skippedReason } from "../policy";
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

type Kept = readonly Pick<typeof deliveries.$inferSelect, "id" | "variantId" | "part" | "state">[];

type Left = Pick<typeof deliveries.$inferSelect, "part" | "state" | "reason">;

const apartFrom = (kept: Kept) =>
  kept.length > 0
    ? notInArray(
        deliveries.id,
        kept.map(({ id }) => id),
      )
    : undefined;

/** Take back what is open; raising the fence stops a worker that has claimed it. */
const takeBack = (ctx: TxCtx, postId: Id<"post">, now: Date, kept: Kept) =>
  ctx.db
    .update(deliveries)
    .set({ state: "cancelled", fence: sql`${deliveries.fence} + 1`, updatedAt: now })
    .where(and(ofPost(ctx, postId), inArray(deliveries.state, [...OPEN_STATES]), apartFrom(kept)));

/** Drop what was taken back and never tried: it is no evidence of anything. */
const dropUntried = (ctx: TxCtx, postId: Id<"post">, kept: Kept) =>
  ctx.db.delete(deliveries).where(
    and(
      ofPost(ctx, postId),
      eq(deliveries.state, "cancelled"),
      apartFrom(kept),
      notExists(
        ctx.db
          .select({ one: sql`1` })
          .from(attempts)
          .where(and(eq(attempts.tenantId, deliveries.tenantId), eq(attempts.deliveryId, deliveries.id))),
      ),
    ),
  );

/** Take a locked post out of its plan: what was tried stays as a record, and keeps the key under which it was sent. */
export async function takeOut(ctx: TxCtx, postId: Id<"post">): Promise<void> {
  await takeBack(ctx, postId, ctx.clock.now(), []);
  await dropUntried(ctx, postId, []);
}

/** Where one channel stands in a plan, when that is not the post's own instant. */
export interface Place {
  at: Date;
  /** It took a slot of its channel's queue. */
  queued: boolean;
  /** Nothing it waited for is open any more. */
  released: boolean;
}

/** When the deliveries of a post are due: at an instant, each at its channel's slot, or once another post is live. */
export type Plan = {
  publishAt: Date;
  /** Channels without one go out with the post. */
  places?: ReadonlyMap<Id<"channel">, Place>;
} & ({ timing: "time" | "queue" } | { timing: "after"; minutes: number });

/** When a plan has a post go out on a channel. */
export const instantOn = (plan: Plan, channelId: Id<"channel">): Date =>
  plan.places?.get(channelId)?.at ?? plan.publishAt;

/** The plan that a post follows now, each delivery where it stands; null when it has none. */
export async function planOf(ctx: TxCtx, post: typeof posts.$inferSelect): Promise<Plan | null> {
  const { timing, publishAt, afterMinutes: minutes } = post;
  if (!publishAt) return null;
  const { channelId, publishAt: at, queued, state } = deliveries;
  const rows = await ctx.db
    .select({ channelId, at, queued, state })
    .from(deliveries)
    .where(and(ofPost(ctx, post.id), eq(deliveries.part, 0), ne(state, "cancelled")));
  const places = new Map(
    rows.map(({ channelId, state, ...place }) => [
      channelId,
      { ...place, released: state === "scheduled" || state === "leased" },
    ]),
  );
  return timing === "after" ? { timing, publishAt, places, minutes } : { timing, publishAt, places };
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
  const { queued, released } = plan.places?.get(target.channelId) ?? { queued: false, released: false };
  // What waits for a post looks at its channel only when that post is live.
  const waits = plan.timing === "after" && !released;
  const reason = waits ? null : broken ? "channel_broken" : queued && paused ? "queue_paused" : null;
  const rows: Row[] = [
    {
      ...base,
      id: newId("delivery"),
      part: 0,
      kind: "post",
      queued,
      state: waits ? "waiting" : reason ? "held" : "scheduled",
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

/** A pause that the network asked for outlives every edit: what is known of it stays with what goes out as planned. */
const whilePaused = (kept: SQLWrapper, otherwise: SQLWrapper) =>
  sql`case when ${deliveries.reason} = 'rate_limited' and excluded.state = 'scheduled' then ${kept} else ${otherwise} end`;

/** What is left alone: of what a person must decide about, what `stays`, while its channel and its part are still there. */
async function findKept(
  ctx: TxCtx,
  postId: Id<"post">,
  targets: readonly Target[],
  stays: (row: Left, all: readonly Left[]) => boolean,
) {
  const rows = await ctx.db
    .select({
      id: deliveries.id,
      variantId: deliveries.variantId,
      part: deliveries.part,
      state: deliveries.state,
      reason: deliveries.reason,
    })
    .from(deliveries)
    .where(ofPost(ctx, postId));
  const lengths = new Map<string | null, number>(
    targets.map(({ variantId, parts }) => [variantId, parts.length]),
  );
  return rows.filter((row) => stays(row, rows) && row.part <= (lengths.get(row.variantId) ?? -1));
}

/** Behind what stopped, parts stop too; behind what was left out, there are none. */
function behind(row: Row, kept: Kept): Row[] {
  const states = kept
    .filter(({ variantId, part }) => variantId === row.variantId && part < (row.part ?? 0))
    .map(({ state }) => state);
  if (states.includes("cancelled")) return [];
  const stopped = states.includes("failed") || states.includes("missed");
  return [stopped ? { ...row, state: "held", reason: "upstream_failed" } : row];
}

async function write(ctx: TxCtx, postId: Id<"post">, rows: readonly Row[], kept: Kept): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db
    .insert(deliveries)
    .values([...rows])
    .onConflictDoUpdate({
      target: [deliveries.tenantId, deliveries.variantId, deliveries.part],
      set: {
        ...untouched,
        kind: excluded("kind"),
        queued: excluded("queued"),
        state: excluded("state"),
        reason: whilePaused(deliveries.reason, excluded("reason")),
        attemptsMade: whilePaused(deliveries.attemptsMade, sql`0`),
        // It may be out after all: only under the same key does its network notice.
        firstAttemptAt: sql`case when ${deliveries.reason} = 'given_up' then ${deliveries.firstAttemptAt} end`,
        waitMinutes: excluded("wait_minutes"),
        publishAt: excluded("publish_at"),
        dueAt: whilePaused(sql`greatest(excluded.due_at, ${deliveries.dueAt})`, excluded("due_at")),
        updatedAt: now,
        fence: sql`${deliveries.fence} + 1`,
      },
      setWhere: and(eq(deliveries.state, "cancelled"), apartFrom(kept)),
    });
  for (const { id, variantId, part } of kept) {
    const wanted = rows.find((row) => row.variantId === variantId && row.part === part);
    if (!wanted) continue;
    const { kind, waitMinutes } = wanted;
    await ctx.db
      .update(deliveries)
      .set({ kind, waitMinutes })
      .where(and(ofPost(ctx, postId), eq(deliveries.id, id)));
  }
  await dropUntried(ctx, postId, kept);
  await refreshPostStates(ctx.db, now, [postId]);
}

/** A channel that somebody left out, while others go: a series moves such an occurrence as it is. */
const isSkippedBeside = ({ state, reason }: Left, all: readonly Left[]): boolean =>
  state === "cancelled" &&
  reason === skippedReason &&
  all.some((other) => other.part === 0 && other.state !== "cancelled");

async function sync(
  ctx: TxCtx,
  postId: Id<"post">,
  plan: Plan,
  stays: (row: Left, all: readonly Left[]) => boolean,
): Promise<void> {
  await requireSendable(ctx, postId);
  const targets = await targetsOf(ctx, postId);
  const kept = await findKept(ctx, postId, targets, stays);
  const rows = targets
    .flatMap((target) => rowsOf(ctx, postId, target, plan))
    .flatMap((row) => behind(row, kept));
  await takeBack(ctx, postId, ctx.clock.now(), kept);
  await write(ctx, postId, rows, kept);
}

/**
 * Make the deliveries of a locked post say: these channels, by this plan; nothing old goes out. What had stopped or was
 * left out goes out too, so its caller must have the right to decide that; but of an `occurrence` of a series, channels
 * that somebody left out stay so.
 */
export const syncDeliveries = (
  ctx: TxCtx,
  postId: Id<"post">,
  plan: Plan,
  { occurrence = false } = {},
): Promise<void> => sync(ctx, postId, plan, (row, all) => occurrence && isSkippedBeside(row, all));

/** The same after an edit, which decides nothing: what had stopped or was left out stays so, and says the new words if sent. */
export const followEdit = (ctx: TxCtx, postId: Id<"post">, plan: Plan): Promise<void> =>
  sync(ctx, postId, plan, isLeftToPeople);
