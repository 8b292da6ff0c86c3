import type { PostState } from "@/modules/publishing/schemas";
import { linksIn } from "@/networks/text";
import type { CampaignView, UtmRules } from "./schemas";

/** What the placeholders of the rules stand for. */
export interface LinkPlace {
  network: string;
  channel: string;
  campaign: string;
}

const PARAMETERS = ["source", "medium", "campaign", "term", "content"] as const;
const PLACEHOLDER = /\{\{\s*(network|channel|campaign)\s*\}\}/g;
// Latin accents only: in other scripts a mark may be a part of the letter.
const latinMarks = /[\u0300-\u036f]/g;

/** A name as analytics read it: lower case, words joined by hyphens. */
const slug = (name: string): string =>
  name
    .normalize("NFD")
    .replace(latinMarks, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");

const hex = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** A value inside a link: nothing in it may end the link where a network looks for its end. */
const encode = (value: string): string =>
  encodeURIComponent(value.toWellFormed())
    .replace(/[!'()*~]/g, hex)
    .replace(/[.]$/, hex);

function parametersOf(rules: UtmRules, place: LinkPlace): [name: string, value: string][] {
  return PARAMETERS.flatMap((key): [string, string][] => {
    const value = rules[key]?.replace(PLACEHOLDER, (_, name: keyof LinkPlace) => slug(place[name])).trim();
    return value ? [[`utm_${key}`, value]] : [];
  });
}

const isMeant = (host: string, hosts: readonly string[]): boolean =>
  hosts.length === 0 || hosts.some((wanted) => host === wanted || host.endsWith(`.${wanted}`));

/** A link with the parameters that it does not carry yet; null when it stays as it is. */
function tagged(link: string, parameters: readonly [string, string][], hosts: readonly string[]) {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  const written = /^https?:\/\/(?:[^/?#]*@)?([^/?#:]*)/i.exec(link)?.[1]?.toLowerCase() ?? "";
  if (!isMeant(url.hostname, hosts) && !isMeant(written, hosts)) return null;
  const carried = new Set([...url.searchParams.keys()].map((key) => key.toLowerCase()));
  const missing = parameters.filter(([name]) => !carried.has(name));
  if (missing.length === 0) return null;
  const [, address = "", query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(link) ?? [];
  const added = missing.map(([name, value]) => `${name}=${encode(value)}`).join("&");
  const path = /^https?:\/\/[^/]*$/i.test(address) ? `${address}/` : address;
  const glue = query === "" ? "?" : query === "?" || query.endsWith("&") ? "" : "&";
  return `${path}${query}${glue}${added}${fragment}`;
}

/** Tell whether a network that reads `rest` finds exactly `link` at its beginning. */
function standsAlone(link: string, rest: string): boolean {
  const word = /^\S{0,2000}/.exec(rest)?.[0] ?? "";
  const [first] = linksIn(link + word);
  return first?.start === 0 && first.end === link.length;
}

/**
 * Add a campaign's parameters to the links of a text. A parameter that a link carries is never touched, fragments stay
 * behind it, and doing it again changes nothing.
 */
export function tagLinks(text: string, rules: UtmRules, place: LinkPlace): string {
  const parameters = parametersOf(rules, place);
  // From the last to the first, so that each link is judged against what will really follow it.
  return linksIn(text).reduceRight((whole, { start, end }) => {
    const link = tagged(whole.slice(start, end), parameters, rules.hosts);
    const rest = whole.slice(end);
    return link !== null && standsAlone(link, rest) ? whole.slice(0, start) + link + rest : whole;
  }, text);
}

const DONE: readonly PostState[] = ["published", "partial"];

export interface CampaignProgress {
  total: number;
  done: number;
  /** 0 to 1; null while it has no post. */
  ratio: number | null;
}

/** How far a campaign is: the part of its posts that went out; cancelled ones do not count. */
export function progressOf(posts: CampaignView["posts"]): CampaignProgress {
  const sum = (wanted: (state: PostState) => boolean) =>
    posts.reduce((total, { state, count }) => total + (wanted(state) ? count : 0), 0);
  const total = sum((state) => state !== "cancelled");
  const done = sum((state) => DONE.includes(state));
  return { total, done, ratio: total === 0 ? null : done / total };
}
