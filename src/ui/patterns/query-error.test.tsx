// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { QueryError } from "./query-error";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const answered = (code: string, reason: string) =>
  Object.assign(new Error(reason), { data: { code, reason, traceId } });
const aQuery = (error: unknown) => {
  const query = { error, isRefetching: false, asked: 0, refetch: () => (query.asked += 1) };
  return query;
};

const CONNECTION = { en: /connection/, fr: /connexion/ };

test.each([
  ["en", new TypeError("Failed to fetch"), /could not be reached/, false],
  ["fr", new TypeError("Failed to fetch"), /Le serveur est injoignable/, false],
  ["en", answered("UNEXPECTED", "unexpected"), /wrong on our side/, true],
  ["fr", answered("UNEXPECTED", "unexpected"), /de notre côté/, true],
  ["en", answered("UNAVAILABLE", "database.unavailable"), /database does not answer/, true],
  ["en", answered("FORBIDDEN", "permission.missing"), /role does not allow/, true],
] as const)(
  "says in %s why %s, and blames the connection only where nothing answered",
  (locale, error, why, isAnswer) => {
    renderIn(locale, <QueryError query={aQuery(error)} />);
    const said = screen.getByRole("alert").textContent ?? "";
    expect(said).toMatch(why);
    expect(CONNECTION[locale].test(said)).toBe(!isAnswer);
    expect(said.includes(traceId)).toBe(isAnswer);
  },
);

test("asks again what failed, and nothing else", () => {
  const [fine, one, two] = [aQuery(null), aQuery(answered("UNEXPECTED", "x")), aQuery(new Error("y"))];
  renderIn("en", <QueryError query={[fine, one, two]} />);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect([fine, one, two].map(({ asked }) => asked)).toEqual([0, 1, 1]);
});
