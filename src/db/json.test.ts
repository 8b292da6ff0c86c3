import fc from "fast-check";
import { expect, test } from "vitest";
import { toJsonb } from "./json";

const back = (value: unknown): unknown => JSON.parse(toJsonb(value));

test.each([
  ["a NUL", "a\u0000b", "a\ufffdb"],
  ["half a character", "cut \ud83d", "cut \ufffd"],
  ["the other half", "\ude00 cut", "\ufffd cut"],
  ["a whole character", "whole \u{1f600}", "whole \u{1f600}"],
  ["a backslash before a NUL", "\\\u0000", "\\\ufffd"],
  ["the letters of an escape", String.raw`\u0000`, String.raw`\u0000`],
  ["the letters of an escape after a backslash", String.raw`\\ud83d`, String.raw`\\ud83d`],
])("%s is stored as what Postgres can hold", (_, given, stored) => {
  expect(back(given)).toBe(stored);
  expect(back({ [given]: given })).toEqual({ [stored]: stored });
});

test("everything else is stored as it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const whole = JSON.parse(JSON.stringify(value).replaceAll("\\u0000", ""));
      expect(back(whole)).toEqual(whole);
    }),
  );
});
