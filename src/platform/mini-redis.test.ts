import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MiniRedis } from "./mini-redis";

describe("Redis in memory", () => {
  test("forgets a key at its instant, not before", () => {
    let now = 1_000;
    const redis = new MiniRedis({ now: () => now });
    redis.execute(["SET", "k", "v", "PX", 500]);
    now = 1_499;
    expect(redis.execute(["PTTL", "k"])).toBe(1);
    now = 1_500;
    expect(redis.execute(["GET", "k"])).toBeNull();
    expect(redis.store.size).toBe(0);
  });

  test("stays within its number of keys and keeps what was used last", () => {
    const redis = new MiniRedis({ keysMax: 100 });
    redis.execute(["SET", "favourite", "1"]);
    for (let i = 0; i < 1000; i++) {
      redis.execute(["SET", `k${i}`, "v"]);
      redis.execute(["GET", "favourite"]);
    }
    expect(redis.store.size).toBeLessThanOrEqual(100);
    expect(redis.execute(["GET", "favourite"])).toBe("1");
    expect(redis.execute(["GET", "k0"])).toBeNull();
  });

  test("drops what has expired before what is alive", () => {
    let now = 0;
    const redis = new MiniRedis({ keysMax: 10, now: () => now });
    redis.execute(["SET", "alive", "1"]);
    for (let i = 0; i < 9; i++) redis.execute(["SET", `dead${i}`, "1", "PX", 10]);
    now = 11;
    redis.execute(["SET", "new", "1"]);
    expect(redis.store.keys().sort()).toEqual(["alive", "new"]);
  });

  test("gives a script no way out of its sandbox", () => {
    const redis = new MiniRedis();
    for (const name of ["os", "io", "require", "load", "dofile", "package", "debug", "js"])
      expect(redis.execute(["EVAL", `return type(${name})`, 0])).toBe("nil");
  });

  test("names a command that it does not know, prototype names included", () => {
    const redis = new MiniRedis();
    expect(() => redis.execute(["JSON.SET", "k"])).toThrow("ERR unknown command 'JSON.SET'");
    expect(() => redis.execute(["constructor"])).toThrow("ERR unknown command");
  });

  test("matches SCAN patterns as globs, whatever the key is made of", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (key) => {
        const redis = new MiniRedis();
        redis.execute(["SET", `a:${key}`, "1"]);
        expect(redis.execute(["SCAN", 0, "MATCH", "a:*"])).toEqual(["0", [`a:${key}`]]);
        expect(redis.execute(["SCAN", 0, "MATCH", "b:*"])).toEqual(["0", []]);
      }),
    );
  });
});
