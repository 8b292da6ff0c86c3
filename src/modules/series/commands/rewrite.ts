import "server-only";
import type { TxCtx } from "@/db/tx";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { becomeOccurrence } from "@/modules/publishing/commands/origin";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { dayOf, fillAheadMs, type Occurrence, occurrencesBetween, pairUp } from "../policy";
import { lockOccurrences, lockSeries, type OccurrencePost, type SeriesRow } from "./load";
import { withdraw } from "./withdraw";
import { livingTemplate, saveSeries, templateOf } from "./write";

export interface Rewrite {
  /** The series as it was, whose rule tells which posts a person moved or edited. */
  before: SeriesRow;
  /** Its id and state after the change are those of the row that is saved. */
  seriesId: SeriesRow["id"];
  newText: boolean;
  includeEdited: boolean;
}

/** Give one post its place and words. Tells its revision afterwards. */
async function rewriteOne(
  ctx: TxCtx,
  row: SeriesRow,
  post: OccurrencePost,
  { target, newText }: { target: Occurrence; newText: boolean },
): Promise<number> {
  const { id: postId, revision } = post;
  if (target.occurrence !== post.occurrence)
    await becomeOccurrence(ctx, postId, { seriesId: row.id, occurrence: target.occurrence });
  if (target.wallTime !== post.wallTime || row.timeZone !== post.timeZone)
    await schedulePost(ctx, { postId, publishAt: target.wallTime, timeZone: row.timeZone });
  if (!newText && !post.detached) return revision;
  const template = await livingTemplate(ctx, templateOf(row));
  return (await updatePost(ctx, { ...template, postId, revision })).revision;
}

/**
 * Make the open occurrences of a locked series say and do what the series says now. Those that a person edited or
 * moved stay as they are unless asked; those that the rule makes no more go. What went out is never touched.
 */
export async function rewriteOpen(ctx: TxCtx, { before, seriesId, ...how }: Rewrite): Promise<void> {
  const row = await lockSeries(ctx, seriesId);
  const known = await lockOccurrences(ctx, { ...before, id: seriesId });
  const [mine, others] = [known.filter((post) => touches(post, how)), known.filter((p) => !touches(p, how))];
  const held = new Set(others.map(({ occurrence }) => dayOf(occurrence)));
  const now = ctx.clock.now();
  const last = mine.at(-1)?.occurrence;
  const horizon = Math.max(now.getTime() + fillAheadMs, last ? Date.parse(`${last}Z`) : 0);
  const targets = occurrencesBetween(row, now, new Date(horizon)).filter(
    ({ occurrence }) => !held.has(dayOf(occurrence)),
  );
  const { pairs, left } = pairUp(mine, targets);
  const written: Record<string, number> = {};
  for (const { post, target } of pairs)
    written[target.occurrence] = await rewriteOne(ctx, row, post, { target, newText: how.newText });
  await withdraw(ctx, left);
  // Those that were passed over keep what was known of them, so that they still count as edited.
  for (const { occurrence, detached } of others) {
    const revision = before.written[occurrence];
    if (!detached && revision !== undefined) written[occurrence] = revision;
  }
  await saveSeries(ctx, seriesId, { written });
}

const touches = (post: OccurrencePost, { includeEdited }: Pick<Rewrite, "includeEdited">): boolean =>
  post.open && !post.leftOut && (includeEdited || !post.detached);
