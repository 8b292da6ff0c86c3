import { expect, test } from "vitest";
import { DELIVERY_STATES } from "../schemas";
import { isInMotion, pollDelayMs } from "./delivery-poll";

const now = new Date("2026-11-21T09:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);

test("looks every two seconds while anything moves", () => {
  for (const state of ["leased", "sending", "unconfirmed"] as const)
    expect(
      pollDelayMs(
        [
          { state: "published", dueAt: now },
          { state, dueAt: later(600_000) },
        ],
        now,
      ),
    ).toBe(2_000);
});

test("waits until the planned time, and no longer than a timer can", () => {
  expect(pollDelayMs([{ state: "scheduled", dueAt: later(90_000) }], now)).toBe(90_000);
  expect(pollDelayMs([{ state: "scheduled", dueAt: later(-5_000) }], now)).toBe(2_000);
  expect(pollDelayMs([{ state: "scheduled", dueAt: later(90 * 86_400_000) }], now)).toBe(2 ** 31 - 1);
});

test("stops when nothing changes by itself", () => {
  const still = DELIVERY_STATES.filter(
    (state) => !["waiting", "leased", "sending", "unconfirmed", "scheduled"].includes(state),
  );
  expect(
    pollDelayMs(
      still.map((state) => ({ state, dueAt: now })),
      now,
    ),
  ).toBe(false);
  expect(pollDelayMs([], now)).toBe(false);
});

test("a delivery whose time has come is in motion before anybody has claimed it", () => {
  expect(isInMotion({ state: "scheduled", dueAt: now }, now)).toBe(true);
  expect(isInMotion({ state: "scheduled", dueAt: later(60_000) }, now)).toBe(false);
});

test("looks now and then while something waits for something else", () => {
  const waiting = { state: "waiting", dueAt: now } as const;
  expect(pollDelayMs([waiting, { state: "published", dueAt: now }], now)).toBe(20_000);
  expect(pollDelayMs([waiting, { state: "scheduled", dueAt: later(600_000) }], now)).toBe(20_000);
  expect(pollDelayMs([waiting, { state: "scheduled", dueAt: later(5_000) }], now)).toBe(5_000);
});
