import "server-only";
import { and, eq, inArray, notExists, sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import { OPEN_STATES } from "../policy";
import { listIssues } from "../queries";
import { attempts, deliveries, variants } from "../tables";
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

interface Target {
  variantId: Id<"variant">;
  channelId: Id<"channel">;
  network: string;
  /** Its channel is broken: the delivery waits instead of failing. */
  waits: boolean;
}

/** The variants of a post with where they go. @throws DomainError INVALID `post.channel_unavailable`. */
async function targetsOf(ctx: TxCtx, postId: Id<"post">): Promise<Target[]> {
  const wanted = await ctx.db
    .select({ id: variants.id, channelId: variants.channelId })
    .from(variants)
    .where(and(eq(variants.tenantId, ctx.tenantId), eq(variants.postId, postId)));
  const found = await findChannels(
    ctx,
    wanted.map((variant) => variant.channelId),
  );
  const channelOf = new Map(found.map((channel) => [channel.id, channel]));
  return wanted.map(({ id, channelId }) => {
    const channel = channelOf.get(channelId);
    if (!channel || channel.state === "disconnected")
      throw new DomainError("INVALID", "post.channel_unavailable", "A channel is disconnected", {
        field: "variants",
      });
    return { variantId: id, channelId, network: channel.network, waits: channel.state === "broken" };
  });
}

async function plan(ctx: TxCtx, postId: Id<"post">, target: Target, publishAt: Date): Promise<void> {
  const { waits, ...place } = target;
  const now = ctx.clock.now();
  const fresh = {
    state: waits ? ("held" as const) : ("scheduled" as const),
    reason: waits ? "channel_broken" : null,
    detail: null,
    publishAt,
    dueAt: publishAt,
    attemptsMade: 0,
    lookupsMade: 0,
    firstAttemptAt: null,
    lastAttemptAt: null,
    updatedAt: now,
  };
  const row = { id: newId("delivery"), tenantId: ctx.tenantId, postId, createdAt: now, ...place, ...fresh };
  await ctx.db
    .insert(deliveries)
    .values(row)
    .onConflictDoUpdate({
      target: [deliveries.tenantId, deliveries.variantId, deliveries.part],
      set: { ...fresh, fence: sql`${deliveries.fence} + 1` },
      setWhere: eq(deliveries.state, "cancelled"),
    });
}

/** Make the deliveries of a locked post say: these channels, at this instant; nothing old goes out. */
export async function syncDeliveries(ctx: TxCtx, postId: Id<"post">, publishAt: Date): Promise<void> {
  await requireSendable(ctx, postId);
  const now = ctx.clock.now();
  const targets = await targetsOf(ctx, postId);
  await takeBack(ctx, postId, now);
  for (const target of targets) await plan(ctx, postId, target, publishAt);
  await dropUntried(ctx, postId);
  await refreshPostStates(ctx.db, now, [postId]);
}
