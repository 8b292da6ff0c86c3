import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderHtml } from "@/testing/fakes/mastodon-entities";
import type { VariantDraft } from "../contract";
import { instanceAnswer } from "./answers";
import { capabilitiesOf, checkMastodon, comparable, statusIdIn, textOfHtml } from "./map";

const fixture = (name: string) =>
  instanceAnswer.parse(JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8")));

test("limits come from the instance", () => {
  const capabilities = capabilitiesOf(fixture("instance-v2"));
  expect(capabilities.text).toEqual({ max: 500, unit: "graphemes", urlCost: 23, shortMentions: true });
  expect(capabilities.image).toMatchObject({
    countMax: 4,
    bytesMax: 10_485_760,
    pixelsMax: 16_777_216,
    altTextMax: 1_500,
  });
  expect(capabilities.image?.mimeTypes).toContain("image/heic");
  expect(capabilities.image?.mimeTypes).not.toContain("image/gif");
  expect(capabilities.gif).toMatchObject({ countMax: 1, mimeTypes: ["image/gif"] });
  expect(capabilities.video).toMatchObject({ countMax: 1, bytesMax: 41_943_040, pixelsMax: 2_304_000 });
});

test("an older server's own limit is read, and Mastodon's defaults fill the rest", () => {
  const capabilities = capabilitiesOf(fixture("instance-v1-pleroma"));
  expect(capabilities.text.max).toBe(5_000);
  expect(capabilities.mediaCountMax).toBe(4);
});

const draft = (body: string, settings: Record<string, unknown> = {}): VariantDraft => ({
  title: null,
  body,
  media: [],
  settings,
});
const limits = capabilitiesOf(null);

test("the warning counts with the text", () => {
  expect(checkMastodon(draft("x".repeat(490), { contentWarning: "0123456789" }), limits)).toEqual([]);
  expect(checkMastodon(draft("x".repeat(491), { contentWarning: "0123456789" }), limits)).toMatchObject([
    { code: "text_too_long", field: "body", details: { count: 501, max: 500 } },
  ]);
});

test("the warning counts with the text of every part", () => {
  const parts = ["x".repeat(490), "x".repeat(491)].map((body) => ({
    kind: "thread" as const,
    body,
    media: [],
  }));
  const warned = { ...draft("x", { contentWarning: "0123456789" }), parts };
  expect(checkMastodon(warned, limits)).toMatchObject([{ code: "text_too_long", field: "parts.1.body" }]);
});

test("settings of a wrong kind are an issue, not a crash", () =>
  expect(checkMastodon(draft("x", { visibility: "everyone" }), limits)).toMatchObject([
    { code: "settings" },
  ]));

test("what Mastodon renders compares equal to what was written", () => {
  const word = fc.oneof(
    fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
      .map((text) => text.replace(/[@#<>&\s]/g, "x")),
    fc.constantFrom(
      "@bob@far.example",
      "#été",
      "https://example.org/a/long/path/over/thirty/characters?a=b&c=d",
      "<b>&amp;",
      "\n\n",
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const text = words.join(" ");
      expect(comparable(textOfHtml(renderHtml(text)))).toBe(comparable(text));
    }),
  );
});

test.each([
  ["<p>a<br>b</p><p>c</p>", "a b c"],
  ["<p>&lt;b&gt; &amp;amp; &#39;x&#x27; &nbsp;&unknown;</p>", "<b> &amp; 'x' &unknown;"],
  ["plain &#99999999; text", "plain &#99999999; text"],
])("%j reads as %j", (html, expected) => expect(comparable(textOfHtml(html))).toBe(expected));

test.each([
  ["https://social.example/@ana/115", "115"],
  ["https://social.example/users/ana/statuses/115/", "115"],
  ["https://social.example/web/statuses/115", "115"],
  ["https://ana.example/@ana/115", "115"],
  ["https://social.example/notice/AbC9x", "AbC9x"],
  ["https://social.example/@bob@elsewhere.example/115", null],
  ["https://elsewhere.example/@ana/115", null],
  ["https://social.example/@ana", null],
  ["not a link", null],
])("the link %s shows the status %s", (link, id) => {
  const settings = { instance: "https://social.example", accountId: "1" };
  expect(statusIdIn({ handle: "@ana@ana.example", settings }, link)).toBe(id);
});
