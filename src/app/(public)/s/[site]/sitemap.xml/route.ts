import { DomainError } from "@/kernel/errors";
import { getSite, listSiteAddresses } from "@/modules/site/queries";
import { sitemapOf } from "@/modules/site/policy";

// Next takes a file of this name for one that a build can write: this one is read from the database.
export const dynamic = "force-dynamic";

/** Every public address of a site, for search engines. */
export async function GET(_: Request, { params }: { params: Promise<{ site: string }> }) {
  try {
    const site = await getSite((await params).site);
    return new Response(sitemapOf(site, await listSiteAddresses(site)), {
      headers: { "content-type": "application/xml; charset=utf-8", "cache-control": "public, max-age=300" },
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND")
      return new Response(null, { status: 404 });
    throw error;
  }
}
