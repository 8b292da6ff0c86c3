import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffText, type TextRun } from "./text-diff";

const join = (runs: readonly TextRun[], but: TextRun["kind"]) =>
  runs
    .filter(({ kind }) => kind !== but)
    .map(({ text }) => text)
    .join("");

describe("the difference of two texts", () => {
  test("is told in words, what went before what came", () => {
    expect(diffText("We open at nine today.", "We open at ten today.")).toEqual([
      { kind: "same", text: "We open at " },
      { kind: "removed", text: "nine" },
      { kind: "added", text: "ten" },
      { kind: "same", text: " today." },
    ]);
  });

  test("gathers neighbouring words into one change", () => {
    expect(diffText("a red big car", "a blue small car")).toEqual([
      { kind: "same", text: "a " },
      { kind: "removed", text: "red big" },
      { kind: "added", text: "blue small" },
      { kind: "same", text: " car" },
    ]);
  });

  test("never splits what a reader sees as one character", () => {
    expect(diffText("👩🏽‍🚀 é", "👩🏿‍🚀 é")[0]).toEqual({ kind: "removed", text: "👩🏽‍🚀" });
  });

  test("gives back both texts, whatever they are", () => {
    const word = fc.constantFrom("a", "b", "c", " ", "\n", "é", "👋🏽", ". ");
    const text = fc.oneof(
      fc.array(word, { maxLength: 40 }).map((list) => list.join("")),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        const runs = diffText(before, after);
        expect(join(runs, "added")).toBe(before);
        expect(join(runs, "removed")).toBe(after);
        runs.slice(1).forEach((run, index) => expect(run.kind).not.toBe(runs[index]?.kind));
      }),
    );
  });

  test("of two long texts that share little is found in a moment, by lines", () => {
    const long = (seed: number) =>
      Array.from({ length: 4_000 }, (_, index) => `word${index * seed} line${index % 7}\n`).join("");
    const runs = diffText(long(3), long(5));
    expect(join(runs, "added")).toBe(long(3));
    expect(join(runs, "removed")).toBe(long(5));
  });
});
