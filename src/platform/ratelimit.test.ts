import { beforeEach, describe, expect, test } from "vitest";
import { DomainError } from "@/kernel/errors";
import { openRedis } from "./cache";
import { enforceRateLimit, POLICIES, rateLimit, resetRateLimit } from "./ratelimit";

const slot = globalThis as unknown as Record<string, unknown>;
const unreachable = { url: "http://127.0.0.1:9", token: "x" };

const useRedis = (remote: { url: string; token: string } | null) => {
  slot.publifyRedis = openRedis(remote);
  delete slot.publifyLimiters;
  delete slot.publifyLocalRedis;
};

const callUntilRefused = async (name: keyof typeof POLICIES, key: string) => {
  for (let calls = 0; calls <= POLICIES[name].max; calls++)
    if (!(await rateLimit(name, key)).allowed) return calls;
  return Number.POSITIVE_INFINITY;
};

describe("a rate limit", () => {
  beforeEach(() => useRedis(null));

  test("allows exactly its number of calls, each key for itself", async () => {
    expect(await callUntilRefused("auth.guess", "ada@example.test")).toBe(POLICIES["auth.guess"].max);
    expect(await callUntilRefused("auth.guess", "bob@example.test")).toBe(POLICIES["auth.guess"].max);
  });

  test("says when to come back, and stops a command with it", async () => {
    await callUntilRefused("auth.mailTo", "ada");
    const refused = await enforceRateLimit("auth.mailTo", "ada").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({ code: "LIMITED", reason: "rate.limited" });
    expect((refused as DomainError).retryAfterMs).toBeGreaterThan(0);
    expect((refused as DomainError).retryAfterMs).toBeLessThanOrEqual(2 * POLICIES["auth.mailTo"].windowMs);
  });

  test("starts anew after a reset", async () => {
    await callUntilRefused("auth.guess", "ada");
    await resetRateLimit("auth.guess", "ada");
    expect(await callUntilRefused("auth.guess", "ada")).toBe(POLICIES["auth.guess"].max);
  });

  test("writes no address of a person into Redis", async () => {
    await rateLimit("auth.guess", "ada@example.test");
    const redis = slot.publifyRedis as ReturnType<typeof openRedis>;
    const [, keys] = await redis.scan(0, { match: "*" });
    expect(keys).toHaveLength(1);
    expect(keys.join()).not.toContain("ada");
  });

  describe("without Redis", () => {
    beforeEach(() => useRedis(unreachable));

    test("counts in the process where guessing must stay slow", async () => {
      expect(await callUntilRefused("auth.guess", "ada")).toBe(POLICIES["auth.guess"].max);
    }, 30_000);

    test("lets an open policy through and refuses a closed one", async () => {
      expect(await rateLimit("api", "key")).toMatchObject({ allowed: true });
      expect(await rateLimit("auth.mailTo", "ada")).toMatchObject({ allowed: false, retryAfterMs: 30_000 });
    });
  });
});
