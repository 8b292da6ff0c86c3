import fc from "fast-check";
import { expect, test } from "vitest";
import { linksIn, measureText } from "./text";

const weighed = { max: 500, unit: "graphemes", urlCost: 23, shortMentions: true } as const;
const plain = { max: 300, unit: "graphemes" } as const;

test.each([
  ["", 0],
  ["hello", 5],
  ["👩‍👩‍👧‍👦🇫🇷é", 3],
  ["e\u0301", 1],
  ["https://example.org/", 23],
  [`https://example.org/${"a".repeat(200)}`, 23],
  ["see https://a.example/x, and http://b.example.", 4 + 23 + 6 + 23 + 1],
  ["(https://example.org/a_(b))", 25],
  ["example.org is not a link here", 30],
  ["mailto:a@b.example ftp://c.example", 34],
  ["@ana@mastodon.example hi", 7],
  ["@ana hi", 7],
  ["a@b.example", 11],
  ["https://example.org/@ana@b.example", 23],
])("Mastodon counts %j as %i", (text, expected) => expect(measureText(text, weighed)).toBe(expected));

test("without a weight a link costs its length", () =>
  expect(measureText("https://example.org/", plain)).toBe("https://example.org/".length));

test.each([
  ["graphemes", 1],
  ["characters", 7],
  ["utf8_bytes", 25],
] as const)("a family emoji is counted in %s", (unit, expected) =>
  expect(measureText("👩‍👩‍👧‍👦", { max: 1, unit })).toBe(expected),
);

test("a length is never negative nor more than the bytes of the text plus the weight of its links", () =>
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const length = measureText(text, weighed);
      expect(length).toBeGreaterThanOrEqual(0);
      expect(length).toBeLessThanOrEqual(new TextEncoder().encode(text).length + 23 * linksIn(text).length);
    }),
  ));

test("two texts apart by a line break count as the sum of both plus one", () =>
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
      const [left, right] = [`${a}.`, `.${b}`];
      expect(measureText(`${left}\n${right}`, plain)).toBe(
        measureText(left, plain) + 1 + measureText(right, plain),
      );
    }),
  ));

test("every link costs the same, whatever its path", () =>
  fc.assert(
    fc.property(fc.webPath(), (path) => {
      const url = `https://example.org${path.replace(/[^\w/-]/g, "")}/x`;
      expect(measureText(`a ${url} b`, weighed)).toBe(23 + 4);
    }),
  ));
