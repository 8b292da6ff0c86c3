import "server-only";
import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { posts } from "@/modules/publishing/tables";
import { dayOf, isDetached, resolve } from "../policy";
import { series } from "../tables";

export type SeriesRow = typeof series.$inferSelect;

/** Lock a series of this workspace for a change. @throws DomainError NOT_FOUND `series.not_found`. */
export async function lockSeries(ctx: TxCtx, seriesId: Id<"series">): Promise<SeriesRow> {
  const [row] = await ctx.db
    .select()
    .from(series)
    .where(and(eq(series.tenantId, ctx.tenantId), eq(series.id, seriesId)))
    .for("update");
  if (!row) throw notFound("series");
  return row;
}

/** Lock a series that goes on. @throws DomainError NOT_FOUND, CONFLICT `series.ended`. */
export async function lockActive(ctx: TxCtx, seriesId: Id<"series">): Promise<SeriesRow> {
  const row = await lockSeries(ctx, seriesId);
  if (row.state !== "active") throw new DomainError("CONFLICT", "series.ended", "This series has ended");
  return row;
}

/** An occurrence that exists as a post, deleted ones included. */
export interface OccurrencePost {
  id: Id<"post">;
  occurrence: string;
  wallTime: string | null;
  timeZone: string | null;
  publishAt: Date | null;
  revision: number;
  /** Nothing of it went out, and its time is to come. */
  open: boolean;
  /** Somebody left it out on every channel: no rule overrules that. */
  leftOut: boolean;
  deleted: boolean;
  /** A person changed its text or time by hand. */
  detached: boolean;
}

const OPEN_POSTS: readonly string[] = ["draft", "scheduled", "held", "cancelled"];

/** Lock and read the posts of a series, oldest occurrence first. */
export async function lockOccurrences(ctx: TxCtx, row: SeriesRow): Promise<OccurrencePost[]> {
  const now = ctx.clock.now();
  const found = await ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.seriesId, row.id), isNotNull(posts.occurrence)))
    .orderBy(asc(posts.occurrence))
    .for("update");
  return found.map(({ occurrence, state, deletedAt, publishAt, ...post }) => {
    const name = occurrence ?? "";
    const at = publishAt ?? resolve(name, row.timeZone).at;
    return {
      ...{ id: post.id, occurrence: name, wallTime: post.wallTime, timeZone: post.timeZone },
      ...{ publishAt, revision: post.revision },
      open: deletedAt === null && OPEN_POSTS.includes(state) && at > now,
      leftOut: state === "cancelled",
      deleted: deletedAt !== null,
      detached: isDetached(row, row.written, { occurrence: name, ...post }),
    };
  });
}

/** Days on which a series has a post already, whatever became of it. */
export async function takenDays(ctx: TxCtx, seriesId: Id<"series">): Promise<Set<string>> {
  const rows = await ctx.db
    .select({ occurrence: posts.occurrence })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.seriesId, seriesId), isNotNull(posts.occurrence)));
  return new Set(rows.map(({ occurrence }) => dayOf(occurrence ?? "")));
}
