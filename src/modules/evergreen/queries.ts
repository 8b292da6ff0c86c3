import "server-only";
import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import type { PostIdInput } from "@/modules/publishing/schemas";
import { deliveries, posts, variants } from "@/modules/publishing/tables";
import { findFreeSlots } from "@/modules/queues/queries";
import { slots } from "@/modules/queues/tables";
import { getWorkspace } from "@/modules/workspaces/queries";
import { type Appearance, dayNumberOf, type Fill, type GapInput, planFills, stateOf } from "./policy";
import {
  type CollectionIdInput,
  type CollectionView,
  cooldownDaysMax,
  type EvergreenOrigin,
  type EvergreenView,
  evergreenTemplate,
  type FillPreview,
  type FillView,
  previewMax,
  textKeyOf,
} from "./schemas";
import { collections, evergreens } from "./tables";

type CollectionRow = typeof collections.$inferSelect;
type EvergreenRow = typeof evergreens.$inferSelect;

/** Posts of evergreen items that are to come. */
const planned = (ctx: TxCtx) =>
  and(
    eq(posts.tenantId, ctx.tenantId),
    isNotNull(posts.evergreenId),
    isNull(posts.deletedAt),
    inArray(posts.state, ["scheduled", "held", "publishing"]),
    gt(posts.publishAt, ctx.clock.now()),
  );

async function collectionViews(ctx: TxCtx, rows: CollectionRow[]): Promise<CollectionView[]> {
  const mine = eq(evergreens.tenantId, ctx.tenantId);
  const usable = await ctx.db
    .select({ id: evergreens.collectionId, total: count() })
    .from(evergreens)
    .where(
      and(
        mine,
        isNull(evergreens.retiredAt),
        or(isNull(evergreens.usesMax), gt(evergreens.usesMax, evergreens.uses)),
      ),
    )
    .groupBy(evergreens.collectionId);
  const coming = await ctx.db
    .select({ id: evergreens.collectionId, total: count() })
    .from(posts)
    .innerJoin(evergreens, and(eq(evergreens.tenantId, posts.tenantId), eq(evergreens.id, posts.evergreenId)))
    .where(planned(ctx))
    .groupBy(evergreens.collectionId);
  const [usableOf, comingOf] = [usable, coming].map(
    (list) => new Map(list.map((row) => [row.id, row.total])),
  );
  return rows.map((row) => ({
    ...row,
    channelIds: row.channelIds as Id<"channel">[],
    itemCount: usableOf?.get(row.id) ?? 0,
    plannedCount: comingOf?.get(row.id) ?? 0,
  }));
}

function evergreenViewOf(row: EvergreenRow): EvergreenView {
  const template = evergreenTemplate.parse(row.template);
  return {
    ...row,
    template,
    title: template.title,
    mediaCount: template.media.length,
    state: stateOf(row),
    refusals: Object.entries(row.refusals).map(([channelId, reason]) => ({
      channelId: channelId as Id<"channel">,
      reason,
    })),
  };
}

/** The collections of a workspace, by name. */
export function listCollections(ctx: Ctx): Promise<{ items: CollectionView[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(collections)
      .where(eq(collections.tenantId, ctx.tenantId))
      .orderBy(asc(collections.name), asc(collections.id));
    return { items: await collectionViews(ctx, rows) };
  });
}

async function loadCollection(ctx: TxCtx, id: Id<"collection">): Promise<CollectionRow> {
  const [row] = await ctx.db
    .select()
    .from(collections)
    .where(and(eq(collections.tenantId, ctx.tenantId), eq(collections.id, id)));
  if (!row) throw notFound("collection");
  return row;
}

/** One collection without its items, inside a command. @throws DomainError NOT_FOUND. */
export async function getCollectionView(ctx: TxCtx, id: Id<"collection">): Promise<CollectionView> {
  const [view] = await collectionViews(ctx, [await loadCollection(ctx, id)]);
  if (!view) throw notFound("collection");
  return view;
}

/** One collection with its items, newest first. @throws DomainError NOT_FOUND `collection.not_found`. */
export function getCollection(
  ctx: Ctx,
  { collectionId }: CollectionIdInput,
): Promise<CollectionView & { items: EvergreenView[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const view = await getCollectionView(ctx, collectionId);
    const rows = await ctx.db
      .select()
      .from(evergreens)
      .where(and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.collectionId, collectionId)))
      .orderBy(desc(evergreens.id));
    return { ...view, items: rows.map(evergreenViewOf) };
  });
}

/** One item, inside a command. @throws DomainError NOT_FOUND `evergreen.not_found`. */
export async function getEvergreenView(ctx: TxCtx, id: Id<"evergreen">): Promise<EvergreenView> {
  const [row] = await ctx.db
    .select()
    .from(evergreens)
    .where(and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.id, id)));
  if (!row) throw notFound("evergreen");
  return evergreenViewOf(row);
}

const keySql = sql<string>`lower(btrim(regexp_replace(normalize(coalesce(${variants.body}, ${posts.body}), NFC), '\\s+', ' ', 'g')))`;
/** What a person wrote counts while it is there; what an item made counts even when somebody took it away again. */
const seenStates = sql`(${posts.evergreenId} is not null or (${posts.deletedAt} is null and ${deliveries.state} not in ('cancelled', 'failed', 'missed')))`;

/** What went, or will go, to these channels that decides whose turn it is. */
async function loadHistory(
  ctx: TxCtx,
  channelIds: Id<"channel">[],
  { items, timeZone }: { items: readonly EvergreenRow[]; timeZone: string },
): Promise<Appearance[]> {
  const keys = [...new Set(items.flatMap((item) => item.variations.map(textKeyOf)))];
  if (channelIds.length === 0 || keys.length === 0) return [];
  const since = new Date(ctx.clock.now().getTime() - (cooldownDaysMax + 1) * dayMs);
  const rows = await ctx.db
    .select({
      channelId: deliveries.channelId,
      at: deliveries.publishAt,
      text: keySql,
      evergreenId: posts.evergreenId,
    })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
    .leftJoin(
      variants,
      and(eq(variants.tenantId, deliveries.tenantId), eq(variants.id, deliveries.variantId)),
    )
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        inArray(deliveries.channelId, channelIds),
        eq(deliveries.part, 0),
        gte(deliveries.publishAt, since),
        seenStates,
        or(isNotNull(posts.evergreenId), inArray(keySql, keys)),
      ),
    );
  const collectionOf = new Map(items.map((item) => [item.id, item.collectionId]));
  return rows.map(({ at, ...row }) => ({
    ...row,
    day: dayNumberOf(at, timeZone),
    collectionId: row.evergreenId ? (collectionOf.get(row.evergreenId) ?? null) : null,
  }));
}

export interface DeskOptions {
  /** Collections that count as running even when they are paused. */
  asIfRunning?: Id<"collection">;
  /** Days beyond each collection's horizon, for a look further ahead. */
  extraDays?: number;
}

/** Everything that the planner needs: free slots, collections, items and what was seen before. */
export async function loadDesk(ctx: TxCtx, options: DeskOptions = {}): Promise<GapInput> {
  const { asIfRunning, extraDays = 0 } = options;
  const { timeZone } = await getWorkspace(ctx);
  const now = ctx.clock.now();
  const all = await ctx.db.select().from(collections).where(eq(collections.tenantId, ctx.tenantId));
  const running = all.filter(({ id, paused }) => !paused || id === asIfRunning);
  const active = await ctx.db
    .select({ id: channels.id })
    .from(channels)
    .where(and(eq(channels.tenantId, ctx.tenantId), eq(channels.state, "active")));
  const wanted = new Set<string>(running.flatMap(({ channelIds }) => channelIds));
  const channelIds = active.flatMap(({ id }) => (wanted.has(id) ? [id] : []));
  const items = await ctx.db.select().from(evergreens).where(eq(evergreens.tenantId, ctx.tenantId));
  const days = Math.max(0, ...running.map(({ horizonDays }) => horizonDays)) + extraDays;
  const to = new Date(now.getTime() + (days + 1) * dayMs);
  const free = channelIds.length > 0 ? await findFreeSlots(ctx, { channelIds, from: now, to }) : [];
  const today = dayNumberOf(now, timeZone);
  const runningIds = new Set(running.map(({ id }) => id));
  return {
    gaps: free
      .filter((slot) => slot.evergreen)
      .map(({ channelId, at }) => ({ channelId, at, day: dayNumberOf(at, timeZone) })),
    collections: running.map((row) => ({ ...row, lastDay: today + row.horizonDays + extraDays })),
    items: items
      .filter((item) => runningIds.has(item.collectionId) && stateOf(item) === "active")
      .map((item) => ({
        id: item.id,
        collectionId: item.collectionId,
        variations: item.variations,
        usesLeft: item.usesMax === null ? null : item.usesMax - item.uses,
        refusedBy: Object.keys(item.refusals),
      })),
    history: await loadHistory(ctx, channelIds, { items, timeZone }),
  };
}

async function listPlanned(ctx: TxCtx, items: ReadonlyMap<string, EvergreenRow>): Promise<FillView[]> {
  const ids = [...items.values()].map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select({
      postId: posts.id,
      postState: posts.state,
      evergreenId: posts.evergreenId,
      text: posts.body,
      channelId: deliveries.channelId,
      at: deliveries.publishAt,
    })
    .from(posts)
    .innerJoin(
      deliveries,
      and(eq(deliveries.tenantId, posts.tenantId), eq(deliveries.postId, posts.id), eq(deliveries.part, 0)),
    )
    .where(and(planned(ctx), inArray(posts.evergreenId, ids)))
    .orderBy(asc(deliveries.publishAt));
  return rows.flatMap(({ evergreenId, ...row }) => {
    if (!evergreenId) return [];
    const index = items.get(evergreenId)?.variations.indexOf(row.text) ?? -1;
    return [{ ...row, evergreenId, variation: index < 0 ? null : index }];
  });
}

const unwritten = ({ evergreenId, channelId, at, text, variation }: Fill): FillView => ({
  ...{ evergreenId, channelId, at, text, variation },
  postId: null,
  postState: null,
});

/** What a collection planned, and what it would write next as things stand. @throws DomainError NOT_FOUND. */
export function previewFills(ctx: Ctx, { collectionId }: CollectionIdInput): Promise<FillPreview> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const row = await loadCollection(ctx, collectionId);
    const items = await ctx.db
      .select()
      .from(evergreens)
      .where(and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.collectionId, collectionId)));
    const desk = await loadDesk(ctx, { asIfRunning: collectionId, extraDays: 14 });
    const own = desk.collections.find(({ id }) => id === collectionId);
    const within = (own?.lastDay ?? 0) - 14;
    const withSlots = await ctx.db
      .selectDistinct({ id: slots.channelId })
      .from(slots)
      .where(and(eq(slots.tenantId, ctx.tenantId), eq(slots.evergreen, true)));
    const slotted = new Set<string>(withSlots.map(({ id }) => id));
    return {
      planned: await listPlanned(ctx, new Map(items.map((item) => [item.id, item]))),
      next: planFills({ ...desk, max: 200 })
        .filter((fill) => fill.collectionId === collectionId)
        .slice(0, previewMax)
        .map(unwritten),
      freeSlots: desk.gaps.filter((gap) => row.channelIds.includes(gap.channelId) && gap.day <= within)
        .length,
      slotless: row.channelIds.filter((id) => !slotted.has(id)) as Id<"channel">[],
    };
  });
}

/** The item that made a post; null when none did. @throws DomainError NOT_FOUND for another workspace's post. */
export function findEvergreenOrigin(ctx: Ctx, { postId }: PostIdInput): Promise<EvergreenOrigin> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const [post] = await db
      .select({ evergreenId: posts.evergreenId })
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), eq(posts.id, postId), isNull(posts.deletedAt)));
    if (!post) throw notFound("post");
    if (!post.evergreenId) return null;
    const [found] = await db
      .select({
        evergreenId: evergreens.id,
        collectionId: collections.id,
        collectionName: collections.name,
      })
      .from(evergreens)
      .innerJoin(
        collections,
        and(eq(collections.tenantId, evergreens.tenantId), eq(collections.id, evergreens.collectionId)),
      )
      .where(and(eq(evergreens.tenantId, tenantId), eq(evergreens.id, post.evergreenId)));
    return found ?? null;
  });
}

/** For the regular job: workspaces after `after` with a collection that runs, a page at a time. */
export const listFilling = (
  after: Id<"workspace"> | null,
  limit: number,
): Promise<{ tenantId: Id<"workspace"> }[]> =>
  inSystemTransaction((db) =>
    db
      .selectDistinct({ tenantId: collections.tenantId })
      .from(collections)
      .where(and(eq(collections.paused, false), after ? gt(collections.tenantId, after) : undefined))
      .orderBy(asc(collections.tenantId))
      .limit(limit),
  );
