import "server-only";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { record } from "@/modules/audit/commands";
import { lockQueued, type Move, type Queued, retime } from "@/modules/publishing/commands/queue";
import { freeOf, haveRulesChanged, keptWallTime, rulesOf, type ZoneRules } from "../policy";
import { loadTaken } from "../queries";
import { queues } from "../tables";
import { freeSlotsOf, searchMs, type Week } from "./free";

/** Where deliveries go, and those that find no slot. */
export interface PlannedMoves {
  moves: Move[];
  left: Queued[];
}

/** What is known today of a zone's clocks, as far as a queue reaches. */
export const rulesToday = (timeZone: string, now: Date): ZoneRules =>
  rulesOf(timeZone, { after: now, until: new Date(now.getTime() + searchMs) });

/** Keep the wall time of everything queued; what would be past then, or stand where another does, moves on. */
export async function planKept(ctx: TxCtx, week: Week, former: ZoneRules): Promise<PlannedMoves> {
  const now = ctx.clock.now();
  const { channel, timeZone } = week;
  const queued = await lockQueued(ctx, channel.id);
  const except = queued.map(({ id }) => id);
  const used = new Set((await loadTaken(ctx, [channel.id], { after: now, except })).get(channel.id));
  const free = await freeSlotsOf(ctx, week, queued);
  const next = (after: Date): Date | undefined => {
    for (const { at } of freeOf(free(after), used)) return at;
    return undefined;
  };
  const plan: PlannedMoves = { moves: [], left: [] };
  for (const delivery of queued) {
    const kept = keptWallTime(delivery.at, former, timeZone);
    const at = kept > now && !used.has(kept.getTime()) ? kept : next(kept > now ? kept : now);
    if (!at) {
      plan.left.push(delivery);
      continue;
    }
    used.add(at.getTime());
    if (at.getTime() !== delivery.at.getTime()) plan.moves.push({ delivery, at });
  }
  return plan;
}

/** Less than this of what is known lies ahead: learn further. */
const aheadMinMs = searchMs / 2;

/** A government changed the clocks since the queue was filled: its posts keep the wall time that was meant. */
export async function followClocks(ctx: TxCtx, week: Week, former: ZoneRules | null): Promise<void> {
  const now = ctx.clock.now();
  const changed = former !== null && haveRulesChanged(former, week.timeZone, now);
  if (former && !changed && former.until - now.getTime() > aheadMinMs) return;
  if (former && changed) {
    const { moves } = await planKept(ctx, week, former);
    await retime(ctx, moves);
    await record(ctx, "queue.clocks_changed", {
      targetId: week.channel.id,
      data: { timeZone: week.timeZone, moved: moves.length },
    });
  }
  await ctx.db
    .update(queues)
    .set({ rules: rulesToday(week.timeZone, now), updatedAt: now })
    .where(and(eq(queues.tenantId, ctx.tenantId), eq(queues.channelId, week.channel.id)));
}
