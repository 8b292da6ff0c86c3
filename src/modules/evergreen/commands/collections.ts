import "server-only";
import { and, count, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { findChannels } from "@/modules/channels/queries";
import { dissolveEvergreen } from "@/modules/publishing/commands/origin";
import { evergreenChanged } from "../events";
import { getCollectionView } from "../queries";
import {
  type CollectionIdInput,
  type CollectionView,
  type CreateCollectionInput,
  collectionsMax,
  type PauseCollectionInput,
  type UpdateCollectionInput,
} from "../schemas";
import { collections } from "../tables";
import { type CollectionRow, itemIdsOf, lockCollection, takeBackPlanned } from "./load";

/** Ask that free slots be filled anew. */
export const askToFill = (ctx: TxCtx): Promise<void> => emit(ctx, { name: evergreenChanged.name, data: {} });

const own = (ctx: TxCtx, id: CollectionRow["id"]) =>
  and(eq(collections.tenantId, ctx.tenantId), eq(collections.id, id));

async function change(ctx: TxCtx, id: CollectionRow["id"], values: Partial<CollectionRow>): Promise<void> {
  await ctx.db
    .update(collections)
    .set({ ...values, updatedAt: ctx.clock.now() })
    .where(own(ctx, id));
}

/** Make a collection. @throws DomainError NOT_FOUND for another workspace's channel, LIMITED `collection.too_many`. */
export function createCollection(ctx: Ctx, input: CreateCollectionInput): Promise<CollectionView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const { db, tenantId } = ctx;
    await findChannels(ctx, input.channelIds);
    const [total] = await db
      .select({ value: count() })
      .from(collections)
      .where(eq(collections.tenantId, tenantId));
    if ((total?.value ?? 0) >= collectionsMax)
      throw new DomainError("LIMITED", "collection.too_many", "This workspace has as many as it may", {
        details: { max: collectionsMax },
      });
    const id = newId("collection");
    const now = ctx.clock.now();
    await db.insert(collections).values({ id, tenantId, ...input, createdAt: now, updatedAt: now });
    await record(ctx, "collection.created", { targetId: id, data: { name: input.name } });
    return getCollectionView(ctx, id);
  });
}

/**
 * Change a collection. What it planned and nobody touched is planned anew. @throws DomainError NOT_FOUND.
 */
export function updateCollection(ctx: Ctx, input: UpdateCollectionInput): Promise<CollectionView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const { collectionId, ...values } = input;
    const before = await lockCollection(ctx, collectionId);
    await findChannels(ctx, values.channelIds);
    await change(ctx, collectionId, values);
    if (!before.paused && !samePace(before, values))
      await takeBackPlanned(ctx, await itemIdsOf(ctx, collectionId));
    await record(ctx, "collection.updated", { targetId: collectionId, data: { name: values.name } });
    await askToFill(ctx);
    return getCollectionView(ctx, collectionId);
  });
}

const PACE = ["cooldownDays", "weeklyCap", "horizonDays"] as const;
const samePace = (a: CollectionRow, b: CreateCollectionInput) =>
  PACE.every((key) => a[key] === b[key]) &&
  [...a.channelIds].sort().join() === [...b.channelIds].sort().join();

/** Stop a collection; what it planned stays, or is taken back. @throws DomainError CONFLICT `collection.paused`. */
export function pauseCollection(ctx: Ctx, input: PauseCollectionInput): Promise<CollectionView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const { collectionId, planned } = input;
    const row = await lockCollection(ctx, collectionId);
    if (row.paused) throw new DomainError("CONFLICT", "collection.paused", "This collection is paused");
    await change(ctx, collectionId, { paused: true });
    const removed = planned === "remove" ? await takeBackPlanned(ctx, await itemIdsOf(ctx, collectionId)) : 0;
    await record(ctx, "collection.paused", { targetId: collectionId, data: { removed } });
    return getCollectionView(ctx, collectionId);
  });
}

/** Let a collection fill again. @throws DomainError CONFLICT `collection.active`. */
export function resumeCollection(ctx: Ctx, { collectionId }: CollectionIdInput): Promise<CollectionView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockCollection(ctx, collectionId);
    if (!row.paused) throw new DomainError("CONFLICT", "collection.active", "This collection is not paused");
    await change(ctx, collectionId, { paused: false });
    await record(ctx, "collection.resumed", { targetId: collectionId });
    await askToFill(ctx);
    return getCollectionView(ctx, collectionId);
  });
}

/** Delete a collection with its items. What went out stays; planned posts stay as posts of their own, or go. */
export function deleteCollection(ctx: Ctx, input: PauseCollectionInput): Promise<{ deleted: true }> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const { collectionId, planned } = input;
    await lockCollection(ctx, collectionId);
    const ids = await itemIdsOf(ctx, collectionId);
    if (planned === "remove") await takeBackPlanned(ctx, ids);
    await dissolveEvergreen(ctx, ids);
    await ctx.db.delete(collections).where(own(ctx, collectionId));
    await record(ctx, "collection.deleted", { targetId: collectionId, data: { items: ids.length } });
    return { deleted: true as const };
  });
}
