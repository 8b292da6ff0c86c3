import type { Site, SitePost } from "../types";

/** schema.org facts of a post for search engines; a block of data, not of script. */
export function StructuredData({ site, post }: { site: Site; post: SitePost }) {
  const facts = {
    "@context": "https://schema.org",
    "@type": post.titled ? "BlogPosting" : "SocialMediaPosting",
    headline: post.title,
    description: post.summary,
    articleBody: post.body,
    datePublished: post.publishedAt.toISOString(),
    inLanguage: post.language,
    url: post.url,
    mainEntityOfPage: post.url,
    keywords: post.tags,
    image: post.media.filter(({ kind }) => kind !== "video").map(({ url }) => url),
    author: { "@type": "Organization", name: site.name, url: site.url },
    publisher: { "@type": "Organization", name: site.name, url: site.url },
  };
  // A `<` could close the element early: escaped, it is the same JSON.
  const json = JSON.stringify(facts).replaceAll("<", "\\u003c");
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
