import type { Metadata } from "next";
import { PostArticle } from "@/modules/site/components/post-article";
import { SiteFrame } from "@/modules/site/components/site-frame";
import { StructuredData } from "@/modules/site/components/structured-data";
import { openGraphLocale } from "@/modules/site/policy";
import { feedLinksOf, siteOr404, sitePostOr404 } from "../../site";

interface Props {
  params: Promise<{ site: string; post: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { site: slug, post: postSlug } = await params;
  const [site, post] = [await siteOr404(slug), await sitePostOr404(slug, postSlug)];
  const images = post.media
    .filter(({ kind }) => kind !== "video")
    .map(({ url, altText, width, height }) => ({
      url,
      alt: altText,
      width: width ?? undefined,
      height: height ?? undefined,
    }));
  return {
    title: { absolute: `${post.title} · ${site.name}` },
    description: post.summary,
    alternates: { canonical: post.url, types: feedLinksOf(site) },
    openGraph: {
      type: "article",
      title: post.title,
      description: post.summary,
      siteName: site.name,
      url: post.url,
      locale: openGraphLocale(post.language),
      publishedTime: post.publishedAt.toISOString(),
      tags: post.tags,
      images,
    },
    twitter: { card: images.length > 0 ? "summary_large_image" : "summary" },
  };
}

/** One public post. */
export default async function SitePostPage({ params }: Props) {
  const { site: slug, post: postSlug } = await params;
  const [site, post] = [await siteOr404(slug), await sitePostOr404(slug, postSlug)];
  return (
    <SiteFrame site={site}>
      <StructuredData site={site} post={post} />
      <PostArticle site={site} post={post} alone />
    </SiteFrame>
  );
}
