import { expect, test, vi } from "vitest";
import { systemClock } from "@/kernel/context";
import { hourMs, secondMs } from "@/kernel/time";
import { useDatabase } from "@/testing/database";
import { databaseClock } from "./clock";

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
