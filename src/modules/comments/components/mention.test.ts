import { describe, expect, test } from "vitest";
import { answersTo, callAt, calledIn, mentionRuns } from "./mention";

describe("calling a member", () => {
  test.each([
    ["@", 1, { from: 0, query: "" }],
    ["Hello @Gr", 9, { from: 6, query: "Gr" }],
    ["Hello @Grace Ho", 15, { from: 6, query: "Grace Ho" }],
    ["(@Élo", 5, { from: 1, query: "Élo" }],
    ["mail me at a@b", 14, null],
    ["Hello @Gr", 5, null],
    ["@Grace then more words", 22, null],
  ])("begins at the at sign of %j before %i", (text, caret, expected) =>
    expect(callAt(text, caret)).toEqual(expected),
  );

  test.each([
    ["Grace Hopper", "gr", true],
    ["Grace Hopper", "hop", true],
    ["Élodie", "elo", true],
    ["Grace Hopper", "race", false],
    ["Anyone", "", true],
  ])("finds %j by %j: %s", (name, query, expected) => expect(answersTo(name, query)).toBe(expected));
});

describe("the names in a text", () => {
  const members = [{ name: "Ada" }, { name: "Ada Lovelace" }, { name: "C. (x)" }];

  test("are cut out whole, the longest first, and odd names break nothing", () => {
    expect(mentionRuns("Ask @Ada Lovelace, not Ada.", ["Ada", "Ada Lovelace"])).toEqual([
      { text: "Ask ", called: false },
      { text: "@Ada Lovelace", called: true },
      { text: ", not Ada.", called: false },
    ]);
    expect(calledIn("@C. (x) and @Ada", members).map(({ name }) => name)).toEqual(["Ada", "C. (x)"]);
    expect(mentionRuns("nobody", [])).toEqual([{ text: "nobody", called: false }]);
  });
});
