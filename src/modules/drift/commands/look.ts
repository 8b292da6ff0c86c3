import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { secondMs } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { callWithAccount } from "@/modules/channels/commands/call";
import { liveOutside } from "@/modules/channels/commands/load";
import type { Outside } from "@/modules/channels/ports";
import { amendPublished } from "@/modules/publishing/commands/amend";
import { deliveries } from "@/modules/publishing/tables";
import type { InspectResult, Published } from "@/networks/contract";
import { driftFound } from "../events";
import { afterLook, type Editing, isBeingEdited, lostEditOf, notEditing, type Presence } from "../policy";
import { getPresence, loadWatched, type Watched } from "../queries";
import type { PresenceInput, PresenceView } from "../schemas";
import { presences } from "../tables";

const lookTimeoutMs = 20 * secondMs;

/** What the network knows it by. @throws DomainError CONFLICT unless it is out, and somebody knows where. */
export function requireOut({ state, removedAt, externalId, url, id }: Watched): Published {
  if (state !== "published" || removedAt !== null)
    throw new DomainError("CONFLICT", "delivery.wrong_state", "Only what is published can be looked at", {
      details: { state },
    });
  if (externalId === null && url === null)
    throw new DomainError("CONFLICT", "drift.not_inspectable", "Nobody knows where it is");
  return { externalId: externalId ?? id, url };
}

async function ask(ctx: Ctx, watched: Watched, outside: Outside): Promise<InspectResult> {
  const published = requireOut(watched);
  const network = outside.findNetwork(watched.network);
  const inspect = network?.inspect;
  if (!inspect)
    throw new DomainError(
      "CONFLICT",
      "drift.not_inspectable",
      "This network does not tell what stands there",
    );
  const target = { tenantId: ctx.tenantId, channelId: watched.channelId };
  const tools = { http: outside.http, now: ctx.clock.now(), signal: AbortSignal.timeout(lookTimeoutMs) };
  return callWithAccount(target, network, tools, (account) => inspect(account, published, tools));
}

/** Write how a delivery stands; in a transaction that has locked the delivery. */
export async function writePresence(
  { db, tenantId }: TxCtx,
  deliveryId: Id<"delivery">,
  presence: Presence & Partial<Editing>,
): Promise<void> {
  await db
    .insert(presences)
    .values({ tenantId, deliveryId, ...presence })
    .onConflictDoUpdate({ target: [presences.tenantId, presences.deliveryId], set: presence });
}

/** Lock a delivery against other looks and edits, and read it as it is now. @throws DomainError NOT_FOUND. */
export async function lockWatched(ctx: TxCtx, deliveryId: Id<"delivery">): Promise<Watched> {
  const [locked] = await ctx.db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, deliveryId)))
    .for("no key update");
  if (!locked) throw notFound("delivery");
  return loadWatched(ctx, deliveryId);
}

export const intactAt = (checkedAt: Date): Presence & Editing => ({
  ...{ state: "intact", foundText: null, detail: null, since: null, acceptedAt: null, ...notEditing },
  checkedAt,
});

/** Take over an edit of ours that stands there, and of which nobody wrote here that it does. */
async function adoptLostEdit(ctx: TxCtx, deliveryId: Id<"delivery">, result: InspectResult): Promise<void> {
  const { presence, content, removedAt } = await loadWatched(ctx, deliveryId);
  const text = lostEditOf(presence, content?.body ?? "", result);
  if (text === null || removedAt !== null || isBeingEdited(presence, ctx.clock.now())) return;
  await amendPublished(ctx, { deliveryId, text, url: null });
  await writePresence(ctx, deliveryId, intactAt(ctx.clock.now()));
  await record(ctx, "delivery.edited", { targetId: deliveryId, data: { foundLater: true } });
}

/** Keep what a look told of a delivery that is locked, and tell of it when it is news. */
async function writeLook(ctx: TxCtx, watched: Watched, result: InspectResult): Promise<void> {
  const { id: deliveryId, postId, channelId, presence: before, content } = watched;
  const { presence, news } = afterLook(before, content?.body ?? "", result, ctx.clock.now());
  await writePresence(ctx, deliveryId, presence);
  const { state } = presence;
  if (!news || (state !== "edited" && state !== "gone")) return;
  await emit(ctx, { name: driftFound.name, data: { postId, deliveryId, channelId, state } });
  await record(ctx, "drift.found", { targetId: deliveryId, data: { state } });
}

/**
 * Look whether something that we published still stands as we sent it. What differs is told once.
 * @throws DomainError CONFLICT `delivery.wrong_state`, `drift.not_inspectable`.
 */
export async function lookAtDelivery(
  ctx: Ctx,
  { deliveryId }: PresenceInput,
  outside: Outside = liveOutside(),
): Promise<PresenceView & { status: InspectResult["status"] }> {
  authorise(ctx, "post.read");
  const watched = await inTransaction(ctx, (ctx) => loadWatched(ctx, deliveryId));
  const result = await ask(ctx, watched, outside);
  return inTransaction(ctx, async (ctx) => {
    await adoptLostEdit(ctx, deliveryId, result);
    const now = await lockWatched(ctx, deliveryId);
    // Changed or taken off by ourselves while we looked, or about to be: what was seen says nothing of how it stands now.
    const same = now.content?.hash === watched.content?.hash && now.removedAt === null;
    if (same && !isBeingEdited(now.presence, ctx.clock.now())) await writeLook(ctx, now, result);
    return { ...(await getPresence(ctx, { deliveryId }, outside.findNetwork)), status: result.status };
  });
}
