import NextLink from "next/link";
import { formatInstant } from "@/i18n/format";
import { translatorOf } from "@/i18n/translator";
import type { Site, SitePost } from "../types";
import { PostMedia } from "./post-media";
import { PostText } from "./post-text";

export interface PostArticleProps {
  site: Site;
  post: SitePost;
  /** On a page of its own the title is the page's, and not a link. */
  alone?: boolean;
}

/** One public post, in a list or on its page. */
export function PostArticle({ site, post, alone = false }: PostArticleProps) {
  const t = translatorOf(site.locale, "site");
  const date = formatInstant(post.publishedAt, { zone: site.timeZone, locale: site.locale, style: "long" });
  const href = `/s/${site.slug}/posts/${encodeURIComponent(post.slug)}`;
  const Heading = alone ? "h1" : "h2";
  return (
    <article className="space-y-4">
      <header className="space-y-1">
        <Heading
          lang={post.language}
          className={
            post.titled
              ? alone
                ? "text-3xl font-semibold tracking-tight"
                : "text-2xl font-semibold tracking-tight"
              : "sr-only"
          }
        >
          {alone ? post.title : <NextLink href={href}>{post.title}</NextLink>}
        </Heading>
        <p className="text-sm text-ink-muted">
          <NextLink href={href} className="rounded-xs hover:text-ink" aria-label={t("permalink", { date })}>
            <time dateTime={post.publishedAt.toISOString()}>{date}</time>
          </NextLink>
        </p>
      </header>
      <PostText site={site} body={post.body} language={post.language} />
      <PostMedia media={post.media} eager={alone} />
      {post.tags.length > 0 && (
        <ul aria-label={t("tags")} className="flex flex-wrap gap-2">
          {post.tags.map((tag) => (
            <li key={tag}>
              <NextLink
                href={`/s/${site.slug}/tags/${encodeURIComponent(tag)}`}
                className="inline-flex min-h-6 items-center rounded-full border border-line bg-surface px-2.5 text-sm text-ink-muted hover:text-ink"
              >
                #{tag}
              </NextLink>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}
