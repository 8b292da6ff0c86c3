import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { moveOccurrences } from "@/modules/publishing/commands/origin";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import type { PostView } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { dayOf, makes, moveExcluded, nextOccurrences, type Plan, resolve, splitPlan } from "../policy";
import { getSeries } from "../queries";
import type { EditAllInput, EditFollowingInput, EditOccurrenceInput, SeriesView } from "../schemas";
import { insertSeries, planOf, requireFuture, startFilling } from "./create";
import { lockActive, type SeriesRow } from "./load";
import { rewriteOpen } from "./rewrite";
import { requireOwn, saveSeries, templateOf, wholeTemplate, writeOccurrence } from "./write";

/** The post of an occurrence, if it is written; null for one that is deleted. */
async function findPostOf(ctx: TxCtx, seriesId: Id<"series">, occurrence: string) {
  const [post] = await ctx.db
    .select({ id: posts.id, deletedAt: posts.deletedAt })
    .from(posts)
    .where(
      and(eq(posts.tenantId, ctx.tenantId), eq(posts.seriesId, seriesId), eq(posts.occurrence, occurrence)),
    );
  return post;
}

/** Stop on an occurrence that the rule does not make, or that was taken out. @throws DomainError NOT_FOUND. */
export function requireOccurrence(row: Plan, occurrence: string): void {
  if (!makes(row, occurrence) || row.excluded.includes(occurrence)) throw notFound("occurrence");
}

/**
 * Change this occurrence only; later changes of the series pass over it unless asked. One that is not written yet is.
 * @throws DomainError NOT_FOUND `occurrence.not_found`; CONFLICT `series.ended`, `post.locked`; as `schedulePost`.
 */
export function editOccurrence(ctx: Ctx, input: EditOccurrenceInput): Promise<PostView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const { seriesId, occurrence, template, wallTime, timeZone } = input;
    const row = await lockActive(ctx, seriesId);
    const known = await findPostOf(ctx, seriesId, occurrence);
    if (!known) requireOccurrence(row, occurrence);
    if (known?.deletedAt) throw notFound("occurrence");
    let post = known
      ? await getPost(ctx, { postId: known.id })
      : await writeOccurrence(ctx, row, resolve(occurrence, row.timeZone));
    const { id: postId, revision } = post;
    if (template) post = await updatePost(ctx, { ...wholeTemplate(template), postId, revision });
    if (wallTime || timeZone)
      post = await schedulePost(ctx, {
        postId,
        publishAt: wallTime ?? post.wallTime ?? occurrence,
        timeZone: timeZone ?? post.timeZone ?? row.timeZone,
      });
    await record(ctx, "series.occurrence_edited", { targetId: seriesId, data: { occurrence, postId } });
    return post;
  });
}

type Wanted = Pick<EditAllInput, "rule" | "startsAt" | "timeZone">;

/** A plan with what was asked for changed in it; days that were skipped stay skipped. */
async function changePlan(ctx: TxCtx, plan: Plan, wanted: Wanted): Promise<Plan> {
  const { rule = plan.rule, startsAt = plan.startsAt, timeZone = plan.timeZone } = wanted;
  const changed = await planOf(ctx, { rule, startsAt, timeZone });
  const next = { ...changed, excluded: moveExcluded(plan.excluded, startsAt) };
  requireFuture(ctx, next);
  return next;
}

const samePlan = (a: Plan, b: Plan) =>
  a.rule === b.rule && a.startsAt === b.startsAt && a.timeZone === b.timeZone;

async function changeAll(ctx: TxCtx, row: SeriesRow, input: EditAllInput): Promise<void> {
  const plan = await changePlan(ctx, row, input);
  const { seriesId, template, includeEdited } = input;
  if (template) await requireOwn(ctx, template, templateOf(row));
  await saveSeries(ctx, seriesId, {
    ...plan,
    excluded: [...plan.excluded],
    ...(template ? { template: wholeTemplate(template) } : {}),
    ...(samePlan(plan, row) ? {} : { filledUntil: null }),
    problem: null,
  });
  await rewriteOpen(ctx, { before: row, seriesId, newText: template !== undefined, includeEdited });
  await record(ctx, "series.updated", {
    targetId: seriesId,
    data: { rule: plan.rule, text: template !== undefined },
  });
  await startFilling(ctx, seriesId);
}

/**
 * Change every occurrence that has not gone out. @throws DomainError INVALID for rule, start and zone; CONFLICT
 * `series.ended`; and whatever refuses the new text.
 */
export function editAll(ctx: Ctx, input: EditAllInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    await changeAll(ctx, await lockActive(ctx, input.seriesId), input);
    return getSeries(ctx, { seriesId: input.seriesId });
  });
}

/**
 * Change an occurrence and those that follow: the series ends before it, and a new one goes on from it. Tells the new one.
 * @throws DomainError NOT_FOUND `occurrence.not_found`; as `editAll`.
 */
export function editFollowing(ctx: Ctx, input: EditFollowingInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const row = await lockActive(ctx, input.seriesId);
    requireOccurrence(row, input.occurrence);
    const { before, after } = splitPlan(row, input.occurrence);
    if (!before) {
      await changeAll(ctx, row, input);
      return getSeries(ctx, { seriesId: row.id });
    }
    const plan = await changePlan(ctx, after, input);
    if (dayOf(plan.startsAt) < dayOf(input.occurrence))
      throw new DomainError("INVALID", "series.starts_before", "This starts before the series is cut", {
        field: "startsAt",
      });
    const { template } = input;
    if (template) await requireOwn(ctx, template, templateOf(row));
    const seriesId = await insertSeries(ctx, {
      ...plan,
      template: template ? wholeTemplate(template) : row.template,
      authorId: row.authorId,
    });
    await moveOccurrences(ctx, { from: row.id, to: seriesId, since: input.occurrence });
    await closeBefore(ctx, row, before);
    const { includeEdited } = input;
    await rewriteOpen(ctx, { before: row, seriesId, newText: template !== undefined, includeEdited });
    await record(ctx, "series.split", { targetId: row.id, data: { occurrence: input.occurrence, seriesId } });
    await startFilling(ctx, seriesId);
    return getSeries(ctx, { seriesId });
  });
}

async function closeBefore(ctx: TxCtx, row: SeriesRow, before: Plan): Promise<void> {
  const { rule, excluded } = before;
  const over = nextOccurrences(before, ctx.clock.now(), 1).length === 0;
  await saveSeries(ctx, row.id, {
    rule,
    excluded: [...excluded],
    ...(over ? { state: "ended" as const } : {}),
  });
}
