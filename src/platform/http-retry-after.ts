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

/** Milliseconds until an instant that a rate-limit header names, as epoch seconds or as a date. */
export function untilMs(value: string | null, now: Date): number | null {
  if (!value) return null;
  const at = /^\d+$/.test(value.trim()) ? Number(value) * secondMs : Date.parse(value);
  return Number.isNaN(at) ? null : clamp(at - now.getTime());
}
