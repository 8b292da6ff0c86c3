import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linksIn, measureText } from "@/networks/text";
import { progressOf, tagLinks } from "./policy";
import { defaultUtmRules, type UtmRules, utmRules } from "./schemas";

const place = { network: "bluesky", channel: "Café Été", campaign: "Soldes d’hiver" };
const rules: UtmRules = { ...defaultUtmRules, source: "{{network}}", campaign: "{{ campaign }}" };
const added = "utm_source=bluesky&utm_medium=social&utm_campaign=soldes-d-hiver";
const tag = (text: string, more: Partial<UtmRules> = {}) => tagLinks(text, { ...rules, ...more }, place);

describe("tagging links", () => {
  test.each([
    ["See https://example.com/a.", `See https://example.com/a?${added}.`],
    ["https://example.com", `https://example.com/?${added}`],
    ["(https://example.com/a)", `(https://example.com/a?${added})`],
    ["https://example.com/a#b", `https://example.com/a?${added}#b`],
    ["https://example.com/a?x=1#b", `https://example.com/a?x=1&${added}#b`],
    ["https://example.com/a?x=1&", `https://example.com/a?x=1&${added}`],
    ["http://one.test/1 https://two.test/2", `http://one.test/1?${added} https://two.test/2?${added}`],
  ])("%s becomes %s", (text, expected) => {
    expect(tag(text)).toBe(expected);
  });

  test("leaves a parameter that is there, whatever its case, and adds the others", () => {
    expect(tag("https://example.com/?UTM_Source=mail&utm_medium=")).toBe(
      "https://example.com/?UTM_Source=mail&utm_medium=&utm_campaign=soldes-d-hiver",
    );
  });

  test.each(["example.com/a", "ftp://example.com/a", "mailto:a@example.com", "a@example.com", "no link"])(
    "leaves %s alone: only what is written with http or https is a link everywhere",
    (text) => {
      expect(tag(text)).toBe(text);
    },
  );

  test("reaches the hosts of its list and what lies below them, nothing else", () => {
    const hosts = { hosts: ["example.com"] };
    expect(tag("https://shop.example.com/", hosts)).toContain("utm_source");
    expect(tag("https://example.com:8443/", hosts)).toContain("utm_source");
    expect(tag("https://notexample.com/ https://example.com.evil.test/", hosts)).not.toContain("utm_");
  });

  test("fills term and content only when they say something", () => {
    expect(tag("https://a.test/", { term: "x y", content: "{{channel}}" })).toBe(
      `https://a.test/?${added}&utm_term=x%20y&utm_content=cafe-ete`,
    );
  });

  test("is counted as a network that counts whole addresses will", () => {
    const text = tag("https://example.com/a");
    expect(measureText(text, { unit: "graphemes", max: 300 })).toBe(text.length);
    expect(measureText(text, { unit: "graphemes", max: 300, urlCost: 23 })).toBe(23);
  });
});

const word = fc.string({ unit: "grapheme", maxLength: 12 });
const address = fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), word);
const texts = fc
  .array(fc.tuple(address, fc.constantFrom(" ", "\n", ", ", ").", "", '"', "*")), { maxLength: 6 })
  .map((list) => list.flat().join(""));
const anyRules = fc.record({
  ...{ source: word, medium: word, campaign: word, term: fc.option(word), content: fc.option(word) },
  hosts: fc.constant<string[]>([]),
});

describe("for any text and any rules", () => {
  test("tagging again changes nothing", () => {
    fc.assert(
      fc.property(texts, anyRules, (text, own) => {
        const once = tagLinks(text, own, place);
        expect(tagLinks(once, own, place)).toBe(once);
      }),
    );
  });

  test("what stands between links, and each link's own parameters and fragment, stay", () => {
    fc.assert(
      fc.property(texts, anyRules, (text, own) => {
        const [before, after] = [linksIn(text), linksIn(tagLinks(text, own, place))];
        expect(after.length).toBe(before.length);
        before.forEach(({ url }, index) => {
          if (!URL.canParse(url)) return;
          const [old, now] = [new URL(url), new URL(after[index]?.url ?? "")];
          expect([now.origin, now.pathname, now.hash]).toEqual([old.origin, old.pathname, old.hash]);
          expect([...now.searchParams].slice(0, [...old.searchParams].length)).toEqual([...old.searchParams]);
        });
      }),
    );
  });
});

test("rules name only placeholders that can be filled", () => {
  expect(utmRules.safeParse({ ...defaultUtmRules, source: "{{author}}" }).success).toBe(false);
  expect(utmRules.safeParse({ ...defaultUtmRules, hosts: ["https://example.com/"] }).success).toBe(false);
  expect(utmRules.safeParse(defaultUtmRules).success).toBe(true);
});

test("a campaign is as far as its posts are out, cancelled ones aside", () => {
  const posts = [
    { state: "published" as const, count: 2 },
    { state: "scheduled" as const, count: 2 },
    { state: "cancelled" as const, count: 9 },
  ];
  expect(progressOf(posts)).toEqual({ total: 4, done: 2, ratio: 0.5 });
  expect(progressOf([])).toEqual({ total: 0, done: 0, ratio: null });
});
