import "server-only";
import { and, eq, gt, inArray, isNull, max, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import type { Id } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import { presences } from "@/modules/drift/tables";
import { imports } from "@/modules/imports/tables";
import type { DeliveryState } from "@/modules/publishing/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { queues, slots } from "@/modules/queues/tables";
import { seriesTemplate } from "@/modules/series/schemas";
import { series } from "@/modules/series/tables";
import { postWords } from "../policy";
import { findDeliveryFacts } from "../queries.facts";
import type { NotificationKind } from "../schemas";
import { notify } from "./notify";

interface Told {
  told: number;
}
const nobody: Told = { told: 0 };

/** What an event's delivery must still be for its news to be news. */
const KIND_OF_STATE: Partial<Record<DeliveryState, NotificationKind>> = {
  published: "post.published",
  failed: "post.failed",
  missed: "post.missed",
  needs_attention: "post.needs_attention",
  held: "post.held",
};

interface DeliveryNews {
  eventId: string;
  /** Name of the event that came; a miss comes as a failure. */
  event: "post.published" | "post.failed" | "post.needs_attention" | "post.held";
  deliveryId: Id<"delivery">;
}

/** Tell of a delivery that was published, failed, waits, or needs a person; unless it is past by now. */
export function tellOfDelivery(ctx: Ctx, { eventId, event, deliveryId }: DeliveryNews): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const facts = await findDeliveryFacts(tx, deliveryId);
    const kind = facts && KIND_OF_STATE[facts.state];
    if (!facts || !kind || (kind === "post.missed" ? "post.failed" : kind) !== event) return nobody;
    // A thread is one post to its readers: its first part speaks for it.
    if (kind === "post.published" && facts.part > 0) return nobody;
    const { post, postId, channel, channelId, reason, authorId } = facts;
    return notify(tx, { kind, eventId, authorId, data: { post, postId, channel, channelId, reason } });
  });
}

/** Tell of a channel that its network no longer lets in, with how many posts wait for it. */
export function tellOfBrokenChannel(
  ctx: Ctx,
  { eventId, channelId }: { eventId: string; channelId: Id<"channel"> },
): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const { db, tenantId } = tx;
    const [channel] = await db
      .select({ name: channels.name, state: channels.state })
      .from(channels)
      .where(and(eq(channels.tenantId, tenantId), eq(channels.id, channelId)));
    if (channel?.state !== "broken") return nobody;
    const waiting = await db.$count(
      deliveries,
      and(
        eq(deliveries.tenantId, tenantId),
        eq(deliveries.channelId, channelId),
        inArray(deliveries.state, ["scheduled", "leased", "held", "waiting"]),
      ),
    );
    const data = { channel: channel.name, channelId, waiting };
    return notify(tx, { kind: "channel.broken", eventId, data });
  });
}

/** Tell that a series writes no further post until somebody acts; unless it goes on by now. */
export function tellOfStalledSeries(
  ctx: Ctx,
  { eventId, seriesId }: { eventId: string; seriesId: Id<"series"> },
): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({ template: series.template, authorId: series.authorId, problem: series.problem })
      .from(series)
      .where(and(eq(series.tenantId, tx.tenantId), eq(series.id, seriesId)));
    if (!row?.problem) return nobody;
    const data = { post: postWords(seriesTemplate.parse(row.template)) };
    return notify(tx, { kind: "series.stalled", eventId, authorId: row.authorId, data });
  });
}

/** Tell whoever brought a file in that it is done. */
export function tellOfImport(
  ctx: Ctx,
  { eventId, importId }: { eventId: string; importId: Id<"import"> },
): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({ file: imports.fileName, accepted: imports.acceptedCount, authorId: imports.authorId })
      .from(imports)
      .where(and(eq(imports.tenantId, tx.tenantId), eq(imports.id, importId)));
    if (!row) return nobody;
    const { file, accepted, authorId } = row;
    return notify(tx, { kind: "import.finished", eventId, authorId, data: { file, accepted, importId } });
  });
}

/** Tell that what was published is no longer on its network, or says something else there. */
export function tellOfDrift(
  ctx: Ctx,
  { eventId, deliveryId }: { eventId: string; deliveryId: Id<"delivery"> },
): Promise<Told> {
  return inTransaction(ctx, async (tx) => {
    const facts = await findDeliveryFacts(tx, deliveryId);
    const [presence] = await tx.db
      .select({ state: presences.state })
      .from(presences)
      .where(and(eq(presences.tenantId, tx.tenantId), eq(presences.deliveryId, deliveryId)));
    if (!facts || !presence || !["gone", "edited"].includes(presence.state)) return nobody;
    const { post, postId, channel, channelId, authorId } = facts;
    const data = { post, postId, channel, channelId, drift: presence.state };
    return notify(tx, { kind: "drift.found", eventId, authorId, data });
  });
}

const drySoonMs = 2 * dayMs;
/** A queue whose last post went out longer ago is not in use. */
const inUseMs = 14 * dayMs;

interface DryQueue {
  tenantId: Id<"workspace">;
  channelId: Id<"channel">;
  channel: string;
  last: Date;
}

/** Queues in use, with slots and not paused, whose last post goes out within two days. */
export function listDryQueues(now: Date): Promise<DryQueue[]> {
  return inSystemTransaction(async (db) => {
    const last = max(deliveries.publishAt);
    const rows = await db
      .select({
        tenantId: deliveries.tenantId,
        channelId: deliveries.channelId,
        channel: channels.name,
        last,
      })
      .from(deliveries)
      .innerJoin(
        channels,
        and(eq(channels.tenantId, deliveries.tenantId), eq(channels.id, deliveries.channelId)),
      )
      .leftJoin(queues, and(eq(queues.tenantId, channels.tenantId), eq(queues.channelId, channels.id)))
      .where(
        and(
          eq(deliveries.queued, true),
          eq(channels.state, "active"),
          isNull(queues.pausedAt),
          gt(deliveries.publishAt, new Date(now.getTime() - inUseMs)),
          sql`${deliveries.state} <> 'cancelled'`,
          sql`exists (select 1 from ${slots} where ${slots.tenantId} = ${channels.tenantId} and ${slots.channelId} = ${channels.id})`,
        ),
      )
      .groupBy(deliveries.tenantId, deliveries.channelId, channels.name)
      .having(sql`${last} <= ${new Date(now.getTime() + drySoonMs).toISOString()}::timestamptz`);
    return rows.flatMap((row) => (row.last ? [{ ...row, last: row.last }] : []));
  });
}

/** Tell of every queue that runs dry: once for the same last post. Returns how many people were told. */
export async function tellOfDryQueues(clock: Clock, traceId: string): Promise<Told> {
  let told = 0;
  for (const { tenantId, channelId, channel, last } of await listDryQueues(clock.now())) {
    const actor = { type: "system", name: "notifications.dry-queues" } as const;
    const ctx: Ctx = { tenantId, actor, clock, traceId };
    const eventId = `dry:${channelId}:${last.toISOString()}`;
    told += (await notify(ctx, { kind: "queue.empty", eventId, data: { channel, channelId } })).told;
  }
  return { told };
}
