import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { leaveSeries } from "@/modules/publishing/commands/origin";
import { dayOf, fillAheadMs, makes, resolve } from "../policy";
import { getSeries } from "../queries";
import { excludedMax, type OccurrenceInput, type SeriesView } from "../schemas";
import { lockActive, lockOccurrences, takenDays } from "./load";
import { withdraw } from "./withdraw";
import { saveSeries, writeOccurrence } from "./write";

const out = () =>
  new DomainError(
    "CONFLICT",
    "series.occurrence_out",
    "This occurrence has gone out, or its time has passed",
  );

/**
 * Take one occurrence out of the rule. Its post goes; one that a person edited goes to the trash.
 * @throws DomainError NOT_FOUND `occurrence.not_found`; CONFLICT `series.ended`, `series.occurrence_out`; LIMITED.
 */
export function skipOccurrence(ctx: Ctx, { seriesId, occurrence }: OccurrenceInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockActive(ctx, seriesId);
    if (!makes(row, occurrence) || row.excluded.includes(occurrence)) throw notFound("occurrence");
    if (row.excluded.length >= excludedMax)
      throw new DomainError("LIMITED", "series.too_many_skipped", "Too many occurrences are skipped", {
        details: { max: excludedMax },
      });
    const post = (await lockOccurrences(ctx, row)).find((known) => known.occurrence === occurrence);
    if (post ? !post.open && !post.deleted : resolve(occurrence, row.timeZone).at <= ctx.clock.now())
      throw out();
    if (post?.open) await withdraw(ctx, [post]);
    // In the trash it is a post of its own, so that the occurrence can be written again.
    if (post) await leaveSeries(ctx, post.id);
    await saveSeries(ctx, seriesId, { excluded: [...row.excluded, occurrence].sort() });
    await record(ctx, "series.occurrence_skipped", { targetId: seriesId, data: { occurrence } });
    return getSeries(ctx, { seriesId });
  });
}

/**
 * Put an occurrence back that was taken out. @throws DomainError NOT_FOUND `occurrence.not_found` for one that was
 * not; CONFLICT `series.ended`, `series.occurrence_out` when its time has passed.
 */
export function restoreOccurrence(ctx: Ctx, { seriesId, occurrence }: OccurrenceInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockActive(ctx, seriesId);
    if (!row.excluded.includes(occurrence)) throw notFound("occurrence");
    const time = resolve(occurrence, row.timeZone);
    const now = ctx.clock.now();
    if (time.at <= now) throw out();
    await saveSeries(ctx, seriesId, { excluded: row.excluded.filter((other) => other !== occurrence) });
    const horizon = Math.max(now.getTime() + fillAheadMs, row.filledUntil?.getTime() ?? 0);
    const taken = await takenDays(ctx, seriesId);
    if (makes(row, occurrence) && time.at.getTime() <= horizon && !taken.has(dayOf(occurrence)))
      await writeOccurrence(ctx, row, time);
    await record(ctx, "series.occurrence_restored", { targetId: seriesId, data: { occurrence } });
    return getSeries(ctx, { seriesId });
  });
}
