import { DomainError } from "@/kernel/errors";
import { getSite, listFeedPosts } from "@/modules/site/queries";
import { FEEDS } from "@/modules/site/registry";

/** The feeds of a site: RSS, Atom and JSON Feed, by file name. */
export async function GET(_: Request, { params }: { params: Promise<{ site: string; feed: string }> }) {
  const { site: slug, feed } = await params;
  const format = FEEDS[feed];
  if (!format) return new Response(null, { status: 404 });
  try {
    const site = await getSite(slug);
    const text = format.generate(site, await listFeedPosts(site), `${site.url}/${feed}`);
    return new Response(text, {
      headers: { "content-type": format.contentType, "cache-control": "public, max-age=60" },
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND")
      return new Response(null, { status: 404 });
    throw error;
  }
}
