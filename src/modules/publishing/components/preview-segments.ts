import type { TextCapability } from "@/networks/capabilities";
import { linksIn } from "@/networks/text";

/** A run of text as a network shows it. */
export interface Segment {
  kind: "text" | "link" | "mention" | "tag";
  text: string;
}

const MENTION = /(?<![\p{L}\p{N}_@/.])@[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.-]+)?/u;
const TAG = /(?<![\p{L}\p{N}_&/#])#(?=[\p{N}_]*[\p{L}])[\p{L}\p{N}_]+/u;
const MARK = new RegExp(`${MENTION.source}|${TAG.source}`, "gu");

/** Characters of an address that networks show when every link weighs the same. */
const shownLinkMax = 30;

function shownLink(url: string, shortened: boolean): string {
  if (!shortened) return url;
  const plain = url.replace(/^https?:\/\/(www\.)?/i, "");
  return plain.length > shownLinkMax ? `${plain.slice(0, shownLinkMax)}…` : plain;
}

function mentionOf(found: string, shortMentions: boolean): Segment {
  const text = found.replace(/[.-]+$/, "");
  const [, name = "", server] = text.split("@");
  // Where servers are named after a second @, a bare name is one; elsewhere a handle is a domain.
  if (shortMentions) return { kind: "mention", text: server ? `@${name}` : text };
  return { kind: name.includes(".") && !server ? "mention" : "text", text };
}

function marksIn(text: string, shortMentions: boolean): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const found = match[0];
    const mention = found.startsWith("@") ? mentionOf(found, shortMentions) : null;
    const raw = mention ? found.replace(/[.-]+$/, "") : found;
    if (match.index > from) segments.push({ kind: "text", text: text.slice(from, match.index) });
    segments.push(mention ?? { kind: "tag", text: found });
    from = match.index + raw.length;
  }
  if (from < text.length) segments.push({ kind: "text", text: text.slice(from) });
  return segments;
}

/** A text cut into what its network makes of it: links, mentions, tags and the words between. */
export function segmentsOf(text: string, { urlCost, shortMentions = false }: TextCapability): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const { start, end } of linksIn(text)) {
    segments.push(...marksIn(text.slice(from, start), shortMentions));
    segments.push({ kind: "link", text: shownLink(text.slice(start, end), urlCost !== undefined) });
    from = end;
  }
  segments.push(...marksIn(text.slice(from), shortMentions));
  return segments.filter((segment) => segment.text !== "");
}
