import "server-only";
import { and, desc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { type Id, isId } from "@/kernel/ids";
import { cursorId, type Page, toPage } from "@/kernel/pagination";
import { authorise, can } from "@/kernel/permissions";
import { campaigns } from "@/modules/campaigns/tables";
import { findChannels, listChannels } from "@/modules/channels/queries";
import type { ChannelView } from "@/modules/channels/schemas";
import { weighPlans } from "@/modules/health/queries.budget";
import { users } from "@/modules/identity/tables";
import { labels } from "@/modules/labels/tables";
import { listAssetsByIds } from "@/modules/media/queries";
import type { Asset } from "@/modules/media/schemas";
import { assets } from "@/modules/media/tables";
import { journeyOf } from "@/modules/publishing/commands/allowance";
import { sampleAddress } from "@/modules/publishing/policy";
import { checkDraft } from "@/modules/publishing/queries.check";
import { findFinisher } from "@/modules/publishing/queries.finish";
import { getWorkspace } from "@/modules/workspaces/queries";
import { type DateReading, readDateOrder } from "./policy.dates";
import { partFilesIn } from "./policy.details";
import { listMade } from "./queries.made";
import { readFiles } from "./policy.read";
import { cellsOf, markRepeats, readRow } from "./policy.rows";
import {
  type ImportIdInput,
  type ImportRow,
  type ImportSummary,
  type ImportView,
  isTroubled,
  type ListImportsInput,
  type RowProblem,
} from "./schemas";
import { imports } from "./tables";
import type { ReadRow, RowWorld } from "./types";

export type ImportRecord = typeof imports.$inferSelect;

/** One import as it is stored, locked for a change when `lock` is set. @throws DomainError NOT_FOUND. */
export async function loadImport(
  ctx: TxCtx,
  { importId }: ImportIdInput,
  { lock = false } = {},
): Promise<ImportRecord> {
  const query = ctx.db
    .select()
    .from(imports)
    .where(and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, importId)));
  const [row] = await (lock ? query.for("update") : query);
  if (!row) throw notFound("import");
  return row;
}

/** All channels of the workspace: rows may name any of them. */
export async function listAllChannels(ctx: TxCtx): Promise<ChannelView[]> {
  const all: ChannelView[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listChannels(ctx, { limit: 100, ...(cursor && { cursor }) });
    all.push(...page.items);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
}

/** The files of the library that these words name, by name in lower case and by id. */
async function findFiles(ctx: TxCtx, words: readonly string[]): Promise<Map<string, Asset[]>> {
  const ids = words.filter((word): word is Id<"asset"> => isId("asset", word));
  const names = words.map((word) => word.toLowerCase());
  if (words.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: assets.id })
    .from(assets)
    .where(
      and(
        eq(assets.tenantId, ctx.tenantId),
        isNull(assets.deletedAt),
        or(
          inArray(sql`lower(${assets.fileName})`, names),
          ids.length > 0 ? inArray(assets.id, ids) : undefined,
        ),
      ),
    );
  const found = await listAssetsByIds(
    ctx,
    rows.map(({ id }) => id),
  );
  const byWord = Map.groupBy(found, ({ fileName }) => fileName.toLowerCase());
  for (const asset of found) byWord.set(asset.id, [asset]);
  return byWord;
}

async function namesOf(ctx: TxCtx) {
  const live = await ctx.db
    .select({ id: campaigns.id, name: campaigns.name })
    .from(campaigns)
    .where(and(eq(campaigns.tenantId, ctx.tenantId), isNull(campaigns.archivedAt)));
  const all = await ctx.db
    .select({ id: labels.id, name: labels.name })
    .from(labels)
    .where(eq(labels.tenantId, ctx.tenantId));
  return {
    campaigns: new Map(live.map(({ id, name }) => [name.toLowerCase(), id])),
    labels: new Map(all.map(({ id, name }) => [name.toLowerCase(), id])),
  };
}

/** How the dates of an import are read: as it says, else as they tell; our own English writes the day first too. */
export function readDates({ mapping, options, rows }: ImportRecord): DateReading {
  const headers = [mapping.dateTime, mapping.date].filter((header) => header !== undefined);
  const values = rows.flatMap((row) => headers.map((header) => row[header] ?? ""));
  return readDateOrder(values, "dmy", options.dateOrder);
}

async function worldOf(ctx: TxCtx, record: ImportRecord): Promise<RowWorld> {
  const { mapping, options, rows } = record;
  const header = mapping.media;
  const attached = header ? rows.flatMap((row) => readFiles(row[header] ?? "")) : [];
  const inParts = rows.flatMap((row) => partFilesIn(cellsOf(row, mapping)));
  const words = [...new Set([...attached, ...inParts])];
  const channels = await listAllChannels(ctx);
  const wanted = new Set<string>(options.channelIds ?? []);
  const { order } = readDates(record);
  const names = await namesOf(ctx);
  const { tenantId } = ctx;
  const finisher = await findFinisher(ctx, [
    { tenantId, campaignId: null },
    ...[...names.campaigns.values()].map((campaignId) => ({ tenantId, campaignId })),
  ]);
  return {
    now: ctx.clock.now(),
    order,
    timeZone: options.timeZone ?? (await getWorkspace(ctx)).timeZone,
    mayPublish: can(ctx, "post.publish"),
    channels,
    defaults: channels.filter(({ id }) => wanted.has(id)),
    assets: await findFiles(
      ctx,
      words.filter((word) => !/^https?:\/\//i.test(word)),
    ),
    ...names,
    issuesOf: (draft, channel, { campaignId, signed }) => {
      const { id: channelId, name: channelName, network } = channel;
      const place = { tenantId, channelId, channelName, network, campaignId, signed };
      return checkDraft(draft, channel, { finishing: finisher(place, sampleAddress), awaits: false });
    },
  };
}

/** Every row of an import, understood as of now; `only` limits it to some. */
export async function readRows(
  ctx: TxCtx,
  record: ImportRecord,
  { only, mayPublish }: { only?: ReadonlySet<number>; mayPublish?: boolean } = {},
): Promise<ReadRow[]> {
  const world = await worldOf(ctx, record);
  const seen = mayPublish === undefined ? world : { ...world, mayPublish };
  const read = record.rows.flatMap((row, index) =>
    only && !only.has(index + 1) ? [] : [readRow(index + 1, cellsOf(row, record.mapping), seen)],
  );
  return only ? read : markRepeats(read);
}

/** A row that would have its channel publish more than its network takes at once. */
export const quotaProblem = (details: RowProblem["details"]): RowProblem => ({
  ...{ severity: "error", code: "quota_exceeded", field: null, details },
});

/** Hold the rows that would go out at their times against what networks take, each after those before it. */
export async function weighRows(ctx: TxCtx, rows: readonly ReadRow[]): Promise<ReadRow[]> {
  const plans = rows.map((read) => {
    const { when, channels, parts, variants } = read;
    if (!when || isTroubled(read)) return [];
    const own = new Map(variants.map((variant) => [variant.channelId, variant.parts]));
    return channels.map(({ id }) => journeyOf(id, when.publishAt, own.get(id) ?? parts));
  });
  const issues = await weighPlans(ctx, plans);
  return rows.map((read, index) => {
    const issue = issues[index];
    if (!issue) return read;
    const channel = read.channels.find(({ id }) => id === issue.channelId)?.name ?? "";
    return { ...read, problems: [...read.problems, quotaProblem({ ...issue.details, channel })] };
  });
}

/** Every row as it stands now: those that were accepted are posts, and weigh as such. */
async function listRows(ctx: TxCtx, record: ImportRecord): Promise<ImportRow[]> {
  const rows = await readRows(ctx, record);
  const isFresh = ({ row }: ReadRow) => !record.outcomes[String(row)];
  const weighed = new Map((await weighRows(ctx, rows.filter(isFresh))).map((read) => [read.row, read]));
  const standing = record.undoneAt && new Set((await listMade(ctx, record)).map(({ id }) => id));
  const outcomeOf = (row: number): ImportRow["outcome"] => {
    const outcome = record.outcomes[String(row)];
    if (!outcome) return null;
    const gone = standing && outcome.postId !== null && !standing.has(outcome.postId);
    return gone ? { ...outcome, state: "undone" } : outcome;
  };
  return rows.map((read) => ({ ...rowViewOf(weighed.get(read.row) ?? read), outcome: outcomeOf(read.row) }));
}

const rowViewOf = (read: ReadRow): Omit<ImportRow, "outcome"> => ({
  row: read.row,
  cells: read.cells,
  wallTime: read.when?.wallTime ?? null,
  timeZone: read.when?.timeZone ?? null,
  publishAt: read.when?.publishAt ?? null,
  queued: read.queued,
  channels: read.channels.map(({ id, name, network }) => ({ id, name, network })),
  problems: read.problems,
});

/** Every row with what it would become and what stands in its way. @throws DomainError NOT_FOUND. */
export function previewImport(ctx: Ctx, input: ImportIdInput): Promise<{ items: ImportRow[] }> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const record = await loadImport(ctx, input);
    return { items: await listRows(ctx, record) };
  });
}

/** One row, after a change of it. */
export async function previewRow(ctx: TxCtx, input: ImportIdInput, row: number): Promise<ImportRow> {
  const record = await loadImport(ctx, input);
  const view = (await listRows(ctx, record)).find((each) => each.row === row);
  if (!view) throw notFound("import_row");
  return view;
}

const samplesMax = 3;
const sampleCharacters = 80;

function samplesOf({ headers, rows }: ImportRecord): Record<string, string[]> {
  const first = (header: string): string[] => {
    const samples: string[] = [];
    for (const row of rows) {
      const value = row[header]?.trim();
      if (value) samples.push(value.slice(0, sampleCharacters));
      if (samples.length === samplesMax) break;
    }
    return samples;
  };
  return Object.fromEntries(headers.map((header) => [header, first(header)]));
}

const countPending = (outcomes: ImportRecord["outcomes"]): number =>
  Object.values(outcomes).filter(({ state }) => state === "pending").length;

/** An import as its pages show it. */
export async function importViewOf(ctx: TxCtx, record: ImportRecord): Promise<ImportView> {
  const [author] = record.authorId
    ? await ctx.db.select({ name: users.name }).from(users).where(eq(users.id, record.authorId))
    : [];
  const { id, fileName, format, state, headers, mapping, options, rowCount, acceptedCount } = record;
  return {
    ...{ id, fileName, format, state, headers, mapping, options, rowCount, acceptedCount },
    dates: readDates(record),
    samples: samplesOf(record),
    pendingCount: countPending(record.outcomes),
    editedCount: (await listMade(ctx, record)).filter(({ keptAs }) => keptAs === "edited").length,
    authorName: author?.name ?? null,
    createdAt: record.createdAt,
    undoneAt: record.undoneAt,
  };
}

/** One import without its rows. @throws DomainError NOT_FOUND. */
export function getImport(ctx: Ctx, input: ImportIdInput): Promise<ImportView> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => importViewOf(ctx, await loadImport(ctx, input)));
}

/** What was imported, newest first. */
export function listImports(ctx: Ctx, { limit, cursor }: ListImportsInput): Promise<Page<ImportSummary>> {
  authorise(ctx, "post.write");
  const after = cursorId("import", cursor);
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const rows = await db
      .select({
        ...{ id: imports.id, fileName: imports.fileName, format: imports.format, state: imports.state },
        ...{ rowCount: imports.rowCount, acceptedCount: imports.acceptedCount, authorName: users.name },
        ...{ createdAt: imports.createdAt, undoneAt: imports.undoneAt },
        pendingCount: sql<number>`(select count(*)::int from jsonb_each(${imports.outcomes}) as e where e.value ->> 'state' = 'pending')`,
      })
      .from(imports)
      .leftJoin(users, eq(users.id, imports.authorId))
      .where(and(eq(imports.tenantId, tenantId), after ? lt(imports.id, after) : undefined))
      .orderBy(desc(imports.id))
      .limit(limit + 1);
    return toPage(rows, limit, (row) => row.id);
  });
}

/** Stop unless all of these channels are this workspace's. @throws DomainError NOT_FOUND. */
export const requireChannels = async (ctx: TxCtx, ids: readonly Id<"channel">[]): Promise<void> =>
  void (await findChannels(ctx, [...ids]));
