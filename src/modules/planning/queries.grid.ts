import "server-only";
import { and, asc, eq, gte, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, idFromUuid, isId } from "@/kernel/ids";
import { badCursor, type Page, toPage } from "@/kernel/pagination";
import { authorise } from "@/kernel/permissions";
import { campaigns } from "@/modules/campaigns/tables";
import { labels } from "@/modules/labels/tables";
import { posts } from "@/modules/publishing/tables";
import { getWorkspace } from "@/modules/workspaces/queries";
import { type Cell, cellsOf, drawnMax, drawnOf } from "./policy";
import { requireWindow } from "./queries";
import { alive, plannedColumns, summarise, summaryColumns, within, withPlaces } from "./queries.summaries";
import { ATTENTION_STATES, type PostSummary } from "./schemas";
import { type AgendaInput, type GridInput, type GridView, hourDaysMax, type Swatches } from "./schemas.grid";

/** What a chip has room for. */
const chipExcerpt = sql<string>`left(${posts.body}, 100)`;

interface CellRow {
  key: string;
  count: number;
  attention: number;
  ids: string[];
}

/**
 * How many posts each cell holds, and the first of them. Two probes of the index a cell: the cost grows with what is
 * counted, and what is answered is bounded by the cells alone.
 */
async function readCells(
  ctx: TxCtx,
  cells: readonly Cell[],
  perCell: number,
  filter: SQL | undefined,
): Promise<CellRow[]> {
  const inCell = sql`${alive(ctx)} and ${posts.publishAt} >= cell."from" and ${posts.publishAt} < cell."to" and ${filter ?? sql`true`}`;
  const waits = inArray(posts.state, ATTENTION_STATES);
  const { rows } = (await ctx.db.execute(sql`
    select cell.key, counted.count, counted.attention, first.ids
    from jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as cell(key text, "from" timestamptz, "to" timestamptz)
    cross join lateral (
      select count(*)::int as count, count(*) filter (where ${waits})::int as attention
      from ${posts} where ${inCell}
    ) counted
    cross join lateral (
      select array_agg(found.id order by found.publish_at, found.id) as ids
      from (
        select ${posts.id} as id, ${posts.publishAt} as publish_at from ${posts} where ${inCell}
        order by ${posts.publishAt}, ${posts.id} limit ${perCell}
      ) found
    ) first
    where counted.count > 0
    order by cell."from"`)) as unknown as { rows: CellRow[] };
  return rows;
}

/** One window of the calendar, cut into days or hours of the workspace's zone. @throws DomainError INVALID `calendar.window`. */
export async function getGrid(ctx: Ctx, { firstDay, days, by, ...filter }: GridInput): Promise<GridView> {
  authorise(ctx, "post.read");
  if (by === "hour" && days > hourDaysMax)
    throw new DomainError("INVALID", "calendar.window", `Hours are shown for ${hourDaysMax} days at most`, {
      field: "days",
    });
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await getWorkspace(ctx);
    const rows = await readCells(
      ctx,
      cellsOf(firstDay, days, by, timeZone),
      drawnMax(by),
      within(ctx, filter),
    );
    const cells = rows.map(({ key, count, attention, ids }) => ({
      ...{ key, count, attention },
      postIds: ids.slice(0, drawnOf(count, by)).map((id) => idFromUuid("post", id)),
    }));
    const shown = cells.flatMap(({ postIds }) => postIds);
    const found = shown.length
      ? await ctx.db
          .select({ ...plannedColumns, excerpt: chipExcerpt })
          .from(posts)
          .where(and(alive(ctx), inArray(posts.id, shown)))
          .orderBy(asc(posts.publishAt), asc(posts.id))
      : [];
    const total = rows.reduce((sum, { count }) => sum + count, 0);
    return { firstDay, by, cells, items: await withPlaces(ctx, found), total };
  });
}

const cursorOf = ({ id, publishAt }: { id: Id<"post">; publishAt: Date | null }): string =>
  `${publishAt?.getTime() ?? 0}.${id}`;

function afterCursor(cursor: string | undefined): SQL | undefined {
  if (!cursor) return undefined;
  const [at, id] = cursor.split(".");
  if (!isId("post", id) || !Number.isSafeInteger(Number(at))) throw badCursor();
  const instant = new Date(Number(at));
  return or(
    sql`${posts.publishAt} > ${instant.toISOString()}::timestamptz`,
    and(eq(posts.publishAt, instant), sql`${posts.id} > ${sql.param(id, posts.id)}`),
  );
}

/** The posts of a period in the order in which they go out. @throws DomainError INVALID `calendar.window`. */
export async function listAgenda(ctx: Ctx, input: AgendaInput): Promise<Page<PostSummary>> {
  authorise(ctx, "post.read");
  requireWindow(input);
  const { from, to, limit, cursor, ...filter } = input;
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select(summaryColumns)
      .from(posts)
      .where(
        and(
          alive(ctx),
          gte(posts.publishAt, from),
          lt(posts.publishAt, to),
          within(ctx, filter),
          afterCursor(cursor),
        ),
      )
      .orderBy(asc(posts.publishAt), asc(posts.id))
      .limit(limit + 1);
    const page = toPage(rows, limit, cursorOf);
    return { ...page, items: await summarise(ctx, page.items) };
  });
}

/** The campaigns that run and the labels, by which a calendar is narrowed and coloured. */
export function listSwatches(ctx: Ctx): Promise<Swatches> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async ({ db, tenantId }) => ({
    campaigns: await db
      .select({ id: campaigns.id, name: campaigns.name, color: campaigns.color })
      .from(campaigns)
      .where(and(eq(campaigns.tenantId, tenantId), isNull(campaigns.archivedAt)))
      .orderBy(asc(campaigns.name)),
    labels: await db
      .select({ id: labels.id, name: labels.name, color: labels.color })
      .from(labels)
      .where(eq(labels.tenantId, tenantId))
      .orderBy(asc(labels.name)),
  }));
}
