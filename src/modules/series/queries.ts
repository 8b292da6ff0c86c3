import "server-only";
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { cursorId, type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { users } from "@/modules/identity/tables";
import type { PostIdInput } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { dayOf, fillAheadMs, isDetached, nextOccurrences, recurrenceOf } from "./policy";
import {
  type ListSeriesInput,
  type Membership,
  type PreviewSeriesInput,
  previewCount,
  type SeriesIdInput,
  type SeriesView,
  seriesTemplate,
  type UpcomingOccurrence,
} from "./schemas";
import { writeRule } from "./schemas.rule";
import { series } from "./tables";

type SeriesRow = typeof series.$inferSelect;
type PostRow = Pick<
  typeof posts.$inferSelect,
  "id" | "seriesId" | "occurrence" | "state" | "wallTime" | "timeZone" | "revision" | "publishAt"
>;

/** Occurrences that a view shows; a rule makes one a day at most. */
const upcomingMax = 12;

/** Posts of these series that are not deleted and still to come, or were moved there. */
async function plannedPosts(ctx: TxCtx, ids: Id<"series">[]): Promise<Map<Id<"series">, PostRow[]>> {
  const found = new Map<Id<"series">, PostRow[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) return found;
  const since = new Date(ctx.clock.now().getTime() - 2 * dayMs).toISOString().slice(0, 16);
  const rows = await ctx.db
    .select({
      id: posts.id,
      seriesId: posts.seriesId,
      occurrence: posts.occurrence,
      state: posts.state,
      wallTime: posts.wallTime,
      timeZone: posts.timeZone,
      revision: posts.revision,
      publishAt: posts.publishAt,
    })
    .from(posts)
    .where(
      and(
        eq(posts.tenantId, ctx.tenantId),
        inArray(posts.seriesId, ids),
        isNull(posts.deletedAt),
        gt(posts.occurrence, since),
      ),
    )
    .orderBy(asc(posts.occurrence));
  for (const row of rows) if (row.seriesId) found.get(row.seriesId)?.push(row);
  return found;
}

async function countPublished(ctx: TxCtx, ids: Id<"series">[]): Promise<Map<Id<"series"> | null, number>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .select({ seriesId: posts.seriesId, total: count() })
    .from(posts)
    .where(
      and(
        eq(posts.tenantId, ctx.tenantId),
        inArray(posts.seriesId, ids),
        inArray(posts.state, ["published", "partial"]),
      ),
    )
    .groupBy(posts.seriesId);
  return new Map(rows.map(({ seriesId, total }) => [seriesId, total]));
}

/** What comes next by the rule, each with its post when it is written; days whose post was deleted are left out. */
function upcomingOf(row: SeriesRow, planned: PostRow[], now: Date): UpcomingOccurrence[] {
  const next = nextOccurrences(row, now, upcomingMax);
  const postOf = new Map(planned.map((post) => [dayOf(post.occurrence ?? ""), post]));
  const written = next.flatMap((time): UpcomingOccurrence[] => {
    const post = postOf.get(dayOf(time.occurrence));
    if (!post && (row.state === "ended" || (row.filledUntil && time.at <= row.filledUntil))) return [];
    return [
      {
        ...time,
        occurrence: post?.occurrence ?? time.occurrence,
        wallTime: post?.wallTime ?? time.wallTime,
        at: post?.publishAt ?? time.at,
        postId: post?.id ?? null,
        postState: post?.state ?? null,
        detached: post ? isDetached(row, row.written, { ...post, occurrence: post.occurrence ?? "" }) : false,
      },
    ];
  });
  return written.sort((a, b) => a.at.getTime() - b.at.getTime());
}

async function viewsOf(ctx: TxCtx, rows: SeriesRow[]): Promise<SeriesView[]> {
  const ids = rows.map((row) => row.id);
  const [planned, published] = [await plannedPosts(ctx, ids), await countPublished(ctx, ids)];
  const authorIds = rows.flatMap((row) => row.authorId ?? []);
  const authors =
    authorIds.length > 0
      ? await ctx.db
          .select({ id: users.id, name: users.name })
          .from(users)
          .where(inArray(users.id, authorIds))
      : [];
  const nameOf = new Map(authors.map(({ id, name }) => [id, name]));
  return rows.map((row) => {
    const template = seriesTemplate.parse(row.template);
    return {
      ...row,
      template,
      body: template.body,
      title: template.title,
      channelIds: template.variants.map((variant) => variant.channelId),
      recurrence: recurrenceOf(row),
      authorName: row.authorId ? (nameOf.get(row.authorId) ?? null) : null,
      published: published.get(row.id) ?? 0,
      upcoming: upcomingOf(row, planned.get(row.id) ?? [], ctx.clock.now()),
    };
  });
}

/** One series with what comes next. @throws DomainError NOT_FOUND `series.not_found`. */
export function getSeries(ctx: Ctx, { seriesId }: SeriesIdInput): Promise<SeriesView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(series)
      .where(and(eq(series.tenantId, ctx.tenantId), eq(series.id, seriesId)));
    const [view] = await viewsOf(ctx, rows);
    if (!view) throw notFound("series");
    return view;
  });
}

/** The series of a workspace, newest first. */
export function listSeries(ctx: Ctx, input: ListSeriesInput): Promise<Page<SeriesView>> {
  authorise(ctx, "post.read");
  const { limit, cursor, state } = input;
  const after = cursorId("series", cursor);
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(series)
      .where(
        and(
          eq(series.tenantId, ctx.tenantId),
          state ? eq(series.state, state) : undefined,
          after ? lt(series.id, after) : undefined,
        ),
      )
      .orderBy(desc(series.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, (row) => row.id);
    return { ...page, items: await viewsOf(ctx, page.items) };
  });
}

/** When a rule would happen, before anything is written. @throws DomainError INVALID for rule, start and zone. */
export function previewSeries(ctx: Ctx, input: PreviewSeriesInput) {
  authorise(ctx, "post.read");
  const recurrence = recurrenceOf(input);
  return {
    rule: writeRule(recurrence),
    recurrence,
    times: nextOccurrences(input, ctx.clock.now(), previewCount),
  };
}

/** The series that a post is part of, with its neighbours; null when it is part of none. @throws NOT_FOUND. */
export function findMembership(ctx: Ctx, { postId }: PostIdInput): Promise<Membership> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const mine = and(eq(posts.tenantId, tenantId), isNull(posts.deletedAt));
    const [post] = await db
      .select()
      .from(posts)
      .where(and(mine, eq(posts.id, postId)));
    if (!post) throw notFound("post");
    const { seriesId, occurrence } = post;
    if (!seriesId || !occurrence) return null;
    const [row] = await db
      .select()
      .from(series)
      .where(and(eq(series.tenantId, tenantId), eq(series.id, seriesId)));
    if (!row) return null;
    const others = and(mine, eq(posts.seriesId, seriesId));
    const [previous] = await db
      .select({ id: posts.id })
      .from(posts)
      .where(and(others, lt(posts.occurrence, occurrence)))
      .orderBy(desc(posts.occurrence))
      .limit(1);
    const [next] = await db
      .select({ id: posts.id })
      .from(posts)
      .where(and(others, gt(posts.occurrence, occurrence)))
      .orderBy(asc(posts.occurrence))
      .limit(1);
    return {
      seriesId,
      occurrence,
      state: row.state,
      recurrence: recurrenceOf(row),
      startsAt: row.startsAt,
      detached: isDetached(row, row.written, { ...post, occurrence }),
      previousPostId: previous?.id ?? null,
      nextPostId: next?.id ?? null,
    };
  });
}

export interface FillTarget {
  tenantId: Id<"workspace">;
  seriesId: Id<"series">;
}

/** For the daily job: active series after `afterId` that are not written to the end of the horizon, a page at a time. */
export const listUnfilled = (now: Date, afterId: Id<"series"> | null, limit: number): Promise<FillTarget[]> =>
  inSystemTransaction((db) =>
    db
      .select({ tenantId: series.tenantId, seriesId: series.id })
      .from(series)
      .where(
        and(
          eq(series.state, "active"),
          or(
            isNull(series.filledUntil),
            isNotNull(series.problem),
            lt(series.filledUntil, sql`${new Date(now.getTime() + fillAheadMs).toISOString()}::timestamptz`),
          ),
          afterId ? gt(series.id, afterId) : undefined,
        ),
      )
      .orderBy(asc(series.id))
      .limit(limit),
  );
