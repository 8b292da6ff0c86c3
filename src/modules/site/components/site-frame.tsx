import { Rss } from "lucide-react";
import NextLink from "next/link";
import type { ReactNode } from "react";
import { translatorOf } from "@/i18n/translator";
import { MAIN_ID } from "@/ui/primitives/skip-link";
import { FEEDS } from "../registry";
import type { Site } from "../types";

/** The frame of a workspace's public pages, in the workspace's language. */
export function SiteFrame({ site, children }: { site: Site; children: ReactNode }) {
  const t = translatorOf(site.locale, "site");
  return (
    <div lang={site.locale} className="mx-auto flex min-h-dvh max-w-3xl flex-col px-4 sm:px-8">
      <header className="flex items-center justify-between gap-4 border-b border-line py-6">
        <NextLink
          href={`/s/${site.slug}`}
          className="rounded-md text-xl font-semibold tracking-tight text-ink"
        >
          {site.name}
        </NextLink>
        <a
          href={`/s/${site.slug}/rss.xml`}
          className="inline-flex min-h-11 items-center gap-1.5 rounded-md px-2 text-sm text-ink-muted hover:text-ink"
        >
          <Rss aria-hidden className="size-4" />
          {t("subscribe")}
        </a>
      </header>
      <main id={MAIN_ID} tabIndex={-1} className="grow py-8 outline-none">
        {children}
      </main>
      <footer className="flex flex-wrap items-center justify-between gap-3 border-t border-line py-6 text-sm text-ink-muted">
        <nav aria-label={t("feeds")} className="flex flex-wrap gap-x-4 gap-y-1">
          {Object.entries(FEEDS).map(([file, { name }]) => (
            <a
              key={file}
              href={`/s/${site.slug}/${file}`}
              className="rounded-xs underline underline-offset-4"
            >
              {name}
            </a>
          ))}
        </nav>
        <NextLink href="/" className="rounded-xs hover:text-ink">
          {t("madeWith")}
        </NextLink>
      </footer>
    </div>
  );
}
