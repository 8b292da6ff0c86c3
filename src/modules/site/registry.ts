import {
  type AtomFeed,
  generateAtomFeed,
  generateJsonFeed,
  generateRssFeed,
  type JsonFeed,
  type RssFeed,
} from "feedsmith";
import { contentHtmlOf } from "./policy";
import type { Site, SitePost } from "./types";

export interface FeedFormat {
  contentType: string;
  /** Its proper name, the same in every language. */
  name: string;
  generate(site: Site, posts: readonly SitePost[], selfUrl: string): string;
}

const newest = (posts: readonly SitePost[]): Date => posts[0]?.publishedAt ?? new Date(0);

function rss(site: Site, posts: readonly SitePost[], selfUrl: string): string {
  const feed: RssFeed.Feed<Date> = {
    title: site.name,
    link: site.url,
    description: site.name,
    language: site.locale,
    lastBuildDate: newest(posts),
    generator: "Publify",
    atom: { links: [{ href: selfUrl, rel: "self", type: "application/rss+xml" }] },
    items: posts.map((post) => ({
      title: post.title,
      link: post.url,
      guid: { value: post.url, isPermaLink: true },
      pubDate: post.publishedAt,
      description: contentHtmlOf(site, post),
      categories: post.tags.map((name) => ({ name })),
    })),
  };
  return generateRssFeed(feed);
}

function atom(site: Site, posts: readonly SitePost[], selfUrl: string): string {
  const feed: AtomFeed.Feed<Date> = {
    id: site.url,
    title: { value: site.name },
    updated: newest(posts),
    authors: [{ name: site.name, uri: site.url }],
    generator: { text: "Publify" },
    links: [
      { href: selfUrl, rel: "self", type: "application/atom+xml" },
      { href: site.url, rel: "alternate", type: "text/html" },
    ],
    entries: posts.map((post) => ({
      id: post.url,
      title: { value: post.title },
      updated: post.publishedAt,
      published: post.publishedAt,
      links: [{ href: post.url, rel: "alternate", type: "text/html" }],
      summary: { value: post.summary },
      content: { value: contentHtmlOf(site, post), type: "html" },
      categories: post.tags.map((term) => ({ term })),
    })),
  };
  return generateAtomFeed(feed);
}

function json(site: Site, posts: readonly SitePost[], selfUrl: string): string {
  const feed: JsonFeed.Feed<Date> = {
    title: site.name,
    home_page_url: site.url,
    feed_url: selfUrl,
    language: site.locale,
    authors: [{ name: site.name, url: site.url }],
    items: posts.map((post) => ({
      id: post.url,
      url: post.url,
      ...(post.titled && { title: post.title }),
      summary: post.summary,
      content_html: contentHtmlOf(site, post),
      date_published: post.publishedAt,
      language: post.language,
      tags: post.tags,
      image: post.media.find(({ kind }) => kind !== "video")?.url,
    })),
  };
  return JSON.stringify(generateJsonFeed(feed));
}

type Generate = FeedFormat["generate"];

/** Control characters have no place in XML, however they are written: one makes a whole feed unreadable. */
const asXml =
  (generate: Generate): Generate =>
  (...of) =>
    generate(...of).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");

/** The feeds of a site by file name. */
export const FEEDS: Record<string, FeedFormat> = {
  "rss.xml": { name: "RSS", contentType: "application/rss+xml; charset=utf-8", generate: asXml(rss) },
  "atom.xml": { name: "Atom", contentType: "application/atom+xml; charset=utf-8", generate: asXml(atom) },
  "feed.json": { name: "JSON Feed", contentType: "application/feed+json; charset=utf-8", generate: json },
};
