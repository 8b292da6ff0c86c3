import type { AppBskyRichtextFacet } from "@atproto/api";
import type { HttpResult } from "@/platform/http";
import type { PublishResult, Tools } from "../contract";
import { unhappy } from "../wire";
import { accepted, errorName, handleAnswer, isAuthRefusal, query } from "./api";
import type { BlueskyCredentials } from "./session";

type Facet = AppBskyRichtextFacet.Main;
export type FacetsResult =
  | { status: "ready"; facets: Facet[] }
  | Exclude<PublishResult, { status: "published" }>;

/** Links, tags and mentions of a text; mentions still carry handles where DIDs must go. */
export async function detectFacets(text: string): Promise<Facet[]> {
  // The lexicons weigh megabytes: only what publishes loads them.
  const { RichText } = await import("@atproto/api");
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  return rich.facets ?? [];
}

const MENTION = "app.bsky.richtext.facet#mention";

/** The handle that a facet mentions, where the lexicon will want a DID; null for links and tags. */
function handleIn({ features }: Facet): string | null {
  for (const feature of features) {
    if (feature.$type === MENTION && "did" in feature && typeof feature.did === "string") return feature.did;
  }
  return null;
}

/** Facets with mentions resolved. A handle that nobody has stays plain text; a server that is down is no reason to lose a mention. */
export async function resolveFacets(
  text: string,
  { pds, accessJwt }: BlueskyCredentials,
  tools: Tools,
): Promise<FacetsResult> {
  const facets: Facet[] = [];
  for (const facet of await detectFacets(text)) {
    const handle = handleIn(facet);
    if (handle === null) {
      facets.push(facet);
      continue;
    }
    const params = { handle };
    const nsid = "com.atproto.identity.resolveHandle";
    const result = await query(tools, { base: pds, nsid, params, token: accessJwt });
    const found = accepted(result, handleAnswer);
    if (found) facets.push({ ...facet, features: [{ $type: MENTION, did: found.did }] });
    else if (!isUnknownHandle(result)) return unhappy(result, { creates: false, now: tools.now });
  }
  return { status: "ready", facets };
}

const isUnknownHandle = (result: HttpResult): boolean =>
  result.kind === "response" &&
  !isAuthRefusal(result) &&
  (result.status === 404 || (result.status === 400 && errorName(result) !== null));
