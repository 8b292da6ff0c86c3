import "server-only";
import { Redis } from "@upstash/redis";
import { getEnv } from "./env";
import { MiniRedis } from "./mini-redis";

const slot = globalThis as unknown as { publifyRedis?: Redis };

/** Redis of this process: Upstash when it is configured, else a store in memory behind the same client. */
export function getRedis(): Redis {
  slot.publifyRedis ??= openRedis(getEnv().redis);
  return slot.publifyRedis;
}

/** A client of Upstash at `remote`, or of a store of its own in this process. */
export function openRedis(remote: { url: string; token: string } | null): Redis {
  if (!remote) return new Redis(new MiniRedis());
  return new Redis({ ...remote, enableTelemetry: false, retry: { retries: 1, backoff: () => 100 } });
}

const valueMaxBytes = 512 * 1024;

/** The value under `key`, loaded and kept for `ttlMs` when absent. A cache that fails costs time, never the answer. */
export async function cached<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
  const redis = getRedis();
  const found = await redis.get<{ v: T }>(`cache:${key}`).catch(() => null);
  if (found) return found.v;
  const value = await load();
  const text = JSON.stringify({ v: value });
  if (text.length <= valueMaxBytes) await redis.set(`cache:${key}`, text, { px: ttlMs }).catch(() => null);
  return value;
}

/** Forget cached values. */
export async function uncache(...keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await getRedis().del(...keys.map((key) => `cache:${key}`));
}
