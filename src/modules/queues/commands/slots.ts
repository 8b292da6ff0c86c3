import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { lockQueued, retime } from "@/modules/publishing/commands/queue";
import type {
  CopySlotsInput,
  PreviewSlotsInput,
  QueueChange,
  SetSlotsInput,
  Slot,
  SlotInput,
  SlotsPreview,
} from "../schemas";
import { slots } from "../tables";
import { type OpenQueue, openQueue, openQueues } from "./open";
import { changeOf, planReflow } from "./reflow";

const nameOf = ({ weekday, time }: Pick<SlotInput, "weekday" | "time">) => `${weekday} ${time}`;

/** The wanted week; a slot that stays at its time keeps its id. */
function weekOf(now: readonly Slot[], wanted: readonly SlotInput[]): Slot[] {
  const idOf = new Map(now.map((slot) => [nameOf(slot), slot.id]));
  return wanted
    .map((slot) => ({ ...slot, id: idOf.get(nameOf(slot)) ?? newId("slot") }))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

async function writeWeek(ctx: TxCtx, channelId: Id<"channel">, week: readonly Slot[]): Promise<void> {
  const { db, tenantId } = ctx;
  await db.delete(slots).where(and(eq(slots.tenantId, tenantId), eq(slots.channelId, channelId)));
  if (week.length > 0) await db.insert(slots).values(week.map((slot) => ({ ...slot, tenantId, channelId })));
}

async function replaceWeek(
  ctx: TxCtx,
  queue: OpenQueue,
  wanted: readonly SlotInput[],
  reflow: boolean,
): Promise<QueueChange> {
  const channelId = queue.channel.id;
  const week = weekOf(queue.slots, wanted);
  await writeWeek(ctx, channelId, week);
  const queued = reflow ? await lockQueued(ctx, channelId) : [];
  const plan = await planReflow(ctx, { ...queue, slots: week }, queued);
  await retime(ctx, plan.moves);
  await record(ctx, "queue.slots_set", {
    targetId: channelId,
    data: { slots: week.map(nameOf), moved: plan.moves.length, left: plan.left.length },
  });
  return changeOf(plan);
}

/** Replace a channel's week; what is queued follows unless it is told not to. @throws DomainError NOT_FOUND. */
export function setSlots(ctx: Ctx, { channelId, slots, reflow }: SetSlotsInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const change = await replaceWeek(ctx, await openQueue(ctx, channelId), slots, reflow);
    // Its former times are slots no more: nothing could be put back there.
    return { ...change, before: [] };
  });
}

/** What `setSlots` would do to the posts that are queued; changes nothing. */
export function previewSlots(ctx: Ctx, input: PreviewSlotsInput): Promise<SlotsPreview> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const queue = await openQueue(ctx, input.channelId);
    const queued = await lockQueued(ctx, input.channelId);
    const week = weekOf(queue.slots, input.slots);
    const { moves, left } = await planReflow(ctx, { ...queue, slots: week }, queued);
    return { queued: queued.length, moved: moves.length, left: left.length };
  });
}

/** Give other channels the week of this one, each in its own zone. @throws DomainError NOT_FOUND. */
export function copySlots(ctx: Ctx, { channelId, toChannelIds, reflow }: CopySlotsInput) {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const targets = toChannelIds.filter((id) => id !== channelId);
    const [source, ...queues] = await openQueues(ctx, [channelId, ...targets]);
    const items: { channelId: Id<"channel">; moved: number; left: number }[] = [];
    for (const queue of queues) {
      const { moved, left } = await replaceWeek(ctx, queue, source?.slots ?? [], reflow);
      items.push({ channelId: queue.channel.id, moved, left });
    }
    return { items };
  });
}
