import { translatorOf } from "@/i18n/translator";
import { ButtonLink } from "@/ui/primitives/button-link";
import type { Site, SitePost } from "../types";
import { PostArticle } from "./post-article";

export interface PostStreamProps {
  site: Site;
  posts: readonly SitePost[];
  page: number;
  pages: number;
  /** Address of the list without its page. */
  href: string;
}

/** A page of public posts with its neighbours. */
export function PostStream({ site, posts, page, pages, href }: PostStreamProps) {
  const t = translatorOf(site.locale, "site");
  if (posts.length === 0) return <p className="py-16 text-center text-ink-muted">{t("empty")}</p>;
  return (
    <>
      <ol className="divide-y divide-line">
        {posts.map((post) => (
          <li key={post.slug} className="py-8 first:pt-0">
            <PostArticle site={site} post={post} />
          </li>
        ))}
      </ol>
      {pages > 1 && (
        <nav aria-label={t("pages")} className="flex items-center justify-between gap-4 pt-4">
          {page > 1 ? <ButtonLink href={`${href}?page=${page - 1}`}>{t("newer")}</ButtonLink> : <span />}
          <span className="text-sm text-ink-muted">{t("pageOf", { page, pages })}</span>
          {page < pages ? <ButtonLink href={`${href}?page=${page + 1}`}>{t("older")}</ButtonLink> : <span />}
        </nav>
      )}
    </>
  );
}
