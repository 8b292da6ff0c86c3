import { dayMs, secondMs } from "@/kernel/time";

// A server that asks for more is mistaken or hostile; a week is looked at again sooner than never.
const retryAfterMaxMs = 7 * dayMs;

const clamp = (ms: number): number => Math.min(Math.max(0, Math.ceil(ms)), retryAfterMaxMs);

/**
 * Milliseconds that `Retry-After` asks for, given in seconds or as a date; null when absent or unreadable.
 * A date is compared with the server's own `Date`, so that a wrong clock on either side does no harm.
 */
export function retryAfterMs(headers: Headers, now: Date): number | null {
  const value = headers.get("retry-after")?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return clamp(Number(value) * secondMs);
  const at = /^[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const serverNow = Date.parse(headers.get("date") ?? "");
  return clamp(at - (Number.isNaN(serverNow) ? now.getTime() : serverNow));
}

// Some servers tell how many seconds are left instead; as an instant so few would lie before 2001.
const firstEpochSecond = 1_000_000_000;

/** Milliseconds until what a rate-limit header names: epoch seconds, seconds from now, or a date. */
export function untilMs(value: string | null, now: Date): number | null {
  if (!value) return null;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : null;
  if (seconds !== null && seconds < firstEpochSecond) return clamp(seconds * secondMs);
  const at = seconds === null ? Date.parse(value) : seconds * secondMs;
  return Number.isNaN(at) ? null : clamp(at - now.getTime());
}
