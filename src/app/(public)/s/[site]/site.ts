import { notFound } from "next/navigation";
import { cache } from "react";
import { DomainError } from "@/kernel/errors";
import { getSite, getSitePost } from "@/modules/site/queries";
import { FEEDS } from "@/modules/site/registry";
import type { Site } from "@/modules/site/types";

async function or404<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}

/** The site of an address, read once a request; Next's 404 when there is none. */
export const siteOr404 = cache((slug: string) => or404(getSite(slug)));

/** A post of a site, likewise. */
export const sitePostOr404 = cache(async (slug: string, post: string) =>
  or404(getSitePost(await siteOr404(slug), decodeURIComponent(post))),
);

/** The `alternate` links of a page: one a feed. */
export const feedLinksOf = (site: Site): Record<string, { url: string; title: string }[]> =>
  Object.fromEntries(
    Object.entries(FEEDS).map(([file, { contentType, name }]) => [
      contentType.split(";")[0] ?? contentType,
      [{ url: `${site.url}/${file}`, title: `${site.name} · ${name}` }],
    ]),
  );
