import { createHash } from "node:crypto";
import { DomainError } from "@/kernel/errors";
import { getSite, listFeedPosts } from "@/modules/site/queries";
import { FEEDS } from "@/modules/site/registry";

const etagOf = (text: string): string => `W/"${createHash("sha256").update(text).digest("base64url")}"`;

/** The feeds of a site: RSS, Atom and JSON Feed, by file name. Readers ask often: what they have is not sent again. */
export async function GET(request: Request, { params }: { params: Promise<{ site: string; feed: string }> }) {
  const { site: slug, feed } = await params;
  const format = FEEDS[feed];
  if (!format) return new Response(null, { status: 404 });
  try {
    const site = await getSite(slug);
    const text = format.generate(site, await listFeedPosts(site), `${site.url}/${feed}`);
    const headers = { etag: etagOf(text), "cache-control": "public, max-age=60" };
    if (request.headers.get("if-none-match")?.includes(headers.etag))
      return new Response(null, { status: 304, headers });
    return new Response(text, { headers: { ...headers, "content-type": format.contentType } });
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND")
      return new Response(null, { status: 404 });
    throw error;
  }
}
