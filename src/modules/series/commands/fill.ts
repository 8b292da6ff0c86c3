import "server-only";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, isUniqueViolation, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { seriesStalled } from "../events";
import { dayOf, fillAheadMs, fillMax, nextOccurrences, type Occurrence, resolve } from "../policy";
import type { SeriesIdInput } from "../schemas";
import { lockOccurrences, lockSeries, type SeriesRow, takenDays } from "./load";
import { saveSeries, writeOccurrence } from "./write";

/** The next occurrence to write: within the horizon, or, when nothing is written yet, the very next one. */
async function findNext(ctx: TxCtx, row: SeriesRow): Promise<Occurrence | null> {
  const now = ctx.clock.now();
  // What was written once is not written again, even when somebody deleted it for good.
  const from = row.filledUntil && row.filledUntil > now ? row.filledUntil : null;
  const taken = await takenDays(ctx, row.id);
  const upcoming = nextOccurrences(row, now, fillMax);
  const next = upcoming.find(
    ({ occurrence, at }) => (from === null || at > from) && !taken.has(dayOf(occurrence)),
  );
  if (!next) return null;
  return next.at.getTime() <= now.getTime() + fillAheadMs || next === upcoming[0] ? next : null;
}

/** Write the next occurrence of a locked, active series; false when there is none to write. */
export async function writeNext(ctx: TxCtx, seriesId: Id<"series">): Promise<boolean> {
  const row = await lockSeries(ctx, seriesId);
  if (row.state !== "active") return false;
  const next = await findNext(ctx, row);
  if (next) {
    await writeOccurrence(ctx, row, next);
    await saveSeries(ctx, seriesId, { filledUntil: next.at, problem: null });
    return true;
  }
  if (nextOccurrences(row, ctx.clock.now(), 1).length === 0) {
    await saveSeries(ctx, seriesId, { state: "ended" });
    await record(ctx, "series.finished", { targetId: seriesId });
  }
  return false;
}

/**
 * Where the rules of a zone changed since an occurrence was written, its hour stays and its instant moves.
 * Occurrences that a person moved are theirs.
 */
async function followClocks(ctx: TxCtx, seriesId: Id<"series">): Promise<void> {
  const row = await lockSeries(ctx, seriesId);
  for (const { id, occurrence, publishAt, open, detached } of await lockOccurrences(ctx, row)) {
    const { at, wallTime } = resolve(occurrence, row.timeZone);
    if (open && !detached && publishAt?.getTime() !== at.getTime())
      await schedulePost(ctx, { postId: id, publishAt: wallTime, timeZone: row.timeZone });
  }
}

function reasonOf(error: unknown): string | null {
  if (error instanceof DomainError) return error.reason;
  return isUniqueViolation(error, "posts_tenant_occurrence") ? "series.written_already" : null;
}

async function stall(ctx: TxCtx, seriesId: Id<"series">, reason: string): Promise<void> {
  const row = await lockSeries(ctx, seriesId);
  if (row.problem === reason) return;
  await saveSeries(ctx, seriesId, { problem: reason });
  await record(ctx, "series.stalled", { targetId: seriesId, data: { reason } });
  await emit(ctx, { name: seriesStalled.name, data: { seriesId, reason } });
}

/**
 * Write the occurrences of the next weeks as scheduled posts, each in a transaction of its own; a repeat writes
 * nothing twice. One that is refused stops the pass, and says why on the series.
 */
export async function fillSeries(ctx: Ctx, { seriesId }: SeriesIdInput): Promise<{ written: number }> {
  authorise(ctx, "post.publish");
  for (let written = 0; ; written++) {
    try {
      const more = written < fillMax && (await inTransaction(ctx, (tx) => writeNext(tx, seriesId)));
      if (more) continue;
      await inTransaction(ctx, (tx) => followClocks(tx, seriesId));
      return { written };
    } catch (error) {
      const reason = reasonOf(error);
      if (!reason) throw error;
      // Deleted since it was asked for: there is nothing to write, and nobody to tell.
      if (reason === "series.not_found") return { written };
      await inTransaction(ctx, (tx) => stall(tx, seriesId, reason));
      return { written };
    }
  }
}
