import { wallTimeOf } from "@/kernel/time";

export interface Day<T> {
  /** Calendar day in the zone, such as `2026-11-21`. */
  day: string;
  items: T[];
}

const dayOf = (at: Date, zone: string): string => wallTimeOf(at, zone).slice(0, 10);

/** Put what came on one calendar day of `zone` together, in the order given. */
export function byDay<T extends { createdAt: Date }>(items: readonly T[], zone: string): Day<T>[] {
  const days: Day<T>[] = [];
  for (const item of items) {
    const day = dayOf(item.createdAt, zone);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}

/** Whether a day is today or yesterday, as the zone's calendar has it. */
export function nearnessOf(day: string, now: Date, zone: string): "today" | "yesterday" | null {
  const today = dayOf(now, zone);
  if (day === today) return "today";
  const before = new Date(`${today}T12:00:00Z`);
  before.setUTCDate(before.getUTCDate() - 1);
  return day === before.toISOString().slice(0, 10) ? "yesterday" : null;
}
