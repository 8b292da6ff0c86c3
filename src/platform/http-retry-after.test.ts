import { expect, test } from "vitest";
import { retryAfterMs, untilMs } from "./http-retry-after";

const now = new Date("2026-11-21T10:00:00Z");
const after = (value: string, date?: string) =>
  retryAfterMs(new Headers({ "retry-after": value, ...(date ? { date } : {}) }), now);

test.each([
  ["120", 120_000],
  ["0", 0],
  [" 5 ", 5_000],
  ["1.5", 1_500],
  ["Sat, 21 Nov 2026 10:00:30 GMT", 30_000],
  ["Sat, 21 Nov 2026 09:00:00 GMT", 0],
  ["99999999999", 7 * 86_400_000],
  ["soon", null],
  ["-5", null],
  ["", null],
])("Retry-After %j asks for %s ms", (value, expected) => expect(after(value)).toBe(expected));

test("a date is read against the server's own clock", () =>
  expect(after("Sat, 21 Nov 2026 12:00:10 GMT", "Sat, 21 Nov 2026 12:00:00 GMT")).toBe(10_000));

test("without the header nothing is known", () => expect(retryAfterMs(new Headers(), now)).toBeNull());

test.each([
  ["2026-11-21T10:05:00.000Z", 300_000],
  [String(now.getTime() / 1000 + 90), 90_000],
  ["2026-11-21T09:00:00Z", 0],
  ["30", 30_000],
  [" 0 ", 0],
  ["later", null],
  [null, null],
])("a limit that resets at %j is %s ms away", (value, expected) =>
  expect(untilMs(value, now)).toBe(expected),
);
