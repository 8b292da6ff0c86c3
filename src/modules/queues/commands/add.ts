import "server-only";
import { and, eq, max, ne } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { openForEdit, requireUnlocked } from "@/modules/publishing/commands/drafts";
import { isMovable, placeInQueue } from "@/modules/publishing/commands/queue";
import { getPost } from "@/modules/publishing/queries";
import type { PostView } from "@/modules/publishing/schemas";
import { deliveries, variants } from "@/modules/publishing/tables";
import { type AddToQueueInput, addToQueueInput } from "../schemas";
import { freeSlotsOf } from "./free";
import { type OpenQueue, openQueues, requireSlots } from "./open";

async function channelsOf(ctx: TxCtx, postId: Id<"post">): Promise<Id<"channel">[]> {
  const rows = await ctx.db
    .select({ channelId: variants.channelId })
    .from(variants)
    .where(and(eq(variants.tenantId, ctx.tenantId), eq(variants.postId, postId)))
    .orderBy(variants.id);
  return rows.map((row) => row.channelId);
}

const ofPost = (ctx: TxCtx, postId: Id<"post">) =>
  and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.postId, postId), eq(deliveries.part, 0));

/** Where a post stands in queues already. */
async function placesOf(ctx: TxCtx, postId: Id<"post">): Promise<Map<Id<"channel">, Date>> {
  const rows = await ctx.db
    .select({ channelId: deliveries.channelId, at: deliveries.publishAt })
    .from(deliveries)
    .where(and(ofPost(ctx, postId), isMovable(ctx.clock.now())));
  return new Map(rows.map(({ channelId, at }) => [channelId, at]));
}

/** The last instant at which something queued stands on a channel. */
async function lastOf(ctx: TxCtx, channelId: Id<"channel">, postId: Id<"post">): Promise<Date | null> {
  const [row] = await ctx.db
    .select({ at: max(deliveries.publishAt) })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        eq(deliveries.channelId, channelId),
        ne(deliveries.postId, postId),
        isMovable(ctx.clock.now()),
      ),
    );
  return row?.at ?? null;
}

interface Wish {
  postId: Id<"post">;
  position: "next" | "last";
  /** The slot to take, where one was chosen. */
  chosen: Date | undefined;
  /** No slot before this one. */
  from: Date | undefined;
}

/** The slot that a post takes on a channel. @throws DomainError CONFLICT `queue.slot_taken`, LIMITED `queue.full`. */
async function slotFor(
  ctx: TxCtx,
  queue: OpenQueue,
  { postId, position, chosen, from }: Wish,
): Promise<Date> {
  const own = await ctx.db.select({ id: deliveries.id }).from(deliveries).where(ofPost(ctx, postId));
  const free = await freeSlotsOf(ctx, queue, own);
  const now = ctx.clock.now();
  const details = { channel: queue.channel.name };
  if (chosen) {
    if (chosen > now) for (const { at } of free(new Date(chosen.getTime() - 1), chosen)) return at;
    throw new DomainError("CONFLICT", "queue.slot_taken", "This slot is not free", {
      field: "places",
      details,
    });
  }
  const last = position === "last" ? await lastOf(ctx, queue.channel.id, postId) : null;
  const after = Math.max(now.getTime(), last?.getTime() ?? 0, from ? from.getTime() - 1 : 0);
  for (const { at } of free(new Date(after))) return at;
  throw new DomainError("LIMITED", "queue.full", "This queue is full for years", { details });
}

/** Lock the queues of a post's channels, then the post. @throws DomainError NOT_FOUND, CONFLICT. */
async function openForQueue(ctx: TxCtx, postId: Id<"post">) {
  const channelIds = await channelsOf(ctx, postId);
  const queues = await openQueues(ctx, channelIds);
  const post = await openForEdit(ctx, postId);
  await requireUnlocked(ctx, postId);
  const now = new Set(await channelsOf(ctx, postId));
  if (now.size !== channelIds.length || channelIds.some((id) => !now.has(id)))
    throw new DomainError("CONFLICT", "post.stale_revision", "Somebody changed its channels just now");
  if (queues.length === 0)
    throw new DomainError("INVALID", "post.no_channel", "Choose at least one channel", { field: "variants" });
  return { post, queues };
}

/**
 * Give a post the next free slot of each of its channels, or the one behind all the others. What stands in a queue
 * already, and not too early, keeps its place unless it is to be the last, so that a repeat changes nothing. `starts`:
 * channels with a `from` of their own. @throws DomainError INVALID `queue.no_slots` that names the channels, and as `schedulePost`.
 */
export function addToQueue(
  ctx: Ctx,
  input: AddToQueueInput,
  starts: ReadonlyMap<Id<"channel">, Date> = new Map(),
): Promise<PostView> {
  authorise(ctx, "post.plan");
  const { postId, position, places, from } = addToQueueInput.parse(input);
  return inTransaction(ctx, async (ctx) => {
    const { post, queues } = await openForQueue(ctx, postId);
    const chosen = new Map(places.map(({ channelId, at }) => [channelId, at]));
    const standing = post.timing === "queue" ? await placesOf(ctx, postId) : new Map<Id<"channel">, Date>();
    const startOf = (id: Id<"channel">) => starts.get(id) ?? from;
    const keptOn = (id: Id<"channel">): Date | undefined => {
      const [at, start] = [standing.get(id), startOf(id)];
      return position === "next" && !chosen.has(id) && at && at >= (start ?? at) ? at : undefined;
    };
    const instants = new Map<Id<"channel">, Date>();
    requireSlots(queues.filter(({ channel }) => !keptOn(channel.id)));
    for (const queue of queues) {
      const { id } = queue.channel;
      const wish = { postId, position, chosen: chosen.get(id), from: startOf(id) };
      instants.set(id, keptOn(id) ?? (await slotFor(ctx, queue, wish)));
    }
    const unchanged = [...instants].every(([id, at]) => standing.get(id)?.getTime() === at.getTime());
    if (!unchanged) await placeInQueue(ctx, postId, instants);
    return getPost(ctx, { postId });
  });
}
