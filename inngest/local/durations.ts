const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** Milliseconds in a duration such as `1h30m`. @throws Error when it is not one. */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  if (parts.map(([part]) => part).join("") !== text || parts.length === 0)
    throw new Error(`Not a duration: "${text}"`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit as Unit], 0);
}

/** The instant that a duration from `now`, or an ISO date, names. */
export function instantOf(text: string, now: Date): Date {
  if (/^\d{4}-/.test(text)) {
    const date = new Date(text);
    if (!Number.isNaN(date.getTime())) return date;
  }
  return new Date(now.getTime() + durationMs(text));
}

/** When a `retry-after` header (seconds, or a date) asks to be called again; null when it says nothing. */
export function retryAfterInstant(header: string | null, now: Date): Date | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return new Date(now.getTime() + Math.max(0, seconds) * 1000);
  const date = new Date(header);
  return Number.isNaN(date.getTime()) ? null : date;
}
