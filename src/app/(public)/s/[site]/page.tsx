import type { Metadata } from "next";
import { PostStream } from "@/modules/site/components/post-stream";
import { SiteFrame } from "@/modules/site/components/site-frame";
import { openGraphLocale } from "@/modules/site/policy";
import { listSitePosts } from "@/modules/site/queries";
import { sitePageInput } from "@/modules/site/schemas";
import { feedLinksOf, siteOr404 } from "./site";

interface Props {
  params: Promise<{ site: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const site = await siteOr404((await params).site);
  return {
    title: { absolute: site.name },
    alternates: { canonical: site.url, types: feedLinksOf(site) },
    openGraph: {
      type: "website",
      title: site.name,
      siteName: site.name,
      url: site.url,
      locale: openGraphLocale(site.locale),
    },
  };
}

/** A workspace's public posts, newest first. */
export default async function SitePage({ params, searchParams }: Props) {
  const site = await siteOr404((await params).site);
  const { page } = sitePageInput.parse(await searchParams);
  const { posts, pages } = await listSitePosts(site, { page });
  return (
    <SiteFrame site={site}>
      <h1 className="sr-only">{site.name}</h1>
      <PostStream site={site} posts={posts} page={page} pages={pages} href={`/s/${site.slug}`} />
    </SiteFrame>
  );
}
