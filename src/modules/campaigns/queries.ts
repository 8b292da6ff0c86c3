import "server-only";
import { and, asc, count, desc, eq, inArray, isNotNull, isNull, max, min } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { posts } from "@/modules/publishing/tables";
import { tagLinks } from "./policy";
import type { CampaignIdInput, CampaignView, ListCampaignsInput } from "./schemas";
import { campaigns } from "./tables";

type Row = typeof campaigns.$inferSelect;

/** Add to each campaign how many posts it has in each state, and between which instants they go out. */
async function withPosts({ db, tenantId }: TxCtx, rows: readonly Row[]): Promise<CampaignView[]> {
  if (rows.length === 0) return [];
  const counted = await db
    .select({
      campaignId: posts.campaignId,
      state: posts.state,
      count: count(),
      firstAt: min(posts.publishAt),
      lastAt: max(posts.publishAt),
    })
    .from(posts)
    .where(
      and(
        eq(posts.tenantId, tenantId),
        isNull(posts.deletedAt),
        inArray(
          posts.campaignId,
          rows.map(({ id }) => id),
        ),
      ),
    )
    .groupBy(posts.campaignId, posts.state);
  const byCampaign = Map.groupBy(counted, ({ campaignId }) => campaignId);
  const times = (list: readonly (Date | null)[]) => list.flatMap((at) => (at ? [at.getTime()] : []));
  return rows.map(({ tenantId: _, ...row }) => {
    const own = byCampaign.get(row.id) ?? [];
    const [firsts, lasts] = [
      times(own.map(({ firstAt }) => firstAt)),
      times(own.map(({ lastAt }) => lastAt)),
    ];
    return {
      ...row,
      posts: own.map(({ state, count }) => ({ state, count })),
      firstAt: firsts.length > 0 ? new Date(Math.min(...firsts)) : null,
      lastAt: lasts.length > 0 ? new Date(Math.max(...lasts)) : null,
    };
  });
}

/** The campaigns under way by name, or the archived ones, the latest first. */
export function listCampaigns(ctx: Ctx, { state }: ListCampaignsInput): Promise<{ items: CampaignView[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const archived = state === "archived";
    const rows = await ctx.db
      .select()
      .from(campaigns)
      .where(
        and(
          eq(campaigns.tenantId, ctx.tenantId),
          archived ? isNotNull(campaigns.archivedAt) : isNull(campaigns.archivedAt),
        ),
      )
      .orderBy(archived ? desc(campaigns.archivedAt) : asc(campaigns.name), asc(campaigns.id));
    return { items: await withPosts(ctx, rows) };
  });
}

/** One campaign. @throws DomainError NOT_FOUND. */
export function getCampaign(ctx: Ctx, { campaignId }: CampaignIdInput): Promise<CampaignView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(campaigns)
      .where(and(eq(campaigns.tenantId, ctx.tenantId), eq(campaigns.id, campaignId)));
    const [view] = await withPosts(ctx, rows);
    if (!view) throw notFound("campaign");
    return view;
  });
}

/** Adds a campaign's parameters to the links of a text that goes to one channel. */
export type LinkTagger = (text: string, place: { network: string; channel: string }) => string;

/** What each of these campaigns does to the links of its posts; one without rules, or unknown, is absent. */
export async function findLinkTaggers(
  { db }: Pick<TxCtx, "db">,
  campaignIds: readonly Id<"campaign">[],
): Promise<Map<Id<"campaign">, LinkTagger>> {
  if (campaignIds.length === 0) return new Map();
  const rows = await db
    .select({ id: campaigns.id, name: campaigns.name, utm: campaigns.utm })
    .from(campaigns)
    .where(and(inArray(campaigns.id, [...new Set(campaignIds)]), isNotNull(campaigns.utm)));
  return new Map(
    rows.map(({ id, name, utm }) => [
      id,
      (text, place) => (utm ? tagLinks(text, utm, { ...place, campaign: name }) : text),
    ]),
  );
}
