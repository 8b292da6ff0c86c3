import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { retime } from "@/modules/publishing/commands/queue";
import type { QueueChange, QueueIdInput, SetQueueZoneInput } from "../schemas";
import { queues } from "../tables";
import { planKept, rulesToday } from "./clocks";
import { openQueue } from "./open";
import { changeOf } from "./reflow";

/** Mean the slots in another zone: 09:00 stays 09:00, also for what is queued. The same zone again changes nothing. */
export function setQueueZone(ctx: Ctx, { channelId, timeZone }: SetQueueZoneInput): Promise<QueueChange> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const queue = await openQueue(ctx, channelId);
    if (queue.timeZone === timeZone) return { moved: 0, left: 0, before: [] };
    const now = ctx.clock.now();
    const plan = await planKept(ctx, { ...queue, timeZone }, rulesToday(queue.timeZone, now));
    await ctx.db
      .update(queues)
      .set({ timeZone, rules: rulesToday(timeZone, now), updatedAt: now })
      .where(and(eq(queues.tenantId, ctx.tenantId), eq(queues.channelId, channelId)));
    await retime(ctx, plan.moves);
    await record(ctx, "queue.zone_set", {
      targetId: channelId,
      data: { from: queue.timeZone, to: timeZone, moved: plan.moves.length },
    });
    return { ...changeOf(plan), before: [] };
  });
}

/** For Publify's own job: a queue follows its clocks also where nobody touches it. */
export const followQueueClocks = (ctx: Ctx, { channelId }: QueueIdInput): Promise<{ timeZone: string }> =>
  inTransaction(ctx, async (ctx) => {
    const { timeZone } = await openQueue(ctx, channelId);
    return { timeZone };
  });
