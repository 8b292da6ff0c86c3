import { Temporal } from "temporal-polyfill";
import { DomainError } from "@/kernel/errors";
import { instantOf } from "@/kernel/time";
import { isAhead } from "../policy";

/** What a wall time means in a zone, seen from now. */
export type JudgedTime =
  | { status: "missing" }
  | { status: "ready"; at: Date }
  | { status: "refused"; reason: string; details: Record<string, string | number>; next: string | null };

/** Judge a wall time as the server will: a gap of the clocks and a time that has passed are refused. */
export function judgeTime(wallTime: string, zone: string, now: Date): JudgedTime {
  if (wallTime === "") return { status: "missing" };
  try {
    const at = instantOf(wallTime, zone);
    if (isAhead(at, now)) return { status: "ready", at };
    return { status: "refused", reason: "post.publish_at_past", details: {}, next: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { reason, details = {} } = error;
    return { status: "refused", reason, details, next: details.next ? String(details.next) : null };
  }
}

export const QUICK_PICKS = ["soon", "tonight", "tomorrow", "nextWeek"] as const;
export interface QuickPick {
  key: (typeof QUICK_PICKS)[number];
  wallTime: string;
}

const stepMinutes = 5;
const eveningHour = 18;
const morningHour = 9;

/** Times that people often mean, in the workspace's zone; the evening only while it is still ahead. */
export function quickPicks(now: Date, zone: string): QuickPick[] {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const soon = here.add({ hours: 1 }).round({
    smallestUnit: "minute",
    roundingIncrement: stepMinutes,
    roundingMode: "ceil",
  });
  const at = (day: Temporal.PlainDate, hour: number) => day.toPlainDateTime({ hour });
  const today = here.toPlainDate();
  const daysToMonday = 8 - today.dayOfWeek;
  const picks: [QuickPick["key"], Temporal.PlainDateTime][] = [
    ["soon", soon.toPlainDateTime()],
    ...(here.hour < eveningHour - 1
      ? [["tonight", at(today, eveningHour)] satisfies [QuickPick["key"], Temporal.PlainDateTime]]
      : []),
    ["tomorrow", at(today.add({ days: 1 }), morningHour)],
    ["nextWeek", at(today.add({ days: daysToMonday }), morningHour)],
  ];
  const seen = new Set<string>();
  return picks.flatMap(([key, plain]) => {
    const wallTime = plain.toString({ smallestUnit: "minute" });
    if (seen.has(wallTime)) return [];
    seen.add(wallTime);
    return [{ key, wallTime }];
  });
}

/** The day of an instant in a zone, `YYYY-MM-DD`. */
export const dayOf = (now: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
