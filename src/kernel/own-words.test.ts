import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import en from "@/i18n/messages/en/errors.json";
import fr from "@/i18n/messages/fr/errors.json";
import { inOwnWords, OWN_WORDS, type OwnWord, ownWordsOf } from "./own-words";

const codes = Object.keys(OWN_WORDS) as OwnWord[];
const values = { status: 422, count: 12, port: 25, host: "a.test", address: "10.0.0.1", scheme: "ftp:" };

test("what we say of a call is known again by its code, with its values", () => {
  for (const code of codes)
    expect(ownWordsOf(inOwnWords(code, { ...values, technical: "read ECONNRESET" })), code).toMatchObject({
      code,
    });
  expect(ownWordsOf("The server answered 422")).toEqual({ code: "answered", values: { status: "422" } });
  expect(ownWordsOf("No connection: connect ECONNREFUSED ::1:9")).toEqual({
    ...{ code: "no_connection", values: { technical: "connect ECONNREFUSED ::1:9" } },
  });
});

test("words of the other side are left to be quoted", () => {
  for (const said of ["Text is too long", "The server answered 422 times", "Took too long to type", ""])
    expect(ownWordsOf(said), said).toBeNull();
});

test("every one has its words in both languages", () => {
  expect(Object.keys(en.own).toSorted()).toEqual(codes.toSorted());
  expect(Object.keys(fr.own).toSorted()).toEqual(codes.toSorted());
});

/** Of how an answer was packed: shown as the technical cause it is. */
const technical = /^(Encoded|Unknown encoding|Not valid|More than \d+ bytes once)/;

test("no detail of a call is written in English outside this list", () => {
  const sources = globSync("src/{networks,platform,modules/{channels,publishing}}/**/*.ts").filter(
    (path) => !/\.test\.ts$|\/(tables|push)\.ts$/.test(path),
  );
  const said = sources.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/\bdetail(?::| =) (["`])([^"`]+)\1(?! in )/g)].map(
      ([, , text = ""]) => text.replaceAll(/\$\{[^}]*\}/g, "1"),
    ),
  );
  expect(said.length).toBeGreaterThan(5);
  expect(said.filter((text) => !ownWordsOf(text) && !technical.test(text))).toEqual([]);
});
