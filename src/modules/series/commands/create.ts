import "server-only";
import { count, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { requireUnlocked } from "@/modules/publishing/commands/drafts";
import { becomeOccurrence } from "@/modules/publishing/commands/origin";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import type { PostView } from "@/modules/publishing/schemas";
import { getWorkspace } from "@/modules/workspaces/queries";
import { seriesChanged } from "../events";
import { fillFirst, nextOccurrences, type Plan, recurrenceOf } from "../policy";
import { getSeries } from "../queries";
import {
  type CreateSeriesFromPostInput,
  type CreateSeriesInput,
  type SeriesTemplate,
  type SeriesView,
  seriesMax,
  seriesTemplate,
} from "../schemas";
import { writeRule } from "../schemas.rule";
import { series } from "../tables";
import { writeNext } from "./fill";
import { requireOwn, saveSeries, wholeTemplate } from "./write";

/** Refuse a plan of which nothing would ever go out. @throws DomainError INVALID on `startsAt` or `rule`. */
export function requireFuture(ctx: Ctx, plan: Plan): void {
  if (nextOccurrences(plan, ctx.clock.now(), 1).length > 0) return;
  throw new DomainError("INVALID", "series.no_occurrence", "This rule makes no post from now on", {
    field: "rule",
  });
}

/** The plan of an input, in canonical form. @throws DomainError INVALID, each reason on its field. */
export async function planOf(
  ctx: TxCtx,
  input: { rule: string; startsAt: string; timeZone?: string },
): Promise<Plan> {
  const timeZone = input.timeZone ?? (await getWorkspace(ctx)).timeZone;
  const { rule, startsAt } = input;
  return { rule: writeRule(recurrenceOf({ rule, startsAt, timeZone })), startsAt, timeZone, excluded: [] };
}

/** Write the row of a series; its occurrences are the caller's next step. @throws DomainError LIMITED. */
export async function insertSeries(
  ctx: TxCtx,
  values: Pick<typeof series.$inferInsert, "template" | "authorId"> & Plan,
): Promise<Id<"series">> {
  const id = newId("series");
  const now = ctx.clock.now();
  const [total] = await ctx.db
    .select({ value: count() })
    .from(series)
    .where(eq(series.tenantId, ctx.tenantId));
  if ((total?.value ?? 0) >= seriesMax)
    throw new DomainError("LIMITED", "series.too_many", "This workspace has as many series as it may", {
      details: { max: seriesMax },
    });
  const { excluded, ...rest } = values;
  await ctx.db
    .insert(series)
    .values({ id, tenantId: ctx.tenantId, createdAt: now, updatedAt: now, ...rest, excluded: [...excluded] });
  return id;
}

const authorOf = (ctx: Ctx): Id<"user"> | null => (ctx.actor.type === "user" ? ctx.actor.userId : null);

/** Write the first occurrences while the caller waits, and ask for the rest. */
export async function startFilling(ctx: TxCtx, seriesId: Id<"series">): Promise<void> {
  for (let written = 0; written < fillFirst; written++) if (!(await writeNext(ctx, seriesId))) break;
  await emit(ctx, { name: seriesChanged.name, data: { seriesId } });
}

/** What an occurrence is written from when it is to say what this post says. */
export const templateOfPost = (post: PostView): SeriesTemplate =>
  seriesTemplate.parse({
    ...post,
    media: post.media.map(({ id, altText }) => ({ assetId: id, altText })),
    labelIds: post.labels.map(({ id }) => id),
  });

/**
 * Repeat a post by a rule; the first occurrences are written and scheduled at once.
 * @throws DomainError INVALID for the rule, its start or zone, and whatever refuses the first occurrence.
 */
export function createSeries(ctx: Ctx, input: CreateSeriesInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const plan = await planOf(ctx, input);
    requireFuture(ctx, plan);
    const template = wholeTemplate(input.template);
    await requireOwn(ctx, template);
    const seriesId = await insertSeries(ctx, { ...plan, template, authorId: authorOf(ctx) });
    await record(ctx, "series.created", { targetId: seriesId, data: { rule: plan.rule } });
    await startFilling(ctx, seriesId);
    return getSeries(ctx, { seriesId });
  });
}

/**
 * Repeat a post that exists: it becomes the first occurrence, unless it went out already.
 * @throws as `createSeries`; CONFLICT `series.already` for a post that is part of one.
 */
export function createSeriesFromPost(ctx: Ctx, input: CreateSeriesFromPostInput): Promise<SeriesView> {
  authorise(ctx, "post.publish");
  return inTransaction(ctx, async (ctx) => {
    const plan = await planOf(ctx, input);
    requireFuture(ctx, plan);
    const post = await getPost(ctx, { postId: input.postId });
    if (post.seriesId)
      throw new DomainError("CONFLICT", "series.already", "This post is part of a series already");
    const template = wholeTemplate(templateOfPost(post));
    const seriesId = await insertSeries(ctx, { ...plan, template, authorId: post.authorId });
    await record(ctx, "series.created", { targetId: seriesId, data: { rule: plan.rule, from: post.id } });
    if (post.state === "draft" || post.state === "scheduled") await adopt(ctx, seriesId, plan, post);
    await startFilling(ctx, seriesId);
    return getSeries(ctx, { seriesId });
  });
}

async function adopt(ctx: TxCtx, seriesId: Id<"series">, plan: Plan, post: PostView): Promise<void> {
  const [first] = nextOccurrences(plan, ctx.clock.now(), 1);
  if (!first) return;
  await requireUnlocked(ctx, post.id);
  await becomeOccurrence(ctx, post.id, { seriesId, occurrence: first.occurrence });
  await schedulePost(ctx, { postId: post.id, publishAt: first.wallTime, timeZone: plan.timeZone });
  await saveSeries(ctx, seriesId, {
    written: { [first.occurrence]: post.revision },
    filledUntil: first.at,
  });
}
