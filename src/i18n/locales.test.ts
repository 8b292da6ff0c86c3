import { describe, expect, test } from "vitest";
import { pickLocale } from "./locales";

describe("the language of a request", () => {
  const cases: [cookie: string | undefined, header: string | null, expected: string, why: string][] = [
    ["fr", "en-GB", "fr", "the choice kept in the cookie wins"],
    [undefined, "fr-CA,fr;q=0.9,en;q=0.8", "fr", "a region of a language counts as the language"],
    [undefined, "de-DE,fr;q=0.3,en;q=0.8", "en", "weights decide among those spoken"],
    [undefined, "de, fr;q=0", "en", "a weight of zero refuses a language"],
    ["de", "fr", "fr", "a cookie that asks for an unknown language is ignored"],
    [undefined, null, "en", "English when nothing is asked"],
    [undefined, "*;q=oops,,;", "en", "nonsense is ignored"],
  ];
  test.each(cases)("with cookie %s and header %s is %s: %s", (cookie, header, expected) => {
    expect(pickLocale(cookie, header)).toBe(expected);
  });
});
