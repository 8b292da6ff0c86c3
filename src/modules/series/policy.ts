import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { DomainError } from "@/kernel/errors";
import { dayMs, isTimeZone } from "@/kernel/time";
import { parseRule, type Recurrence, writeRule } from "./schemas.rule";

/** Posts exist this far ahead of their time. */
export const fillAheadMs = 60 * dayMs;
/** Posts that one pass writes at most. */
export const fillMax = 100;
/** Posts that are written while a person waits; the durable function writes the rest. */
export const fillFirst = 6;

/** What decides when a series happens. */
export interface Plan {
  /** RFC 5545, in the form of `writeRule`. */
  rule: string;
  /** Wall time from which the rule counts. */
  startsAt: string;
  timeZone: string;
  /** Wall times that were taken out. */
  excluded: readonly string[];
}

/** One time of a series. */
export interface Occurrence {
  /** Its wall time by the rule: its name. */
  occurrence: string;
  /** Its wall time as clocks show it; another one only where clocks skip the first. */
  wallTime: string;
  at: Date;
  /** What clocks do at that time: they jump over it, show it twice, or nothing of the kind. */
  clock: "plain" | "skipped" | "repeated";
  /** Distance from UTC at that instant, `+01:00`. */
  offset: string;
}

/**
 * The rule as data. @throws DomainError INVALID with the reason of `parseRule`, `series.starts_at` or
 * `time.unknown_zone`, each on its field.
 */
export function recurrenceOf({ rule, startsAt, timeZone }: Omit<Plan, "excluded">): Recurrence {
  if (!isTimeZone(timeZone))
    throw new DomainError("INVALID", "time.unknown_zone", "Unknown time zone", { field: "timeZone" });
  if (!isWallTime(startsAt))
    throw new DomainError("INVALID", "time.malformed", "Not a date and time", { field: "startsAt" });
  const parsed = parseRule(rule, timeZone);
  if (parsed.ok) return parsed.recurrence;
  const { reason, part } = parsed.problem;
  throw new DomainError("INVALID", reason, `The rule is refused for ${part}`, {
    field: "rule",
    details: { part },
  });
}

function isWallTime(text: string): boolean {
  try {
    return Temporal.PlainDateTime.from(text).toString({ smallestUnit: "minute" }) === text;
  } catch {
    return false;
  }
}

// Rules are counted over wall times as if every day had 24 hours; the zone is asked only about the result.
const asUtc = (wallTime: string) => Temporal.PlainDateTime.from(wallTime).toZonedDateTime("UTC");
const wallOf = (date: { toString(): string }) => date.toString().slice(0, 16);

function counterOf(plan: Plan): RRuleTemporal<Temporal.ZonedDateTime> {
  const { frequency, interval, byDay, byMonthDay, byMonth, bySetPos, count, until } = recurrenceOf(plan);
  const some = <T>(list: readonly T[]) => (list.length > 0 ? [...list] : undefined);
  return new RRuleTemporal({
    temporal: Temporal,
    freq: frequency,
    interval,
    byDay: some(byDay.map(({ weekday, nth }) => `${nth ?? ""}${weekday}`)),
    byMonthDay: some(byMonthDay),
    byMonth: some(byMonth),
    bySetPos: some(bySetPos),
    count: count ?? undefined,
    until: until === null ? undefined : asUtc(until),
    wkst: "MO",
    tzid: "UTC",
    maxIterations: 40_000,
    dtstart: asUtc(plan.startsAt),
    cache: false,
  });
}

/**
 * When a wall time is in a zone. One that clocks skip moves on by the length of the gap, as calendars do;
 * one that happens twice means the first.
 */
export function resolve(occurrence: string, timeZone: string): Occurrence {
  const plain = Temporal.PlainDateTime.from(occurrence);
  // `compatible` is "later" in a gap and "earlier" in an overlap.
  const zoned = plain.toZonedDateTime(timeZone, { disambiguation: "compatible" });
  const last = plain.toZonedDateTime(timeZone, { disambiguation: "later" });
  const wallTime = zoned.toPlainDateTime().toString({ smallestUnit: "minute" });
  const repeated = last.epochMilliseconds !== zoned.epochMilliseconds;
  return {
    occurrence,
    wallTime,
    at: new Date(zoned.epochMilliseconds),
    clock: wallTime !== occurrence ? "skipped" : repeated ? "repeated" : "plain",
    offset: zoned.offset,
  };
}

/** Occurrences by the rule whose instants are in `[from, to)`, oldest first, without what was taken out. */
export function occurrencesBetween(plan: Plan, from: Date, to: Date): Occurrence[] {
  const out = new Set(plan.excluded);
  // No zone is further than 14 hours from UTC, no gap longer than a day.
  const wide = counterOf(plan).between(
    new Date(from.getTime() - 2 * dayMs),
    new Date(to.getTime() + 2 * dayMs),
    true,
  );
  return wide
    .map((date) => wallOf(date))
    .filter((occurrence) => !out.has(occurrence))
    .map((occurrence) => resolve(occurrence, plan.timeZone))
    .filter(({ at }) => at >= from && at < to);
}

/** Far enough for 29 February at the longest step of a yearly rule. */
const searchDays = [400, 2_000, 17_000];

/** The next `count` occurrences at or after `from`; fewer when the series ends before. */
export function nextOccurrences(plan: Plan, from: Date, count: number): Occurrence[] {
  const since = new Date(Math.max(from.getTime(), Date.parse(`${plan.startsAt}Z`) - 2 * dayMs));
  let found: Occurrence[] = [];
  for (const days of searchDays) {
    found = occurrencesBetween(plan, since, new Date(since.getTime() + days * dayMs));
    if (found.length >= count) break;
  }
  return found.slice(0, count);
}

/** Tell whether the rule makes this occurrence, taken out or not. */
export const makes = (plan: Plan, occurrence: string): boolean =>
  isWallTime(occurrence) &&
  counterOf(plan)
    .between(new Date(`${occurrence}Z`), new Date(`${occurrence}Z`), true)
    .some((date) => wallOf(date) === occurrence);

/** How many occurrences the rule makes before this one, those taken out included. */
const countBefore = (plan: Plan, occurrence: string): number =>
  counterOf(plan)
    .between(new Date(`${plan.startsAt}Z`), new Date(`${occurrence}Z`), true)
    .filter((date) => wallOf(date) < occurrence).length;

/** The end of the day before: people read the end of a rule as a day, and the day itself belongs to what follows. */
const endBefore = (wallTime: string): string =>
  `${Temporal.PlainDate.from(wallTime).subtract({ days: 1 }).toString()}T23:59`;

/**
 * Cut a plan at one of its occurrences: what came before, and what begins with it. Together they make what the
 * whole made. `before` is null when nothing came before.
 */
export function splitPlan(plan: Plan, occurrence: string): { before: Plan | null; after: Plan } {
  const recurrence = recurrenceOf(plan);
  const passed = countBefore(plan, occurrence);
  const half = (part: Partial<Recurrence>, keeps: (wallTime: string) => boolean) => ({
    rule: writeRule({ ...recurrence, ...part }),
    excluded: plan.excluded.filter(keeps),
  });
  const after = {
    ...plan,
    ...half(recurrence.count === null ? {} : { count: recurrence.count - passed }, (at) => at >= occurrence),
    startsAt: occurrence,
  };
  if (passed === 0) return { before: null, after };
  const ended = half({ count: null, until: endBefore(occurrence) }, (at) => at < occurrence);
  return { before: { ...plan, ...ended }, after };
}

/** The day of an occurrence. A rule makes at most one a day, so a day names it even when its hour moves. */
export const dayOf = (occurrence: string): string => occurrence.slice(0, 10);

/** What is known of an occurrence that exists as a post. */
export interface Standing {
  occurrence: string;
  /** Its wall time and zone now. */
  wallTime: string | null;
  timeZone: string | null;
  revision: number;
}

/** Tell whether a person changed this occurrence by hand: its text, or its time. */
export function isDetached(
  plan: Pick<Plan, "timeZone">,
  written: Readonly<Record<string, number>>,
  { occurrence, wallTime, timeZone, revision }: Standing,
): boolean {
  if (revision !== (written[occurrence] ?? 1)) return true;
  return timeZone !== plan.timeZone || wallTime !== resolve(occurrence, plan.timeZone).wallTime;
}

export interface Pairing<P> {
  pairs: { post: P; target: Occurrence }[];
  /** Posts for which the rule has no place. */
  left: P[];
}

/**
 * Which post takes which place after a change of rule: its own, else that of its day, else the next free one in
 * order, so that what was said about a post is lost as seldom as can be.
 */
export function pairUp<P extends { occurrence: string }>(
  posts: readonly P[],
  targets: readonly Occurrence[],
): Pairing<P> {
  const pairs: Pairing<P>["pairs"] = [];
  let left = [...posts];
  let free = [...targets];
  const match = (same: (post: P, target: Occurrence) => boolean) => {
    for (const post of left.slice()) {
      const target = free.find((candidate) => same(post, candidate));
      if (!target) continue;
      pairs.push({ post, target });
      left = left.filter((other) => other !== post);
      free = free.filter((other) => other !== target);
    }
  };
  match((post, target) => post.occurrence === target.occurrence);
  match((post, target) => dayOf(post.occurrence) === dayOf(target.occurrence));
  match(() => true);
  return { pairs, left };
}

/** What was taken out of a rule, at the hour of another start: a day that was skipped stays skipped. */
export const moveExcluded = (excluded: readonly string[], startsAt: string): string[] =>
  excluded.map((occurrence) => `${dayOf(occurrence)}${startsAt.slice(10)}`);
