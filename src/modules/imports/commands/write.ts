import "server-only";
import { sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { createCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput } from "@/modules/campaigns/schemas";
import { createLabel } from "@/modules/labels/commands/labels";
import type { Asset } from "@/modules/media/schemas";
import { type BulkPost, type BulkResult, createPosts } from "@/modules/publishing/commands/bulk-create";
import type { Origin } from "@/modules/publishing/commands/drafts";
import { createPostInput } from "@/modules/publishing/schemas";
import { addToQueue } from "@/modules/queues/commands/add";
import { addToQueueInput } from "@/modules/queues/schemas";
import { quotaProblem } from "../queries";
import { marksOfMade } from "../queries.made";
import type { RowProblem } from "../schemas";
import type { KeptOutcome, ReadRow } from "../types";

/** A row with the files that it asked for, and with what could not be fetched. */
export interface ReadyRow {
  read: ReadRow;
  files: { asset: Pick<Asset, "id">; altText: string }[];
  failures: RowProblem[];
}

type Groups = { campaigns: Map<string, Id<"campaign">>; labels: Map<string, Id<"label">> };

/** Found the campaigns and labels that rows name and nobody has made yet. */
async function makeGroups(ctx: TxCtx, rows: readonly ReadyRow[]): Promise<Groups> {
  const groups: Groups = { campaigns: new Map(), labels: new Map() };
  for (const { read } of rows) {
    const { campaign, labels } = read;
    if (campaign && "name" in campaign && !groups.campaigns.has(campaign.name.toLowerCase())) {
      const input = createCampaignInput.parse({ name: campaign.name, color: "slate" });
      groups.campaigns.set(campaign.name.toLowerCase(), (await createCampaign(ctx, input)).id);
    }
    for (const label of labels)
      if ("name" in label && !groups.labels.has(label.name.toLowerCase()))
        groups.labels.set(
          label.name.toLowerCase(),
          (await createLabel(ctx, { name: label.name, color: "slate" })).id,
        );
  }
  return groups;
}

const hasErrors = ({ read, failures }: ReadyRow): boolean =>
  failures.length > 0 || read.problems.some(({ severity }) => severity === "error");

/** What a row says on one of its channels; where a file did not come, the channel carries what came. */
function variantOf({ read, files }: ReadyRow, channelId: Id<"channel">) {
  const own = read.variants.find((variant) => variant.channelId === channelId);
  const complete = files.length === read.files.length;
  const assetIds = complete && own?.files ? own.files.flatMap((index) => files[index]?.asset.id ?? []) : null;
  return { channelId, body: own?.body ?? null, parts: own?.parts ?? null, settings: own?.settings, assetIds };
}

function postOf(row: ReadyRow, groups: Groups): BulkPost {
  const { read, files } = row;
  const { title, body, tags, parts, campaign, labels, language, signed } = read;
  const input = createPostInput.parse({
    ...{ title, body, tags, parts, signed, language: language ?? undefined },
    media: files.map(({ asset, altText }) => ({ assetId: asset.id, altText })),
    variants: read.channels.map(({ id }) => variantOf(row, id)),
    campaignId:
      campaign && ("id" in campaign ? campaign.id : groups.campaigns.get(campaign.name.toLowerCase())),
    labelIds: labels.flatMap((label) =>
      "id" in label ? label.id : (groups.labels.get(label.name.toLowerCase()) ?? []),
    ),
  });
  return { input, when: hasErrors(row) || read.queued ? null : read.when };
}

const refusedBy = ({ refusals, exceeded }: BulkResult): RowProblem[] => [
  ...refusals.map(
    ({ channelName, issue }): RowProblem => ({
      ...{ severity: "error", code: "network", field: null, details: {} },
      ...{ channel: channelName, issue },
    }),
  ),
  ...(exceeded ? [quotaProblem(exceeded)] : []),
];

/** Give a post its slots, from the times on that the row has for them; a refusal leaves the draft as it was. */
async function queue(ctx: TxCtx, postId: Id<"post">, { when, variants }: ReadRow): Promise<RowProblem[]> {
  const starts = new Map(
    variants.flatMap(({ channelId, from }) => (from ? [[channelId, from] as const] : [])),
  );
  await ctx.db.execute(sql`savepoint row_queue`);
  try {
    await addToQueue(ctx, addToQueueInput.parse({ postId, from: when?.publishAt.toISOString() }), starts);
    await ctx.db.execute(sql`release savepoint row_queue`);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await ctx.db.execute(sql`rollback to savepoint row_queue`);
    return [
      {
        ...{ severity: "error", code: "refused", field: "queue" },
        details: { ...error.details, reason: error.reason },
      },
    ];
  }
}

/** Make posts of rows in the caller's transaction, by row number: at their times, in their queues, or drafts. */
export async function writeRows(
  ctx: TxCtx,
  rows: readonly ReadyRow[],
  origin: Origin,
): Promise<Record<string, KeptOutcome>> {
  const groups = await makeGroups(ctx, rows);
  const results = await createPosts(
    ctx,
    rows.map((row) => postOf(row, groups)),
    origin,
  );
  const outcomes: Record<string, KeptOutcome> = {};
  for (const [index, row] of rows.entries()) {
    const result = results[index];
    if (!result) continue;
    const { read, failures } = row;
    const queued = read.queued && !hasErrors(row) ? await queue(ctx, result.postId, read) : [];
    const errors = read.problems.filter(
      ({ severity, code }) => severity === "error" || code === "not_publisher",
    );
    const problems = [...errors, ...failures, ...refusedBy(result), ...queued];
    const state = problems.length > 0 ? "draft" : "made";
    outcomes[String(read.row)] = { state, postId: result.postId, problems };
  }
  const marks = await marksOfMade(
    ctx,
    results.map(({ postId }) => postId),
  );
  for (const outcome of Object.values(outcomes)) if (outcome.postId) outcome.mark = marks.get(outcome.postId);
  return outcomes;
}
