import { linksIn } from "@/networks/text";
import type { Site, SiteImage, SitePost } from "./types";

export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; url: string }
  | { kind: "tag"; text: string; tag: string };

const HASHTAG = /(?<![\p{L}\p{N}_/#&])#([\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*)/gu;

function withTags(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(HASHTAG)) {
    if (match.index > from) pieces.push({ kind: "text", text: text.slice(from, match.index) });
    pieces.push({ kind: "tag", text: match[0], tag: (match[1] ?? "").toLowerCase() });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

/** A text cut into plain stretches, links and hashtags, in order; joined, the pieces are the text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { start, end, url } of linksIn(text)) {
    pieces.push(...withTags(text.slice(from, start)), { kind: "link", text: text.slice(start, end), url });
    from = end;
  }
  return [...pieces, ...withTags(text.slice(from))];
}

/** Paragraphs of a text: what empty lines part. */
export const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);

/** The tags of a post: those given to it and those written in its text, in lower case, each once. */
export const tagsOf = (tags: readonly string[], body: string): string[] => [
  ...new Set([
    ...tags.map((tag) => tag.toLowerCase()),
    ...piecesOf(body).flatMap((piece) => (piece.kind === "tag" ? piece.tag : [])),
  ]),
];

const titleMax = 80;
const summaryMax = 200;

/** The first words of a text, cut at a word. */
export function openingOf(text: string, max: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= max) return line;
  const cut = line.slice(0, max);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), max / 2)).trimEnd()}…`;
}

/** What a post is called where a title is needed: its own, or its first words. */
export const titleOf = (title: string | null, body: string): string =>
  title?.trim() || openingOf(paragraphsOf(body)[0] ?? "", titleMax);

export const summaryOf = (summary: unknown, body: string): string =>
  (typeof summary === "string" && summary.trim()) || openingOf(body, summaryMax);

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const htmlOf = (site: Site, piece: Piece): string => {
  const text = escapeHtml(piece.text).replaceAll("\n", "<br>");
  if (piece.kind === "link") return `<a href="${escapeHtml(piece.url)}">${text}</a>`;
  if (piece.kind === "tag") return `<a href="${site.url}/tags/${encodeURIComponent(piece.tag)}">${text}</a>`;
  return text;
};

const mediaHtmlOf = ({ kind, url, altText }: SiteImage): string =>
  kind === "video"
    ? `<p><video src="${escapeHtml(url)}" controls></video></p>`
    : `<p><img src="${escapeHtml(url)}" alt="${escapeHtml(altText)}"></p>`;

/** A post as HTML for feed readers: its text, links, hashtags and media; nothing of the author's is markup. */
export const contentHtmlOf = (site: Site, { body, media }: Pick<SitePost, "body" | "media">): string =>
  [
    ...paragraphsOf(body).map(
      (text) =>
        `<p>${piecesOf(text)
          .map((piece) => htmlOf(site, piece))
          .join("")}</p>`,
    ),
    ...media.map(mediaHtmlOf),
  ].join("\n");

/** A sitemap as sitemaps.org defines it. */
export function sitemapOf(
  site: Pick<Site, "url">,
  pages: readonly { url: string; publishedAt: Date }[],
): string {
  const entries = [`<url><loc>${escapeHtml(site.url)}</loc></url>`].concat(
    pages.map(
      ({ url, publishedAt }) =>
        `<url><loc>${escapeHtml(url)}</loc><lastmod>${publishedAt.toISOString()}</lastmod></url>`,
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join("\n")}</urlset>
`;
}

/** A language as Open Graph wants it, with a territory: `fr_FR`; as it is when it is no language that anybody knows. */
export function openGraphLocale(tag: string): string {
  try {
    const { language, region } = new Intl.Locale(tag).maximize();
    return region ? `${language}_${region}` : language;
  } catch {
    return tag;
  }
}
