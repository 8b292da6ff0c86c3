import { expect, test, vi } from "vitest";
import { systemClock } from "@/kernel/context";
import { hourMs, secondMs } from "@/kernel/time";
import { useDatabase } from "@/testing/database";
import { databaseClock, offsetBetween } from "./clock";

useDatabase();

test("a machine whose clock is right uses it as it is", async () => {
  expect(await databaseClock()).toBe(systemClock);
});

test.each([hourMs, -hourMs])(
  "a machine whose clock is %d ms off publishes by the database's",
  async (wrongBy) => {
    const real = Date.now;
    const now = vi.spyOn(Date, "now").mockImplementation(() => real() + wrongBy);
    const system = vi.spyOn(systemClock, "now").mockImplementation(() => new Date(real() + wrongBy));
    const clock = await databaseClock();
    const told = clock.now().getTime();
    now.mockRestore();
    system.mockRestore();
    expect(Math.abs(told - Date.now())).toBeLessThan(5 * secondMs);
  },
);

test.each([
  ["a slow way there", 9_990, 0],
  ["a slow way back", 10, 0],
  ["a clock ahead", 12_000, 2_000],
  ["a clock behind", -2_000, -2_000],
])("%s is told from the difference of two clocks", (_, told, offset) => {
  expect(offsetBetween(0, told, 10_000)).toBe(offset);
});
