import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { translatorOf } from "@/i18n/translator";
import { PostStream } from "@/modules/site/components/post-stream";
import { SiteFrame } from "@/modules/site/components/site-frame";
import { listSitePosts } from "@/modules/site/queries";
import { sitePageInput } from "@/modules/site/schemas";
import { siteOr404 } from "../../site";

interface Props {
  params: Promise<{ site: string; tag: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const tagOf = (segment: string): string => decodeURIComponent(segment).toLowerCase();

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { site: slug, tag } = await params;
  const site = await siteOr404(slug);
  return {
    title: { absolute: `#${tagOf(tag)} · ${site.name}` },
    alternates: { canonical: `${site.url}/tags/${encodeURIComponent(tagOf(tag))}` },
  };
}

/** The public posts that carry a tag. */
export default async function SiteTagPage({ params, searchParams }: Props) {
  const { site: slug, tag: segment } = await params;
  const site = await siteOr404(slug);
  const { page, tag = "" } = sitePageInput.parse({ ...(await searchParams), tag: tagOf(segment) });
  const { posts, pages } = await listSitePosts(site, { page, tag });
  if (posts.length === 0) notFound();
  const href = `/s/${site.slug}/tags/${encodeURIComponent(tag)}`;
  return (
    <SiteFrame site={site}>
      <h1 className="mb-8 text-2xl font-semibold tracking-tight">
        {translatorOf(site.locale, "site")("tagged", { tag })}
      </h1>
      <PostStream site={site} posts={posts} page={page} pages={pages} href={href} />
    </SiteFrame>
  );
}
