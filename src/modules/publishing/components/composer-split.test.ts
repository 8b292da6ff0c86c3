import fc from "fast-check";
import { expect, test } from "vitest";
import { lengthIn } from "@/networks/text";
import { splitText } from "./composer-split";

const within = (max: number) => (piece: string) => lengthIn(piece, "graphemes") <= max;
const split = (text: string, max: number, numbered = false) => splitText(text, within(max), { numbered });

test("a text is cut between sentences, and each piece takes as many as fit", () =>
  expect(split("One is here. Two is here. Three is here.", 26)).toEqual([
    "One is here. Two is here.",
    "Three is here.",
  ]));

test("a sentence that is too long is cut between words, and a link stays whole", () =>
  expect(split("See the boats at https://example.com/quay today", 26)).toEqual([
    "See the boats at",
    "https://example.com/quay",
    "today",
  ]));

test("a word that is too long is cut, but never inside a character", () => {
  const family = "👨‍👩‍👧‍👦";
  expect(split(family.repeat(5), 2)).toEqual([family.repeat(2), family.repeat(2), family]);
});

test("numbered pieces tell their place and still fit", () => {
  const pieces = split("One is here. Two is here. Three is here.", 20, true);
  expect(pieces).toEqual(["One is here. 1/3", "Two is here. 2/3", "Three is here. 3/3"]);
});

test("a text that fits stays in one piece, without a number", () =>
  expect(split("Short.", 20, true)).toEqual(["Short."]));

test("every piece fits, and no character but white space is lost", () =>
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300, unit: "grapheme" }),
      fc.integer({ min: 1, max: 40 }),
      (text, max) => {
        const pieces = split(text, max);
        const bare = (words: string) => words.replace(/\s/gu, "");
        expect(bare(pieces.join(""))).toBe(bare(text));
        for (const piece of pieces) expect(lengthIn(piece, "graphemes")).toBeLessThanOrEqual(max);
      },
    ),
  ));
