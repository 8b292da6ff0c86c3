import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { campaigns } from "@/modules/campaigns/tables";
import { channels } from "@/modules/channels/tables";
import { labels } from "@/modules/labels/tables";
import { createPost } from "@/modules/publishing/commands/drafts";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import type { PostView } from "@/modules/publishing/schemas";
import type { Occurrence } from "../policy";
import { type SeriesTemplate, seriesTemplate } from "../schemas";
import { series } from "../tables";
import type { SeriesRow } from "./load";

/** A template in which nothing is left to "as it is": what it does not name, an occurrence does not have. */
export const wholeTemplate = (template: SeriesTemplate): SeriesTemplate => ({
  ...template,
  parts: template.parts ?? [],
  campaignId: template.campaignId ?? null,
  labelIds: template.labelIds ?? [],
  variants: template.variants.map((variant) => ({ ...variant, parts: variant.parts ?? null })),
});

/** The template of a stored series, through today's schema of a post. */
export const templateOf = (row: Pick<SeriesRow, "template">): SeriesTemplate =>
  wholeTemplate(seriesTemplate.parse(row.template));

/** A label, campaign or channel that was deleted since does not stop a series: it is left out. */
export async function livingTemplate(ctx: TxCtx, template: SeriesTemplate): Promise<SeriesTemplate> {
  const { labelIds = [], campaignId, variants } = template;
  const [known, campaign, places] = [
    await ctx.db
      .select({ id: labels.id })
      .from(labels)
      .where(and(eq(labels.tenantId, ctx.tenantId), inArray(labels.id, labelIds))),
    campaignId
      ? await ctx.db
          .select({ id: campaigns.id })
          .from(campaigns)
          .where(and(eq(campaigns.tenantId, ctx.tenantId), eq(campaigns.id, campaignId)))
      : [],
    await ctx.db
      .select({ id: channels.id })
      .from(channels)
      .where(
        and(
          eq(channels.tenantId, ctx.tenantId),
          inArray(
            channels.id,
            variants.map((variant) => variant.channelId),
          ),
        ),
      ),
  ];
  const living = (list: readonly { id: string }[]) => new Set(list.map(({ id }) => id));
  const [labelled, placed] = [living(known), living(places)];
  return {
    ...template,
    labelIds: labelIds.filter((id) => labelled.has(id)),
    campaignId: campaign[0]?.id ?? null,
    variants: variants.filter(({ channelId }) => placed.has(channelId)),
  };
}

/**
 * Stop on an id that is not this workspace's. What `before` named already may be gone: it is left out when written.
 * @throws DomainError NOT_FOUND `channel.not_found`, `label.not_found`, `campaign.not_found`.
 */
export async function requireOwn(
  ctx: TxCtx,
  template: SeriesTemplate,
  before: SeriesTemplate | null = null,
): Promise<void> {
  const living = await livingTemplate(ctx, template);
  const idsOf = (from: SeriesTemplate | null) => ({
    channel: from?.variants.map(({ channelId }): string => channelId) ?? [],
    label: (from?.labelIds ?? []) as string[],
    campaign: from?.campaignId ? [from.campaignId as string] : [],
  });
  const [wanted, found, known] = [idsOf(template), idsOf(living), idsOf(before)];
  for (const kind of ["channel", "label", "campaign"] as const)
    if (wanted[kind].some((id) => !found[kind].includes(id) && !known[kind].includes(id)))
      throw notFound(kind);
}

/** Write one occurrence as a post with its time. @throws as `createPost` and `schedulePost`. */
export async function writeOccurrence(ctx: TxCtx, row: SeriesRow, at: Occurrence): Promise<PostView> {
  const template = await livingTemplate(ctx, templateOf(row));
  const origin = { seriesId: row.id, occurrence: at.occurrence, authorId: row.authorId };
  const { id } = await createPost(ctx, template, origin);
  return schedulePost(ctx, { postId: id, publishAt: at.wallTime, timeZone: row.timeZone });
}

/** Change a locked series. */
export async function saveSeries(
  ctx: TxCtx,
  seriesId: Id<"series">,
  change: Partial<SeriesRow>,
): Promise<void> {
  await ctx.db
    .update(series)
    .set({ ...change, updatedAt: ctx.clock.now() })
    .where(and(eq(series.tenantId, ctx.tenantId), eq(series.id, seriesId)));
}
