import "server-only";
import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { findChannels } from "@/modules/channels/queries";
import { channels } from "@/modules/channels/tables";
import type { Network } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { postFailed, postPublished } from "../events";
import { mayBecome, namesAddress } from "../policy";
import { getDelivery } from "../queries";
import type { DeliveryIdInput, DeliveryState, DeliveryView, ResolveDeliveryInput } from "../schemas";
import { deliveries, posts, variants } from "../tables";
import { followParts } from "./follow";
import { wakeDispatcher } from "./schedule";
import { lockPost, refreshPostStates } from "./states";

export type DeliveryRow = typeof deliveries.$inferSelect;

/** The parts that stand behind this one, on its channel. */
export const isBehind = ({ tenantId, variantId, part }: DeliveryRow) =>
  variantId
    ? and(eq(deliveries.tenantId, tenantId), eq(deliveries.variantId, variantId), gt(deliveries.part, part))
    : sql`false`;

/** Lock the post, then read its delivery. @throws DomainError NOT_FOUND. */
export async function openDelivery(ctx: TxCtx, deliveryId: Id<"delivery">): Promise<DeliveryRow> {
  const where = and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, deliveryId));
  const [found] = await ctx.db.select({ postId: deliveries.postId }).from(deliveries).where(where);
  if (!found || !(await lockPost(ctx.db, ctx.tenantId, found.postId))) throw notFound("delivery");
  const [delivery] = await ctx.db.select().from(deliveries).where(where).for("update");
  if (!delivery) throw notFound("delivery");
  return delivery;
}

/** Give a delivery another state where the machine allows it, with what follows for its parts and its post. @throws DomainError CONFLICT. */
export async function move(
  ctx: TxCtx,
  delivery: DeliveryRow,
  from: readonly DeliveryState[],
  set: Partial<DeliveryRow> & { state: DeliveryState },
): Promise<void> {
  if (!from.includes(delivery.state) || !mayBecome(delivery.state, set.state))
    throw new DomainError(
      "CONFLICT",
      "delivery.wrong_state",
      `A ${delivery.state} delivery cannot become ${set.state}`,
      {
        details: { state: delivery.state },
      },
    );
  const now = ctx.clock.now();
  await ctx.db
    .update(deliveries)
    .set({ ...set, fence: sql`${deliveries.fence} + 1`, updatedAt: now })
    .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, delivery.id)));
  await followParts(ctx.db, now, [{ id: delivery.id, state: set.state }]);
  await refreshPostStates(ctx.db, now, [delivery.postId]);
}

async function requireActiveChannel(ctx: TxCtx, delivery: DeliveryRow): Promise<void> {
  const [channel] = await findChannels(ctx, [delivery.channelId]);
  if (channel?.state !== "active")
    throw new DomainError("CONFLICT", "delivery.channel_unavailable", "Reconnect its channel first");
}

/** A part stands under the one before it: it goes nowhere while that is not out. */
async function requirePartBefore(ctx: TxCtx, { variantId, part }: DeliveryRow): Promise<void> {
  if (part === 0 || variantId === null) return;
  const [before] = await ctx.db
    .select({ state: deliveries.state })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        eq(deliveries.variantId, variantId),
        eq(deliveries.part, part - 1),
      ),
    );
  if (before?.state !== "published")
    throw new DomainError("CONFLICT", "delivery.part_before", "The part before it is not out");
}

async function requireApproval(ctx: TxCtx, { reason, postId }: DeliveryRow): Promise<void> {
  if (reason !== "approval_missing") return;
  const [post] = await ctx.db
    .select({ approval: posts.approval })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId)));
  if (post?.approval !== "none" && post?.approval !== "approved")
    throw new DomainError("CONFLICT", "delivery.not_approved", "People must agree to it first");
}

/** An address that nobody knows is never sent by its name. @throws DomainError CONFLICT `delivery.address_unknown`. */
async function requireAddress(ctx: TxCtx, { postId, variantId, part }: DeliveryRow): Promise<void> {
  if (part > 0 || variantId === null) return;
  const [said] = await ctx.db
    .select({
      body: sql<string>`coalesce(${variants.body}, ${posts.body})`,
      afterPostId: posts.afterPostId,
      afterChannelId: posts.afterChannelId,
    })
    .from(posts)
    .innerJoin(variants, and(eq(variants.tenantId, posts.tenantId), eq(variants.postId, posts.id)))
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.id, postId), eq(variants.id, variantId)));
  if (!said || !namesAddress(said.body)) return;
  const { afterPostId, afterChannelId } = said;
  const [live] = afterPostId
    ? await ctx.db
        .select({ id: deliveries.id })
        .from(deliveries)
        .where(
          and(
            eq(deliveries.tenantId, ctx.tenantId),
            eq(deliveries.postId, afterPostId),
            eq(deliveries.part, 0),
            eq(deliveries.state, "published"),
            isNotNull(deliveries.url),
            afterChannelId ? eq(deliveries.channelId, afterChannelId) : undefined,
          ),
        )
        .limit(1)
    : [];
  if (!live)
    throw new DomainError(
      "CONFLICT",
      "delivery.address_unknown",
      "It names the address of a post that has none yet",
    );
}

/** Refuse to send what could not go out anyway. @throws DomainError CONFLICT. */
export async function requireSendable(ctx: TxCtx, delivery: DeliveryRow): Promise<void> {
  await requireActiveChannel(ctx, delivery);
  await requirePartBefore(ctx, delivery);
  await requireApproval(ctx, delivery);
  await requireAddress(ctx, delivery);
}

/** What a delivery becomes that a person sends again: due anew, so that nobody calls it late, and with all its tries. */
export const sentAgain = (at: Date) =>
  ({
    state: "scheduled",
    dueAt: at,
    publishAt: at,
    queued: false,
    attemptsMade: 0,
    lookupsMade: 0,
    reason: null,
    detail: null,
  }) as const;

/**
 * Send what failed, was missed or is held, now; nothing else of the post is touched.
 * @throws DomainError CONFLICT `delivery.wrong_state`, `delivery.channel_unavailable`, `delivery.part_before`, `delivery.not_approved`,
 * `delivery.address_unknown`.
 */
export function retryDelivery(ctx: Ctx, { deliveryId }: DeliveryIdInput): Promise<DeliveryView> {
  authorise(ctx, "delivery.resolve");
  return inTransaction(ctx, async (ctx) => {
    const delivery = await openDelivery(ctx, deliveryId);
    await requireSendable(ctx, delivery);
    const now = ctx.clock.now();
    await move(ctx, delivery, ["failed", "missed", "held"], sentAgain(now));
    await record(ctx, "delivery.retried", { targetId: deliveryId, data: { from: delivery.state } });
    await wakeDispatcher(ctx, now);
    return getDelivery(ctx, { deliveryId });
  });
}

/** What the network knows a post by, from the link that a person gave; null when that shows none. */
export async function identify(
  ctx: TxCtx,
  { channelId }: DeliveryRow,
  network: Network | undefined,
  link: string | undefined,
): Promise<string | null> {
  if (!link || !network?.identify) return null;
  const [channel] = await ctx.db
    .select({ externalId: channels.externalId, handle: channels.handle, settings: channels.settings })
    .from(channels)
    .where(and(eq(channels.tenantId, ctx.tenantId), eq(channels.id, channelId)));
  const found = channel ? network.identify(channel, link) : null;
  if (found === null)
    throw new DomainError("INVALID", "delivery.place_unknown", "This link shows no post of that channel", {
      field: "url",
    });
  return found;
}

/**
 * A person says what became of a delivery that the product could not settle by itself.
 * @throws DomainError CONFLICT; INVALID `delivery.place_unknown` for a link that shows no post of its channel.
 */
export function resolveDelivery(
  ctx: Ctx,
  input: ResolveDeliveryInput,
  networks: (key: string) => Network | undefined = findNetwork,
): Promise<DeliveryView> {
  authorise(ctx, "delivery.resolve");
  return inTransaction(ctx, async (ctx) => {
    const { deliveryId, resolution, url } = input;
    const delivery = await openDelivery(ctx, deliveryId);
    const now = ctx.clock.now();
    const told = { postId: delivery.postId, deliveryId, channelId: delivery.channelId };
    if (resolution === "it_is_there") {
      const published = {
        state: "published",
        url: url ?? null,
        externalId: await identify(ctx, delivery, networks(delivery.network), url),
        publishedAt: delivery.lastAttemptAt ?? now,
      } as const;
      await move(ctx, delivery, ["needs_attention"], {
        ...published,
        reason: "confirmed_by_person",
        detail: null,
      });
      await emit(ctx, { name: postPublished.name, data: told });
    } else if (resolution === "send_again") {
      await requireSendable(ctx, delivery);
      await move(ctx, delivery, ["needs_attention"], sentAgain(now));
      await wakeDispatcher(ctx, now);
    } else {
      await move(ctx, delivery, ["needs_attention"], { state: "failed", reason: "given_up", detail: null });
      await emit(ctx, { name: postFailed.name, data: told });
    }
    await record(ctx, "delivery.resolved", { targetId: deliveryId, data: { resolution } });
    return getDelivery(ctx, { deliveryId });
  });
}
