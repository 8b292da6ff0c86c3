import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRedisRest } from "@/testing/redis-rest";
import { openRedis } from "./cache";

const binary = process.env.REDIS_SERVER ?? "redis-server";
const hasServer = spawnSync(binary, ["--version"]).status === 0;

async function startServer(): Promise<{ redis: Redis; stop(): void }> {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
  const child = spawn(binary, ["--port", String(port), "--save", "", "--bind", "127.0.0.1"]);
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("redis-server did not start")));
    child.stdout.on("data", (chunk: Buffer) => String(chunk).includes("Ready to accept") && resolve());
  });
  const rest = await startRedisRest(port);
  return {
    redis: openRedis(rest),
    stop: () => {
      rest.close();
      child.kill();
    },
  };
}

const inMemory = async () => ({ redis: openRedis(null), stop: () => undefined });

describe.each([
  { name: "in memory", start: inMemory, skip: false },
  { name: "on a real server", start: startServer, skip: !hasServer },
])("Redis $name", ({ start, skip }) => {
  describe.skipIf(skip)("answers as Redis does", () => {
    let running: Awaited<ReturnType<typeof startServer>>;
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running?.stop());

    test("keeps strings, objects and numbers as the client wrote them", async () => {
      const { redis } = running;
      await redis.set("s", "texte accentué ✓");
      await redis.set("o", { a: [1, "2"] });
      expect(await redis.get("s")).toBe("texte accentué ✓");
      expect(await redis.get("o")).toEqual({ a: [1, "2"] });
      expect(await redis.mget("s", "absent")).toEqual(["texte accentué ✓", null]);
      expect(await redis.del("s", "absent")).toBe(1);
    });

    test("obeys NX, XX, GET and KEEPTTL", async () => {
      const { redis } = running;
      expect(await redis.set("k", "1", { nx: true, ex: 100 })).toBe("OK");
      expect(await redis.set("k", "2", { nx: true })).toBeNull();
      expect(await redis.set("k", "3", { xx: true, get: true, keepTtl: true })).toBe(1);
      expect(await redis.ttl("k")).toBe(100);
      await redis.set("k", "4");
      expect(await redis.ttl("k")).toBe(-1);
      expect(await redis.ttl("none")).toBe(-2);
    });

    test("counts, and refuses to count text", async () => {
      const { redis } = running;
      expect(await redis.incr("n")).toBe(1);
      expect(await redis.incrby("n", 41)).toBe(42);
      await redis.set("t", "text");
      await expect(redis.incr("t")).rejects.toThrow("not an integer");
      await expect(redis.hget("t", "f")).rejects.toThrow("WRONGTYPE");
    });

    test("keeps hashes and sets, and drops them when they are empty", async () => {
      const { redis } = running;
      expect(await redis.hset("h", { a: 1, b: "x" })).toBe(2);
      expect(await redis.hgetall("h")).toEqual({ a: 1, b: "x" });
      expect(await redis.hincrby("h", "a", 4)).toBe(5);
      expect(await redis.hdel("h", "a", "b")).toBe(2);
      expect(await redis.exists("h")).toBe(0);
      expect(await redis.sadd("set", "a", "b", "a")).toBe(2);
      expect(await redis.smismember("set", ["a", "z"])).toEqual([1, 0]);
    });

    test("runs pipelines and transactions in order", async () => {
      const { redis } = running;
      expect(await redis.pipeline().set("p", 1).incr("p").get("p").exec()).toEqual(["OK", 2, 2]);
      expect(await redis.multi().set("m", 1).incrby("m", 2).exec()).toEqual(["OK", 3]);
    });

    test("converts between Lua and Redis by Redis's rules", async () => {
      const { redis } = running;
      const run = (script: string, args: string[] = []) => redis.eval(script, ["key"], args);
      expect(await run("return 3.99")).toBe(3);
      expect(await run("return redis.call('GET', 'absent') == false")).toBe(1);
      expect(await run("return {1, 'two', nil, 4}")).toEqual([1, "two"]);
      expect(await run("return tonumber(ARGV[1]) * 1000", ["1763712000123"])).toBe(1763712000123000);
      expect(
        await run("redis.call('SET', KEYS[1], 1763712000123.0); return redis.call('GET', KEYS[1])"),
      ).toBe(1763712000123);
      expect(await run("return redis.call('SET', KEYS[1], ARGV[1])", ["x"])).toBe("OK");
      expect(await run("return redis.pcall('HGET', KEYS[1], 'f')['err'] ~= nil")).toBe(1);
      await expect(run("return redis.call('HGET', KEYS[1], 'f')")).rejects.toThrow("WRONGTYPE");
      await expect(run("this is no lua")).rejects.toThrow();
    });

    test.each([
      ["fixed window", Ratelimit.fixedWindow(3, "60 s")],
      ["sliding window", Ratelimit.slidingWindow(3, "60 s")],
      ["token bucket", Ratelimit.tokenBucket(3, "60 s", 3)],
    ])("limits by %s", async (name, limiter) => {
      const limit = new Ratelimit({ redis: running.redis, limiter, prefix: name, ephemeralCache: false });
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => limit.limit("one")));
      expect(outcomes.map(({ success }) => success)).toEqual([true, true, true, false, false]);
      expect((await limit.limit("other")).remaining).toBe(2);
      await limit.resetUsedTokens("one");
      expect((await limit.limit("one")).success).toBe(true);
    });
  });
});
