import "server-only";
import { and, count, eq } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { findChannels } from "@/modules/channels/queries";
import { listAssetsByIds } from "@/modules/media/queries";
import { dissolveEvergreen } from "@/modules/publishing/commands/origin";
import { getPost } from "@/modules/publishing/queries";
import { getEvergreenView } from "../queries";
import {
  type CreateEvergreenInput,
  type EvergreenFromPostInput,
  type EvergreenIdInput,
  type EvergreenTemplate,
  type EvergreenView,
  evergreenTemplate,
  itemsMax,
  type UpdateEvergreenInput,
} from "../schemas";
import { evergreens } from "../tables";
import { askToFill } from "./collections";
import { type EvergreenRow, lockCollection, lockEvergreen, takeBackPlanned } from "./load";

type Words = Pick<UpdateEvergreenInput, "template" | "variations" | "usesMax">;

const own = (ctx: TxCtx, id: Id<"evergreen">) =>
  and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.id, id));

/** Refuse media and channels of somebody else, and an item that says nothing. @throws DomainError NOT_FOUND, INVALID. */
async function requireWords(ctx: TxCtx, { template, variations }: Words): Promise<void> {
  await listAssetsByIds(
    ctx,
    template.media.map(({ assetId }) => assetId),
  );
  await findChannels(
    ctx,
    template.variants.map(({ channelId }) => channelId),
  );
  const empty = variations.findIndex((text) => text.trim() === "");
  if (empty >= 0 && template.media.length === 0)
    throw new DomainError("INVALID", "evergreen.empty", "A text says nothing", {
      field: `variations.${empty}`,
    });
}

async function insert(ctx: TxCtx, collectionId: Id<"collection">, words: Words): Promise<EvergreenView> {
  await lockCollection(ctx, collectionId);
  await requireWords(ctx, words);
  const { db, tenantId } = ctx;
  const [total] = await db
    .select({ value: count() })
    .from(evergreens)
    .where(and(eq(evergreens.tenantId, tenantId), eq(evergreens.collectionId, collectionId)));
  if ((total?.value ?? 0) >= itemsMax)
    throw new DomainError("LIMITED", "evergreen.too_many", "This collection is full", {
      details: { max: itemsMax },
    });
  const id = newId("evergreen");
  const now = ctx.clock.now();
  await db
    .insert(evergreens)
    .values({ id, tenantId, collectionId, ...words, createdAt: now, updatedAt: now });
  await record(ctx, "evergreen.created", { targetId: id, data: { collectionId } });
  await askToFill(ctx);
  return getEvergreenView(ctx, id);
}

/** Add an item to a collection. @throws DomainError NOT_FOUND, INVALID `evergreen.empty`, LIMITED `evergreen.too_many`. */
export function createEvergreen(ctx: Ctx, input: CreateEvergreenInput): Promise<EvergreenView> {
  authorise(ctx, "queue.manage");
  const { collectionId, ...words } = input;
  const template = withoutTexts(words.template);
  return inTransaction(ctx, (ctx) => insert(ctx, collectionId, { ...words, template }));
}

/** Make an item of what a post says; the post stays as it is. @throws as `createEvergreen`. */
export function createEvergreenFromPost(ctx: Ctx, input: EvergreenFromPostInput): Promise<EvergreenView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const post = await getPost(ctx, { postId: input.postId });
    const template = evergreenTemplate.parse({
      ...post,
      media: post.media.map(({ id, altText }) => ({ assetId: id, altText })),
      variants: post.variants.map((variant) => ({ ...variant, body: null })),
      labelIds: post.labels.map(({ id }) => id),
    });
    return insert(ctx, input.collectionId, { template, variations: [post.body], usesMax: null });
  });
}

/** The channels of a template carry options only: the text is always a variation. */
const withoutTexts = (template: EvergreenTemplate): EvergreenTemplate => ({
  ...template,
  variants: template.variants.map((variant) => ({ ...variant, body: null })),
});

async function change(ctx: TxCtx, row: EvergreenRow, values: Partial<EvergreenRow>, action: string) {
  await ctx.db
    .update(evergreens)
    .set({ ...values, updatedAt: ctx.clock.now() })
    .where(own(ctx, row.id));
  await takeBackPlanned(ctx, [row.id]);
  await record(ctx, action, { targetId: row.id });
  await askToFill(ctx);
  return getEvergreenView(ctx, row.id);
}

/** Change what an item says; posts of it that are planned and untouched are planned anew. @throws as `createEvergreen`. */
export function updateEvergreen(ctx: Ctx, input: UpdateEvergreenInput): Promise<EvergreenView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const { evergreenId, variations, usesMax } = input;
    const row = await lockEvergreen(ctx, evergreenId);
    const words = { template: withoutTexts(input.template), variations, usesMax };
    await requireWords(ctx, words);
    return change(ctx, row, { ...words, refusals: {} }, "evergreen.updated");
  });
}

/** Use an item no more. @throws DomainError NOT_FOUND, CONFLICT `evergreen.retired`. */
export function retireEvergreen(ctx: Ctx, { evergreenId }: EvergreenIdInput): Promise<EvergreenView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockEvergreen(ctx, evergreenId);
    if (row.retiredAt) throw new DomainError("CONFLICT", "evergreen.retired", "This item is retired");
    return change(ctx, row, { retiredAt: ctx.clock.now() }, "evergreen.retired");
  });
}

/** Use an item again. @throws DomainError NOT_FOUND, CONFLICT `evergreen.active`. */
export function reviveEvergreen(ctx: Ctx, { evergreenId }: EvergreenIdInput): Promise<EvergreenView> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockEvergreen(ctx, evergreenId);
    if (!row.retiredAt) throw new DomainError("CONFLICT", "evergreen.active", "This item is not retired");
    return change(ctx, row, { retiredAt: null, refusals: {} }, "evergreen.revived");
  });
}

/** Delete an item; posts of it that are planned and untouched go, what went out stays. @throws DomainError NOT_FOUND. */
export function deleteEvergreen(ctx: Ctx, { evergreenId }: EvergreenIdInput): Promise<{ deleted: true }> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockEvergreen(ctx, evergreenId);
    await takeBackPlanned(ctx, [row.id]);
    await dissolveEvergreen(ctx, [row.id]);
    await ctx.db.delete(evergreens).where(own(ctx, row.id));
    await record(ctx, "evergreen.deleted", { targetId: row.id });
    await askToFill(ctx);
    return { deleted: true as const };
  });
}
