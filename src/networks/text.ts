import { LinkifyIt } from "linkify-it";
import type { TextCapability } from "./capabilities";

// Networks that weigh links only take those that are written out, with their scheme.
const links = new LinkifyIt({ fuzzyEmail: false });
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const utf8 = new TextEncoder();
const MENTION =
  /(?<![\w/@.])@([\p{L}\p{N}_]+(?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?)@[\p{L}\p{N}.-]+[\p{L}\p{N}]/gu;

/** The links of a text that start with http:// or https://, in order. */
export const linksIn = (text: string): { start: number; end: number; url: string }[] =>
  (links.match(text) ?? [])
    .filter(({ schema }) => schema === "http:" || schema === "https:")
    .map(({ index, lastIndex, url }) => ({ start: index, end: lastIndex, url }));

/** Length of a plain text in a unit. */
export function lengthIn(text: string, unit: TextCapability["unit"]): number {
  if (unit === "utf8_bytes") return utf8.encode(text).length;
  if (unit === "characters") return [...text].length;
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}

/** Length of a text as a network counts it: links at their fixed cost, mentions without their server. */
export function measureText(text: string, { unit, urlCost, shortMentions }: TextCapability): number {
  const found = urlCost === undefined ? [] : linksIn(text);
  let rest = "";
  let from = 0;
  for (const { start, end } of found) {
    rest += text.slice(from, start);
    // A link never joins what stands around it into one grapheme.
    rest += "\n";
    from = end;
  }
  rest += text.slice(from);
  const plain = shortMentions ? rest.replace(MENTION, "@$1") : rest;
  return lengthIn(plain, unit) + found.length * ((urlCost ?? 1) - 1);
}
