import { describe, expect, test } from "vitest";
import { DomainError } from "@/kernel/errors";
import { minuteMs, secondMs } from "@/kernel/time";
import type { ConnectField } from "@/networks/contract";
import {
  checkedValues,
  type Question,
  refreshedEnoughMs,
  refusalError,
  type Standing,
  turnOf,
} from "./policy";

const now = new Date("2026-11-21T08:00:00Z");
const at = (ms: number) => new Date(now.getTime() + ms);
const standing: Standing = {
  version: 1,
  expiresAt: at(30 * minuteMs),
  refreshLeaseUntil: null,
  refreshedAt: null,
  refreshRetryAt: null,
  refreshProblem: null,
};
const question: Question = { now, force: false, refreshable: true, waitedSince: null };
const turn = (is: Partial<Standing>, asked: Partial<Question> = {}) =>
  turnOf({ ...standing, ...is }, { ...question, ...asked });

describe("whoever needs credentials", () => {
  test.each<[string, Partial<Standing>, Partial<Question>, object]>([
    ["takes good ones as they are", {}, {}, { kind: "fresh" }],
    ["takes ones that never end", { expiresAt: null }, {}, { kind: "fresh" }],
    ["renews them a minute before they end", { expiresAt: at(minuteMs) }, {}, { kind: "mine" }],
    ["leaves them alone before that", { expiresAt: at(minuteMs + 1) }, {}, { kind: "fresh" }],
    ["renews refused ones", {}, { force: true }, { kind: "mine" }],
    [
      "does not renew refused ones that are new",
      { refreshedAt: at(1 - refreshedEnoughMs) },
      { force: true },
      { kind: "fresh" },
    ],
    [
      "waits for whoever is asking",
      { expiresAt: at(0), refreshLeaseUntil: at(1) },
      {},
      { kind: "wait", until: at(1) },
    ],
    ["takes over from the dead", { expiresAt: at(0), refreshLeaseUntil: at(0) }, {}, { kind: "mine" }],
    [
      "takes what came while it waited",
      { version: 2, expiresAt: at(0) },
      { waitedSince: 1 },
      { kind: "fresh" },
    ],
    [
      "pauses after a failure",
      { expiresAt: at(0), refreshRetryAt: at(5 * secondMs), refreshProblem: "503" },
      {},
      { kind: "paused", detail: "503", afterMs: 5 * secondMs },
    ],
    [
      "goes on with what still holds after a failure",
      { expiresAt: at(secondMs), refreshRetryAt: at(5 * secondMs) },
      {},
      { kind: "fresh" },
    ],
    ["takes what cannot be renewed", {}, { refreshable: false }, { kind: "fresh" }],
    ["gives up what has ended for good", { expiresAt: at(0) }, { refreshable: false }, { kind: "broken" }],
    ["gives up what was refused for good", {}, { refreshable: false, force: true }, { kind: "broken" }],
  ])("%s", (_, is, asked, expected) => {
    expect(turn(is, asked)).toMatchObject(expected);
  });
});

describe("the values of a connect form", () => {
  const fields: ConnectField[] = [
    { name: "server", kind: "url", required: true, defaultValue: "https://one.example" },
    { name: "password", kind: "password", required: true },
    { name: "note", kind: "text", required: false },
  ];

  test("are trimmed but for passwords, defaulted, and empty ones left out", () => {
    expect(checkedValues(fields, { password: " a b ", note: "  " })).toEqual({
      server: "https://one.example",
      password: " a b ",
    });
    expect(checkedValues(fields, { server: " https://two.example ", password: "x" }).server).toBe(
      "https://two.example",
    );
  });

  test.each([
    [{}, "values.password"],
    [{ password: "   " }, "values.password"],
    [{ password: "x", server: " " }, "values.server"],
    [{ password: "x", constructor: "y" }, "values.constructor"],
  ])("that are missing or unknown are refused on their field: %j", (given, field) => {
    expect(() => checkedValues(fields, given as unknown as Record<string, string>)).toThrow(DomainError);
    try {
      checkedValues(fields, given as unknown as Record<string, string>);
    } catch (error) {
      expect(error).toMatchObject({ code: "INVALID", field });
    }
  });
});

test("a network's refusal keeps its words and names the field of the form", () => {
  const error = refusalError({
    status: "refused",
    reason: "rate_limited",
    field: "server",
    detail: "Slow down",
  });
  expect(error).toMatchObject({
    code: "LIMITED",
    reason: "channel.connect_rate_limited",
    field: "values.server",
    details: { detail: "Slow down" },
  });
});
