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
