import fc from "fast-check";
import { parseFeed } from "feedsmith";
import { describe, expect, test } from "vitest";
import { contentHtmlOf, openGraphLocale, openingOf, paragraphsOf, piecesOf, tagsOf, titleOf } from "./policy";
import { FEEDS } from "./registry";
import type { Site, SitePost } from "./types";

const site: Site = {
  tenantId: "ws_x",
  slug: "acme",
  name: 'Acme & "Sons"',
  locale: "en",
  timeZone: "UTC",
  url: "https://p.test/s/acme",
};
const post = (change: Partial<SitePost> = {}): SitePost => ({
  slug: "hello-1a2b3c",
  url: "https://p.test/s/acme/posts/hello-1a2b3c",
  title: "Hello <world>",
  titled: true,
  summary: "Hi",
  body: "Hi #Été, see https://example.com/a?b=1&c=2.\n\nBye",
  tags: ["été"],
  language: "en",
  media: [],
  publishedAt: new Date("2026-11-21T09:00:00Z"),
  ...change,
});

describe("the text of a public post", () => {
  test("is cut into words, links and hashtags without losing a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
    expect(piecesOf("a #Été b").map((piece) => piece.kind)).toEqual(["text", "tag", "text"]);
    expect(piecesOf("https://x.test/#frag")).toMatchObject([{ kind: "link" }]);
    expect(piecesOf("C# and &#39; #1")).toMatchObject([{ kind: "text" }]);
  });

  test("gives paragraphs, tags in lower case once, and a title cut at a word", () => {
    expect(paragraphsOf("a\nb\n\n\n c ")).toEqual(["a\nb", "c"]);
    expect(tagsOf(["News"], "so #news and #Other")).toEqual(["news", "other"]);
    expect(titleOf("  ", "First line\n\nSecond")).toBe("First line");
    expect(openingOf("one two three", 8)).toBe("one two…");
  });

  test("is never markup of its own", () => {
    const html = contentHtmlOf(
      site,
      post({ body: '<script>alert("x")</script> https://x.test/"onmouseover=1' }),
    );
    expect(html).not.toContain("<script>");
    expect(html).not.toMatch(/href="[^"]*"onmouseover/);
  });
});

describe("feeds", () => {
  test.each(Object.entries(FEEDS))("%s carries the post and names itself", (file, { generate }) => {
    const self = `${site.url}/${file}`;
    const text = generate(site, [post()], self);
    expect(text).toContain(self);
    const { format, feed } = parseFeed(text);
    expect(["rss", "atom", "json"]).toContain(format);
    expect(JSON.stringify(feed)).toContain("hello-1a2b3c");
    expect(JSON.stringify(feed)).toContain("Hello <world>");
  });

  test.each(["rss.xml", "atom.xml"])("%s holds only what XML can hold", (file) => {
    const odd = "bell \u0007, none \ufffe, ]]> and & </title>, \u{1f389}";
    const text = FEEDS[file]?.generate(site, [post({ title: odd, summary: odd, body: odd })], "self") ?? "";
    expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    expect(JSON.stringify(parseFeed(text))).toContain("bell , none , ]]> and & </title>, \u{1f389}");
  });

  test.each(Object.entries(FEEDS))("%s of a site without posts is still a feed", (file, { generate }) => {
    expect(generate(site, [], `${site.url}/${file}`)).toContain("Acme");
  });
});

test.each([
  ["fr", "fr_FR"],
  ["en", "en_US"],
  ["pt-BR", "pt_BR"],
  ["zh-Hant", "zh_TW"],
  ["en-12", "en-12"],
])("Open Graph calls %s %s", (language, locale) => expect(openGraphLocale(language)).toBe(locale));
