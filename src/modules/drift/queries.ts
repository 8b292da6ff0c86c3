import "server-only";
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { cursorId, type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { channels } from "@/modules/channels/tables";
import { deliveries, posts } from "@/modules/publishing/tables";
import type { Network } from "@/networks/contract";
import { findNetwork, NETWORKS } from "@/networks/registry";
import { batchMax, mayDiffer, nightlyEveryMs, nightlyForMs, watchedForMs, weeklyEveryMs } from "./policy";
import type { DriftView, ListDriftInput, PresenceInput, PresenceView } from "./schemas";
import { presences } from "./tables";

const presenceOf = and(eq(presences.tenantId, deliveries.tenantId), eq(presences.deliveryId, deliveries.id));

/** What is out and not taken off again: only that can differ. */
const isOut = (tenantId: Id<"workspace">): SQL | undefined =>
  and(eq(deliveries.tenantId, tenantId), eq(deliveries.state, "published"), isNull(deliveries.removedAt));

/** A delivery with what is known of how it stands, whatever its state. @throws DomainError NOT_FOUND. */
export async function loadWatched({ db, tenantId }: TxCtx, deliveryId: Id<"delivery">) {
  const [row] = await db
    .select({
      id: deliveries.id,
      postId: deliveries.postId,
      channelId: deliveries.channelId,
      network: deliveries.network,
      state: deliveries.state,
      removedAt: deliveries.removedAt,
      externalId: deliveries.externalId,
      url: deliveries.url,
      content: deliveries.content,
      publishedAt: deliveries.publishedAt,
      presence: presences,
    })
    .from(deliveries)
    .leftJoin(presences, presenceOf)
    .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, deliveryId)));
  if (!row) throw notFound("delivery");
  return row;
}
export type Watched = Awaited<ReturnType<typeof loadWatched>>;

/** How something that we published stands on its network. @throws DomainError NOT_FOUND. */
export function getPresence(
  ctx: Ctx,
  { deliveryId }: PresenceInput,
  networks: (key: string) => Network | undefined = findNetwork,
): Promise<PresenceView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const { network: key, presence, content, state, removedAt } = await loadWatched(ctx, deliveryId);
    const network = networks(key);
    const out = state === "published" && removedAt === null;
    return {
      deliveryId,
      state: presence?.state ?? "unknown",
      sentText: content?.body ?? null,
      foundText: presence?.foundText ?? null,
      detail: presence?.detail ?? null,
      checkedAt: presence?.checkedAt ?? null,
      since: presence?.since ?? null,
      acceptedAt: presence?.acceptedAt ?? null,
      inspectable: out && network !== undefined && mayDiffer(network),
      editable: out && network?.edit !== undefined,
    };
  });
}

const excerptMax = 160;

/** What differs on its network and nobody has let be, newest first. */
export function listDrift(ctx: Ctx, { limit, cursor }: ListDriftInput): Promise<Page<DriftView>> {
  authorise(ctx, "post.read");
  const after = cursorId("delivery", cursor);
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const rows = await db
      .select({
        deliveryId: presences.deliveryId,
        postId: deliveries.postId,
        postTitle: posts.title,
        text: sql<string>`left(coalesce(${deliveries.content} ->> 'body', ${posts.body}), ${excerptMax})`,
        channelName: channels.name,
        network: deliveries.network,
        state: sql<DriftView["state"]>`${presences.state}`,
        since: sql<Date>`coalesce(${presences.since}, ${presences.checkedAt})`.mapWith(presences.checkedAt),
      })
      .from(presences)
      .innerJoin(deliveries, presenceOf)
      .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
      .innerJoin(
        channels,
        and(eq(channels.tenantId, deliveries.tenantId), eq(channels.id, deliveries.channelId)),
      )
      .where(
        and(
          eq(presences.tenantId, tenantId),
          inArray(presences.state, ["edited", "gone"]),
          isNull(presences.acceptedAt),
          isOut(tenantId),
          after ? lt(presences.deliveryId, after) : undefined,
        ),
      )
      // A delivery's id rises with time: the newest posts come first, and pages need no second key.
      .orderBy(desc(presences.deliveryId))
      .limit(limit + 1);
    return toPage(rows, limit, (row) => row.deliveryId);
  });
}

/** The deliveries of a channel that are due for a look, those longest unseen first. */
export function listDueLooks(
  { db, tenantId }: TxCtx,
  channelId: Id<"channel">,
  now: Date,
): Promise<{ id: Id<"delivery"> }[]> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const unseen = isNull(presences.checkedAt);
  return db
    .select({ id: deliveries.id })
    .from(deliveries)
    .leftJoin(presences, presenceOf)
    .where(
      and(
        isOut(tenantId),
        eq(deliveries.channelId, channelId),
        gt(deliveries.publishedAt, ago(watchedForMs)),
        or(isNotNull(deliveries.externalId), isNotNull(deliveries.url)),
        or(
          unseen,
          and(gt(deliveries.publishedAt, ago(nightlyForMs)), lt(presences.checkedAt, ago(nightlyEveryMs))),
          lt(presences.checkedAt, ago(weeklyEveryMs)),
        ),
      ),
    )
    .orderBy(sql`${presences.checkedAt} asc nulls first`, desc(deliveries.publishedAt))
    .limit(batchMax);
}

export interface DriftTarget {
  tenantId: Id<"workspace">;
  channelId: Id<"channel">;
  network: string;
}

const watchable = NETWORKS.filter(mayDiffer);

/** For Publify's own jobs: active channels whose posts can be looked at, after `afterId`, a page at a time. */
export const listWatchedChannels = (afterId: Id<"channel"> | null, limit: number): Promise<DriftTarget[]> =>
  inSystemTransaction((db) =>
    db
      .select({ tenantId: channels.tenantId, channelId: channels.id, network: channels.network })
      .from(channels)
      .where(
        and(
          eq(channels.state, "active"),
          inArray(
            channels.network,
            watchable.map(({ key }) => key),
          ),
          afterId ? gt(channels.id, afterId) : undefined,
        ),
      )
      .orderBy(asc(channels.id))
      .limit(limit),
  );
