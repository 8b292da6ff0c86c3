import "server-only";
import { and, count, desc, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction, type TxCtx } from "@/db/tx";
import { DEFAULT_LOCALE, isLocale } from "@/i18n/locales";
import { type Clock, systemClock } from "@/kernel/context";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { listAssetsByIds } from "@/modules/media/queries";
import type { Asset } from "@/modules/media/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { workspaces } from "@/modules/workspaces/tables";
import { getEnv } from "@/platform/env";
import { summaryOf, tagsOf, titleOf } from "./policy";
import { feedSize, type SitePageInput, sitePageSize } from "./schemas";
import type { Site, SitePost } from "./types";

const network = "site";

/** The site at `/s/<slug>`. @throws DomainError NOT_FOUND. */
export async function getSite(slug: string): Promise<Site> {
  const [row] = await inSystemTransaction((db) =>
    db
      .select({
        tenantId: workspaces.id,
        slug: workspaces.slug,
        name: workspaces.name,
        locale: workspaces.locale,
        timeZone: workspaces.timeZone,
      })
      .from(workspaces)
      .where(eq(workspaces.slug, slug)),
  );
  if (!row) throw notFound("site");
  const locale = isLocale(row.locale) ? row.locale : DEFAULT_LOCALE;
  return { ...row, locale, url: `${getEnv().appUrl}/s/${row.slug}` };
}

const readerOf = (site: Site, clock: Clock = systemClock): Ctx => ({
  tenantId: site.tenantId,
  actor: { type: "system", name: "site" },
  clock,
  traceId: `site:${site.slug}`,
});

const isPublic = (ctx: TxCtx): SQL | undefined =>
  and(
    eq(deliveries.tenantId, ctx.tenantId),
    eq(deliveries.network, network),
    eq(deliveries.state, "published"),
    isNull(deliveries.removedAt),
    isNotNull(deliveries.content),
    isNotNull(deliveries.externalId),
  );

/** Given to a post, or written in its text: only what a hashtag can hold is looked for there. */
function hasTag(tag: string): SQL {
  const given = sql`exists (select 1 from jsonb_array_elements_text(${deliveries.content} -> 'tags') as given where lower(given) = ${tag})`;
  if (!/^[\p{L}\p{N}_]+$/u.test(tag)) return given;
  return sql`(${given} or ${deliveries.content} ->> 'body' ~* ${`(^|[^[:alnum:]_/#&])#${tag}($|[^[:alnum:]_])`})`;
}

type Row = Pick<typeof deliveries.$inferSelect, "externalId" | "content" | "publishedAt">;

function postOf(site: Site, row: Row, files: ReadonlyMap<string, Asset>): SitePost[] {
  const { externalId, content, publishedAt } = row;
  if (!content || !externalId || !publishedAt) return [];
  const media = content.media.flatMap(({ assetId, altText }) => {
    const file = files.get(assetId);
    return file ? [{ ...file, altText }] : [];
  });
  return [
    {
      slug: externalId,
      url: `${site.url}/posts/${encodeURIComponent(externalId)}`,
      title: titleOf(content.title, content.body),
      titled: Boolean(content.title?.trim()),
      summary: summaryOf(content.settings.summary, content.body),
      body: content.body,
      tags: tagsOf(content.tags, content.body),
      language: content.language,
      media: media.map(({ url, altText, kind, mimeType, width, height }) => ({
        ...{ url, altText, kind, mimeType, width, height },
      })),
      publishedAt,
    },
  ];
}

async function toPosts(ctx: TxCtx, site: Site, rows: readonly Row[]): Promise<SitePost[]> {
  const ids = rows.flatMap((row) => row.content?.media.map(({ assetId }) => assetId as Id<"asset">) ?? []);
  const assets = await listAssetsByIds(ctx, [...new Set(ids)], { includeDeleted: true });
  const files = new Map<string, Asset>(assets.map((asset) => [asset.id, asset]));
  return rows.flatMap((row) => postOf(site, row, files));
}

const columns = {
  externalId: deliveries.externalId,
  content: deliveries.content,
  publishedAt: deliveries.publishedAt,
};

/** A page of a site, newest first. */
export function listSitePosts(
  site: Site,
  { tag, page }: SitePageInput,
): Promise<{ posts: SitePost[]; pages: number }> {
  return inTransaction(readerOf(site), async (ctx) => {
    const where = and(isPublic(ctx), tag ? hasTag(tag) : undefined);
    const [total] = await ctx.db.select({ count: count() }).from(deliveries).where(where);
    const rows = await ctx.db
      .select(columns)
      .from(deliveries)
      .where(where)
      .orderBy(desc(deliveries.publishedAt), desc(deliveries.id))
      .limit(sitePageSize)
      .offset((page - 1) * sitePageSize);
    return { posts: await toPosts(ctx, site, rows), pages: Math.ceil((total?.count ?? 0) / sitePageSize) };
  });
}

/** What feeds carry: the newest posts. */
export function listFeedPosts(site: Site): Promise<SitePost[]> {
  return inTransaction(readerOf(site), async (ctx) => {
    const rows = await ctx.db
      .select(columns)
      .from(deliveries)
      .where(isPublic(ctx))
      .orderBy(desc(deliveries.publishedAt), desc(deliveries.id))
      .limit(feedSize);
    return toPosts(ctx, site, rows);
  });
}

/** One public post. @throws DomainError NOT_FOUND. */
export function getSitePost(site: Site, slug: string): Promise<SitePost> {
  return inTransaction(readerOf(site), async (ctx) => {
    const rows = await ctx.db
      .select(columns)
      .from(deliveries)
      .where(and(isPublic(ctx), eq(deliveries.externalId, slug)))
      .limit(1);
    const [post] = await toPosts(ctx, site, rows);
    if (!post) throw notFound("post");
    return post;
  });
}

const sitemapMax = 50_000;

/** Every public address of a site with its date, as many as one sitemap may name. */
export function listSiteAddresses(site: Site): Promise<{ url: string; publishedAt: Date }[]> {
  return inTransaction(readerOf(site), async (ctx) => {
    const rows = await ctx.db
      .select({ externalId: deliveries.externalId, publishedAt: deliveries.publishedAt })
      .from(deliveries)
      .where(isPublic(ctx))
      .orderBy(desc(deliveries.publishedAt))
      .limit(sitemapMax - 1);
    return rows.flatMap(({ externalId, publishedAt }) =>
      externalId && publishedAt
        ? [{ url: `${site.url}/posts/${encodeURIComponent(externalId)}`, publishedAt }]
        : [],
    );
  });
}
