import { Temporal } from "temporal-polyfill";

/** When a slot comes round: ISO weekday (1 is Monday) and wall time `HH:MM`, in the zone of its queue. */
export interface SlotRule {
  weekday: number;
  time: string;
}

/** One coming round of a slot. */
export interface Occurrence<S extends SlotRule = SlotRule> {
  at: Date;
  slot: S;
}

export interface Span {
  /** Nothing at this instant or before it. */
  after: Date;
  /** Nothing later than this instant. */
  until: Date;
}

const zoned = (at: Date | number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Number(at)).toZonedDateTimeISO(zone);

// `compatible`: a time that clocks skip moves on by the length of the gap, a time that comes twice means the first.
const instantOn = (date: Temporal.PlainDate, time: string, zone: string): number =>
  date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;

/**
 * The rounds of weekly slots in a span, ascending. A time inside a DST gap happens after it, a time that happens
 * twice happens at the first, and slots that meet at one instant come round once.
 */
export function* occurrencesOf<S extends SlotRule>(
  slots: readonly S[],
  zone: string,
  { after, until }: Span,
): Generator<Occurrence<S>> {
  if (slots.length === 0) return;
  const byDay = Map.groupBy(slots, (slot) => slot.weekday);
  const end = until.getTime();
  let last = after.getTime();
  let waiting: { ms: number; slot: S }[] = [];
  // A day early: where a whole day is skipped, its slots happen on the next one.
  for (let date = zoned(after, zone).toPlainDate().subtract({ days: 1 }); ; date = date.add({ days: 1 })) {
    const today = (byDay.get(date.dayOfWeek) ?? []).map((slot) => ({
      ms: instantOn(date, slot.time, zone),
      slot,
    }));
    waiting = [...waiting, ...today].sort((a, b) => a.ms - b.ms);
    const tomorrow = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
    for (const { ms, slot } of waiting.filter(({ ms }) => ms < tomorrow)) {
      if (ms > end) return;
      if (ms <= last) continue;
      last = ms;
      yield { at: new Date(ms), slot };
    }
    waiting = waiting.filter(({ ms }) => ms >= tomorrow);
    if (tomorrow > end) return;
  }
}

/** The rounds at which nothing stands; `taken` holds instants in ms. */
export function* freeOf<S extends SlotRule>(
  rounds: Iterable<Occurrence<S>>,
  taken: ReadonlySet<number>,
): Generator<Occurrence<S>> {
  for (const round of rounds) if (!taken.has(round.at.getTime())) yield round;
}

export interface Reflow<T> {
  places: { item: T; at: Date }[];
  /** More items than rounds. */
  left: T[];
}

/** Give items, in their order, the free rounds, in theirs. */
export function reflow<T>(items: readonly T[], free: Iterable<Occurrence>): Reflow<T> {
  const places: Reflow<T>["places"] = [];
  for (const { at } of free) {
    const item = items[places.length];
    if (item === undefined) break;
    places.push({ item, at });
    // Looking for one round more than needed could cost a search to the end of the span.
    if (places.length === items.length) break;
  }
  return { places, left: items.slice(places.length) };
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function* randomsOf(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  while (true) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** The same items in another order, which the seed decides; two or more never stay as they were. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const left = [...items];
  const randoms = randomsOf(seed);
  const drawn = items.flatMap(() => left.splice(Math.floor(randoms.next().value * left.length), 1));
  const unmoved = drawn.every((item, index) => item === items[index]);
  return unmoved ? [...drawn.slice(1), ...drawn.slice(0, 1)] : drawn;
}

/** Take an item out of its place and put it into another; those between move up by one. */
export function movedTo<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
}

/** What a zone's clocks were said to show: offsets from UTC in seconds, each from an instant on, ascending. */
export interface ZoneRules {
  zone: string;
  /** Nothing is known from here on. */
  until: number;
  offsets: { from: number; seconds: number }[];
}

const nsPerSecond = 1_000_000_000;

/** What is known today of a zone's clocks in a span. */
export function rulesOf(zone: string, { after, until }: Span): ZoneRules {
  const offsets: ZoneRules["offsets"] = [];
  let next: Temporal.ZonedDateTime | null = zoned(after, zone);
  while (next && next.epochMilliseconds < until.getTime()) {
    offsets.push({ from: next.epochMilliseconds, seconds: next.offsetNanoseconds / nsPerSecond });
    next = next.getTimeZoneTransition("next");
  }
  return { zone, until: until.getTime(), offsets };
}

const secondsAt = ({ offsets }: ZoneRules, ms: number): number =>
  (offsets.findLast(({ from }) => from <= ms) ?? offsets[0])?.seconds ?? 0;

/** Where an instant goes whose wall time, read by the former rules, is kept under the rules of today. */
export function keptWallTime(at: Date, former: ZoneRules, zone: string): Date {
  const ms = at.getTime();
  const seconds = secondsAt(former, ms);
  // The second 02:30 of a night in autumn stays the second one.
  if (zoned(at, zone).offsetNanoseconds === seconds * nsPerSecond) return at;
  const wall = zoned(ms + seconds * 1_000, "UTC").toPlainDateTime();
  return new Date(wall.toZonedDateTime(zone).epochMilliseconds);
}

/** Tell whether the clocks of a zone will show something else than was said of them. */
export function haveRulesChanged(former: ZoneRules, zone: string, after: Date): boolean {
  const today = rulesOf(zone, { after, until: new Date(former.until) });
  const from = after.getTime();
  const changes = [from, ...[...former.offsets, ...today.offsets].map((offset) => offset.from)];
  return changes.some(
    (ms) => ms >= from && ms < former.until && secondsAt(former, ms) !== secondsAt(today, ms),
  );
}

/** A week that suits most who begin. */
export const PRESETS = ["weekdayMornings", "twiceOnWeekdays", "daily", "threeADay"] as const;
export type Preset = (typeof PRESETS)[number];

const workdays = [1, 2, 3, 4, 5];
const everyDay = [...workdays, 6, 7];
const weekOf = (days: readonly number[], ...times: string[]): SlotRule[] =>
  days.flatMap((weekday) => times.map((time) => ({ weekday, time })));

/** The slots of a preset. */
export const presetSlots: Readonly<Record<Preset, SlotRule[]>> = {
  weekdayMornings: weekOf(workdays, "09:00"),
  twiceOnWeekdays: weekOf(workdays, "09:00", "17:00"),
  daily: weekOf(everyDay, "12:00"),
  threeADay: weekOf(everyDay, "08:30", "12:30", "18:30"),
};
