import "server-only";
import { and, asc, desc, eq, gt, gte, ilike, inArray, lt, or } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { isId } from "@/kernel/ids";
import { badCursor, cursorId, type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";
import { trashKeptDays } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { alive, bears, goesTo, summarise, summaryColumns, within } from "./queries.summaries";
import {
  type CalendarInput,
  calendarDaysMax,
  calendarPostsMax,
  type ListPostsInput,
  type PostSummary,
  type TrashedPost,
  type TrashInput,
} from "./schemas";

const pattern = (search: string) => `%${search.replace(/[\\%_]/g, "\\$&")}%`;

/** Posts, newest first. */
export function listPosts(ctx: Ctx, input: ListPostsInput): Promise<Page<PostSummary>> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const { limit, cursor, states, channelId, campaignId, labelId, search } = input;
    const after = cursorId("post", cursor);
    const rows = await ctx.db
      .select(summaryColumns)
      .from(posts)
      .where(
        and(
          alive(ctx),
          states?.length ? inArray(posts.state, states) : undefined,
          channelId ? goesTo(ctx, [channelId]) : undefined,
          campaignId ? eq(posts.campaignId, campaignId) : undefined,
          labelId ? bears(ctx, [labelId]) : undefined,
          search ? or(ilike(posts.body, pattern(search)), ilike(posts.title, pattern(search))) : undefined,
          after ? lt(posts.id, after) : undefined,
        ),
      )
      .orderBy(desc(posts.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, (row) => row.id);
    return { ...page, items: await summarise(ctx, page.items) };
  });
}

const trashCursor = /^(\d{1,15})\.(post_.+)$/;

/** Deleted posts that can still be taken back, the latest first. */
export function listTrash(ctx: Ctx, { limit, cursor = "" }: TrashInput): Promise<Page<TrashedPost>> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const keptMs = trashKeptDays * dayMs;
    const [, at, last] = trashCursor.exec(cursor) ?? [];
    if (cursor && !isId("post", last)) throw badCursor();
    const before = new Date(Number(at));
    const rows = await ctx.db
      .select({ ...summaryColumns, deletedAt: posts.deletedAt })
      .from(posts)
      .where(
        and(
          eq(posts.tenantId, ctx.tenantId),
          gt(posts.deletedAt, new Date(ctx.clock.now().getTime() - keptMs)),
          isId("post", last)
            ? or(lt(posts.deletedAt, before), and(eq(posts.deletedAt, before), lt(posts.id, last)))
            : undefined,
        ),
      )
      .orderBy(desc(posts.deletedAt), desc(posts.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, ({ deletedAt, id }) => `${deletedAt?.getTime()}.${id}`);
    const deletedAt = new Map(page.items.map((row) => [row.id, row.deletedAt ?? ctx.clock.now()]));
    const items = await summarise(
      ctx,
      page.items.map(({ deletedAt: _, ...row }) => row),
    );
    return {
      ...page,
      items: items.map((item) => {
        const at = deletedAt.get(item.id) ?? ctx.clock.now();
        return { ...item, deletedAt: at, goneAt: new Date(at.getTime() + keptMs) };
      }),
    };
  });
}

/** Refuse a period that is empty or too long. @throws DomainError INVALID `calendar.window`. */
export function requireWindow({ from, to }: Pick<CalendarInput, "from" | "to">): void {
  const days = (to.getTime() - from.getTime()) / dayMs;
  if (days <= 0 || days > calendarDaysMax)
    throw new DomainError("INVALID", "calendar.window", `A calendar shows 1 to ${calendarDaysMax} days`, {
      field: "to",
    });
}

/** Posts whose instant lies in a window of the calendar. @throws DomainError INVALID `calendar.window`. */
export function getCalendar(
  ctx: Ctx,
  input: CalendarInput,
): Promise<{ items: PostSummary[]; truncated: boolean }> {
  authorise(ctx, "post.read");
  requireWindow(input);
  const { from, to, ...filter } = input;
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select(summaryColumns)
      .from(posts)
      .where(and(alive(ctx), gte(posts.publishAt, from), lt(posts.publishAt, to), within(ctx, filter)))
      .orderBy(asc(posts.publishAt), asc(posts.id))
      .limit(calendarPostsMax + 1);
    const items = await summarise(ctx, rows.slice(0, calendarPostsMax));
    return { items, truncated: rows.length > calendarPostsMax };
  });
}
