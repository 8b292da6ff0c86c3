import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { dissolveSeries } from "@/modules/publishing/commands/origin";
import { nextOccurrences } from "../policy";
import { getSeries } from "../queries";
import type { EndSeriesInput, SeriesIdInput, SeriesView } from "../schemas";
import { series } from "../tables";
import { startFilling } from "./create";
import { lockActive, lockOccurrences, lockSeries, type SeriesRow } from "./load";
import { withdraw } from "./withdraw";
import { saveSeries } from "./write";

async function removePlanned(ctx: TxCtx, row: SeriesRow): Promise<number> {
  const open = (await lockOccurrences(ctx, row)).filter((post) => post.open);
  await withdraw(ctx, open);
  return open.length;
}

/** End a series: nothing more is written. @throws DomainError NOT_FOUND; CONFLICT `series.ended`. */
export function endSeries(ctx: Ctx, { seriesId, planned }: EndSeriesInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockActive(ctx, seriesId);
    const removed = planned === "remove" ? await removePlanned(ctx, row) : 0;
    await saveSeries(ctx, seriesId, { state: "ended", problem: null });
    await record(ctx, "series.ended", { targetId: seriesId, data: { planned, removed } });
    return getSeries(ctx, { seriesId });
  });
}

/** Go on with a series that was ended. @throws DomainError CONFLICT `series.active`, `series.exhausted`. */
export function resumeSeries(ctx: Ctx, { seriesId }: SeriesIdInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockSeries(ctx, seriesId);
    if (row.state === "active") throw new DomainError("CONFLICT", "series.active", "This series goes on");
    if (nextOccurrences(row, ctx.clock.now(), 1).length === 0)
      throw new DomainError("CONFLICT", "series.exhausted", "The rule of this series makes no further post");
    await saveSeries(ctx, seriesId, { state: "active", filledUntil: null, problem: null });
    await record(ctx, "series.resumed", { targetId: seriesId });
    await startFilling(ctx, seriesId);
    return getSeries(ctx, { seriesId });
  });
}

/** Delete a series. Posts that went out stay; planned ones stay as posts of their own, or go. @throws DomainError NOT_FOUND. */
export function deleteSeries(ctx: Ctx, { seriesId, planned }: EndSeriesInput): Promise<{ deleted: true }> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockSeries(ctx, seriesId);
    if (planned === "remove") await removePlanned(ctx, row);
    await dissolveSeries(ctx, seriesId);
    await ctx.db.delete(series).where(and(eq(series.tenantId, ctx.tenantId), eq(series.id, seriesId)));
    await record(ctx, "series.deleted", { targetId: seriesId, data: { planned } });
    return { deleted: true as const };
  });
}
