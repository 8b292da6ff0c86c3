import "server-only";
import { createHash } from "node:crypto";
import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import { DomainError } from "@/kernel/errors";
import { getRedis, openRedis } from "./cache";

interface Policy {
  /** Calls allowed in any window of `windowMs`. */
  max: number;
  windowMs: number;
  /**
   * What happens when Redis does not answer: `local` counts in this process instead,
   * `open` lets the call through, `closed` refuses it.
   */
  whenDown: "local" | "open" | "closed";
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Every limit of the product, by name. */
export const POLICIES = {
  /** Credential checks from one address. */
  "auth.signIn": { max: 30, windowMs: minuteMs, whenDown: "local" },
  "auth.signUp": { max: 30, windowMs: minuteMs, whenDown: "local" },
  /** Sign-ups from one address that were told of an account: who signs up is let in at once, so the answer tells. */
  "auth.taken": { max: 20, windowMs: hourMs, whenDown: "local" },
  /** Wrong passwords for one account from one address; a right one clears the count. */
  "auth.guess": { max: 10, windowMs: 15 * minuteMs, whenDown: "local" },
  /** Wrong passwords for one account from anywhere: slows a botnet, high enough not to lock its owner out for sport. */
  "auth.guessAnywhere": { max: 100, windowMs: hourMs, whenDown: "local" },
  "auth.secondFactor": { max: 15, windowMs: minuteMs, whenDown: "local" },
  /** Mails that a visitor can make us send, from one address and to one address. */
  "auth.mail": { max: 10, windowMs: 10 * minuteMs, whenDown: "local" },
  "auth.mailTo": { max: 4, windowMs: 10 * minuteMs, whenDown: "closed" },
  "auth.other": { max: 300, windowMs: minuteMs, whenDown: "open" },
  /** Invitations of one workspace. */
  "workspaces.invite": { max: 50, windowMs: hourMs, whenDown: "closed" },
  "workspaces.create": { max: 20, windowMs: hourMs, whenDown: "open" },
  /** Calls of one API key, and of one address without a valid key. */
  api: { max: 600, windowMs: minuteMs, whenDown: "open" },
  "api.unauthenticated": { max: 60, windowMs: minuteMs, whenDown: "local" },
  /** Changes by one person through the interface. */
  "trpc.mutation": { max: 240, windowMs: minuteMs, whenDown: "open" },
  upload: { max: 120, windowMs: minuteMs, whenDown: "open" },
  /** "Test connection" and other calls to somebody else's server on a person's demand. */
  "channels.probe": { max: 30, windowMs: minuteMs, whenDown: "local" },
  /** Shared plans and feeds read from one address: a calendar program asks a few times an hour. */
  "share.read": { max: 120, windowMs: minuteMs, whenDown: "local" },
  /** Review pages from one address, which asks for each post by itself; and secrets that open nothing. */
  "reviews.open": { max: 900, windowMs: minuteMs, whenDown: "local" },
  "reviews.guess": { max: 30, windowMs: minuteMs, whenDown: "local" },
  "reviews.comment": { max: 60, windowMs: hourMs, whenDown: "local" },
  /** Mails to clients that one workspace causes. */
  "reviews.create": { max: 100, windowMs: hourMs, whenDown: "closed" },
} as const satisfies Record<string, Policy>;
export type PolicyName = keyof typeof POLICIES;

export interface RateLimitResult {
  allowed: boolean;
  remaining: number;
  /** Zero when allowed. */
  retryAfterMs: number;
}

const answerMaxMs = 1500;

type Where = "shared" | "local";
const slot = globalThis as unknown as { publifyLimiters?: Map<string, Ratelimit>; publifyLocalRedis?: Redis };

const redisOf = (where: Where): Redis =>
  where === "shared" ? getRedis() : (slot.publifyLocalRedis ??= openRedis(null));

const prefixOf = (name: PolicyName): string => `limit:${name}`;

function limiterOf(name: PolicyName, where: Where): Ratelimit {
  slot.publifyLimiters ??= new Map();
  const key = `${where}:${name}`;
  const found = slot.publifyLimiters.get(key);
  if (found) return found;
  const { max, windowMs } = POLICIES[name];
  const made = new Ratelimit({
    redis: redisOf(where),
    limiter: Ratelimit.slidingWindow(max, `${windowMs} ms`),
    prefix: prefixOf(name),
    ephemeralCache: false,
    // Its own timeout lets the call through; ours obeys the policy.
    timeout: 0,
  });
  slot.publifyLimiters.set(key, made);
  return made;
}

/** Keys are hashed: addresses of people do not lie about in Redis, and no key is a pattern. */
const hashed = (key: string): string => createHash("sha256").update(key).digest("base64url").slice(0, 24);

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The limiter did not answer in time")), answerMaxMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

type Ask = (limiter: Ratelimit, key: string) => Promise<RateLimitResult>;

const answerOf = (allowed: boolean, remaining: number, reset: number): RateLimitResult => ({
  ...{ allowed, remaining: Math.max(remaining, 0) },
  retryAfterMs: allowed ? 0 : Math.max(reset - Date.now(), secondMs),
});

const take: Ask = async (limiter, key) => {
  const { success, remaining, reset } = await within(limiter.limit(hashed(key)));
  return answerOf(success, remaining, reset);
};

const look: Ask = async (limiter, key) => {
  const { remaining, reset } = await within(limiter.getRemaining(hashed(key)));
  return answerOf(remaining > 0, remaining, reset);
};

async function ask(name: PolicyName, key: string, how: Ask): Promise<RateLimitResult> {
  const policy: Policy = POLICIES[name];
  try {
    return await how(limiterOf(name, "shared"), key);
  } catch {
    if (policy.whenDown === "local") return how(limiterOf(name, "local"), key);
    const allowed = policy.whenDown === "open";
    return { allowed, remaining: 0, retryAfterMs: allowed ? 0 : 30 * secondMs };
  }
}

/** Count one call of `key` against a policy and say whether it may go on. */
export const rateLimit = (name: PolicyName, key: string): Promise<RateLimitResult> => ask(name, key, take);

/** Say whether one more call of `key` may go on, without counting any. */
export const peekRateLimit = (name: PolicyName, key: string): Promise<RateLimitResult> =>
  ask(name, key, look);

/** Count one call and stop it when there are too many. @throws DomainError LIMITED `rate.limited`. */
export async function enforceRateLimit(name: PolicyName, key: string): Promise<void> {
  const { allowed, retryAfterMs } = await rateLimit(name, key);
  if (allowed) return;
  throw new DomainError("LIMITED", "rate.limited", "Too many attempts, try again later", { retryAfterMs });
}

/** Forget the calls of `key`, as after a right password. */
export async function resetRateLimit(name: PolicyName, key: string): Promise<void> {
  const window = Math.floor(Date.now() / POLICIES[name].windowMs);
  // The two windows that a sliding window weighs; the library's own reset walks the whole keyspace.
  const keys = [window, window - 1].map((index) => `${prefixOf(name)}:${hashed(key)}:${index}`);
  const forget = (where: Where) => within(redisOf(where).del(...keys)).catch(() => undefined);
  await Promise.all([forget("shared"), forget("local")]);
}
