import { expect, test } from "vitest";
import type { WaitingClock } from "@/kernel/context";
import { Precedence } from "./precedence";

/** A clock that is at once where somebody wants to sleep until. */
function clockAt(startMs: number) {
  let nowMs = startMs;
  const clock: WaitingClock = {
    now: () => new Date(nowMs),
    elapsedMs: () => nowMs,
    sleepUntil: async (at) => {
      nowMs = Math.max(nowMs, at.getTime());
    },
  };
  return { clock, go: (ms: number) => void (nowMs = ms) };
}

/** When somebody who is late may begin, asking at `nowMs`. */
async function begins(precedence: Precedence, { clock, go }: ReturnType<typeof clockAt>, nowMs: number) {
  go(nowMs);
  await precedence.makeWay();
  return clock.now().getTime();
}

test("what is late waits until what leaves on its instant has left", async () => {
  const time = clockAt(0);
  const precedence = new Precedence(time.clock);
  precedence.expect(new Date(2_000));
  precedence.expect(new Date(1_000));
  expect(await begins(precedence, time, 900)).toBe(900);
  expect(await begins(precedence, time, 995)).toBe(1_001);
  expect(await begins(precedence, time, 1_500)).toBe(1_500);
  expect(await begins(precedence, time, 1_993)).toBe(2_001);
});

test("what is late keeps nine tenths of the time, however many leave on their instants", async () => {
  const time = clockAt(0);
  const precedence = new Precedence(time.clock);
  for (let at = 0; at <= 10_000; at += 5) precedence.expect(new Date(at));
  let waited = 0;
  for (let now = 1; now < 10_000; ) {
    const begun = await begins(precedence, time, now);
    waited += begun - now;
    now = begun + 1;
  }
  expect(waited).toBeGreaterThan(0);
  expect(waited).toBeLessThanOrEqual(1_000);
});

test("nobody waits where nothing is about to leave", async () => {
  const time = clockAt(5_000);
  const precedence = new Precedence(time.clock);
  precedence.expect(new Date(4_000));
  expect(await begins(precedence, time, 5_000)).toBe(5_000);
});
