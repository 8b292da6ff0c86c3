import { describe, expect, test } from "vitest";
import { nextOccurrence } from "./crons";
import { durationMs, instantOf, retryAfterInstant } from "./durations";
import { defaultBackoffMs } from "./options";
import { Wakeup } from "./wakeup";

const now = new Date("2026-03-28T22:00:00Z");

describe("a duration", () => {
  test.each([
    ["1s", 1_000],
    ["2h30m", 9_000_000],
    ["1w1d", 691_200_000],
    ["250ms", 250],
  ])("%s is %d ms", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  test.each(["", "soon", "5", "1s later"])("%j is none", (text) => {
    expect(() => durationMs(text)).toThrow("Not a duration");
  });

  test("counts from now, and a date stands for itself", () => {
    expect(instantOf("1m", now).toISOString()).toBe("2026-03-28T22:01:00.000Z");
    expect(instantOf("2027-01-01T00:00:00.000Z", now).toISOString()).toBe("2027-01-01T00:00:00.000Z");
  });
});

describe("retry-after", () => {
  test("is seconds or a date", () => {
    expect(retryAfterInstant("90", now)?.toISOString()).toBe("2026-03-28T22:01:30.000Z");
    expect(retryAfterInstant("2026-03-28T23:00:00.000Z", now)?.toISOString()).toBe(
      "2026-03-28T23:00:00.000Z",
    );
  });

  test("that is absent or unreadable says nothing", () => {
    expect(retryAfterInstant(null, now)).toBeNull();
    expect(retryAfterInstant("later", now)).toBeNull();
  });
});

describe("a schedule", () => {
  test("is in UTC unless it names a zone", () => {
    expect(nextOccurrence("0 9 * * *", now)?.toISOString()).toBe("2026-03-29T09:00:00.000Z");
    expect(nextOccurrence("TZ=Europe/Paris 0 9 * * *", now)?.toISOString()).toBe("2026-03-29T07:00:00.000Z");
  });

  test("keeps to wall time across a change of the clocks", () => {
    const before = new Date("2026-03-27T22:00:00Z");
    expect(nextOccurrence("TZ=Europe/Paris 0 9 * * *", before)?.toISOString()).toBe(
      "2026-03-28T08:00:00.000Z",
    );
  });

  test("that is malformed is refused", () => {
    expect(() => nextOccurrence("every day", now)).toThrow();
  });
});

test("retries wait longer and longer, up to an hour or so", () => {
  const waits = Array.from({ length: 12 }, (_, attempt) => defaultBackoffMs(attempt));
  expect(waits[0]).toBeGreaterThanOrEqual(9_000);
  expect(waits[0]).toBeLessThan(12_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(66 * 60_000);
});

test("a poke that comes before the wait is not lost", async () => {
  const wakeup = new Wakeup();
  wakeup.poke();
  await wakeup.wait(3_600_000);
  const waiting = wakeup.wait(3_600_000);
  wakeup.poke();
  await waiting;
});
