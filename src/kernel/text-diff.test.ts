import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffWords } from "./text-diff";

const side = (before: string, after: string, without: "added" | "removed"): string =>
  diffWords(before, after)
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join("");

describe("the difference of two texts", () => {
  test.each([
    ["", ""],
    ["", "new"],
    ["old", ""],
    ["same", "same"],
    ["A cat sat.", "A dog sat!"],
    ["Élan vital 👩‍👩‍👧", "Élan fatal 👩‍👧"],
  ])("from %j to %j gives both back", (before, after) => {
    expect(side(before, after, "added")).toBe(before);
    expect(side(before, after, "removed")).toBe(after);
  });

  test("gives both back for any two texts", () => {
    const word = fc.constantFrom("a", "b", "c", " ", "\n", "é", "👍", ".", "word");
    const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(side(before, after, "added")).toBe(before);
        expect(side(before, after, "removed")).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test("marks words, not letters, and what went before what came", () =>
    expect(diffWords("Open on Monday", "Open on Tuesday")).toEqual([
      { kind: "same", text: "Open on " },
      { kind: "removed", text: "Monday" },
      { kind: "added", text: "Tuesday" },
    ]));

  test("is whole for long texts that share little, and quick", () => {
    const [before, after] = ["x ".repeat(9_000), "y ".repeat(9_000)];
    expect(side(before, after, "added")).toBe(before);
    expect(side(before, after, "removed")).toBe(after);
  });
});
