import NextLink from "next/link";
import { paragraphsOf, piecesOf } from "../policy";
import type { Site } from "../types";

const linkClasses =
  "break-words rounded-xs text-accent-ink underline decoration-accent-line underline-offset-4";

/** Stretches of a text have no identity but their place, and never move. */
const keyed = <T,>(items: readonly T[]) => items.map((item, place) => ({ key: String(place), item }));

/** A post's text: paragraphs, links and hashtags that lead to their pages. */
export const PostText = ({ site, body, language }: { site: Site; body: string; language: string }) => (
  <div lang={language} className="space-y-4 text-base leading-relaxed break-words text-ink">
    {keyed(paragraphsOf(body)).map(({ key, item: paragraph }) => (
      <p key={key} className="whitespace-pre-line">
        {keyed(piecesOf(paragraph)).map(({ key, item: piece }) => {
          if (piece.kind === "text") return piece.text;
          return piece.kind === "tag" ? (
            <NextLink
              key={key}
              href={`/s/${site.slug}/tags/${encodeURIComponent(piece.tag)}`}
              className={linkClasses}
            >
              {piece.text}
            </NextLink>
          ) : (
            <a key={key} href={piece.url} rel="noopener nofollow" className={linkClasses}>
              {piece.text}
            </a>
          );
        })}
      </p>
    ))}
  </div>
);
