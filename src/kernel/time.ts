import { Temporal } from "temporal-polyfill";
import { DomainError } from "./errors";

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Tell whether `zone` is an IANA time zone that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(zone);
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

const withOffset = /^(.+T.+)([+-]\d{2}:\d{2})$/;

function plainOf(wallTime: string, field: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(wallTime);
  } catch (cause) {
    throw new DomainError("INVALID", "time.malformed", "Not a date and time", { field, cause });
  }
}

function requireExisting(plain: Temporal.PlainDateTime, zone: string, field: string): void {
  const later = plain.toZonedDateTime(zone, { disambiguation: "later" }).toPlainDateTime();
  if (later.equals(plain)) return;
  const [wallTime, next] = [plain, later].map((time) => time.toString({ smallestUnit: "minute" }));
  throw new DomainError(
    "INVALID",
    "time.skipped",
    `${wallTime} does not exist in ${zone}: clocks go forward`,
    { field, details: { wallTime: wallTime ?? "", zone, next: next ?? "" } },
  );
}

/**
 * The instant meant by a wall time (`2026-03-29T02:30`) in an IANA zone.
 * A time inside a DST gap does not exist: it is refused, not moved. A time that happens twice means the first, unless
 * its offset is told: `2026-10-25T02:30+01:00`.
 * @throws DomainError INVALID `time.malformed`, `time.unknown_zone`, `time.offset`, or `time.skipped` with the next
 * valid wall time as detail.
 */
export function instantOf(wallTime: string, zone: string, field = "publishAt"): Date {
  const plain = plainOf(wallTime, field);
  if (!isTimeZone(zone))
    throw new DomainError("INVALID", "time.unknown_zone", "Unknown time zone", { field });
  requireExisting(plain, zone, field);
  const [, , offset] = withOffset.exec(wallTime) ?? [];
  const both = (["earlier", "later"] as const).map((disambiguation) =>
    plain.toZonedDateTime(zone, { disambiguation }),
  );
  const meant = both.find((one) => offset === undefined || one.offset === offset);
  if (!meant)
    throw new DomainError("INVALID", "time.offset", `${zone} is not at ${offset} at that time`, {
      field,
      details: { offset: offset ?? "", zone },
    });
  return new Date(meant.epochMilliseconds);
}

/**
 * The same for a time that was accepted under earlier rules: where clocks now leap over it, the next valid one; where it
 * no longer happens at its offset, the first that there is.
 */
export function keptInstantOf(wallTime: string, zone: string): Date {
  const plain = Temporal.PlainDateTime.from(wallTime);
  const last = plain.toZonedDateTime(zone, { disambiguation: "later" });
  const [, , offset] = withOffset.exec(wallTime) ?? [];
  const kept = last.offset === offset ? last : plain.toZonedDateTime(zone);
  return new Date(kept.epochMilliseconds);
}

const zonedAt = (instant: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);

/** What clocks in a zone show at an instant, to the minute: `2026-03-29T09:00`. Twice a year they show the same again. */
export const wallTimeOf = (instant: Date, zone: string): string =>
  zonedAt(instant, zone).toPlainDateTime().toString({ smallestUnit: "minute" });

/** The wall time that means an instant and no other: the second of two equal ones carries its offset. */
export function meantTimeOf(instant: Date, zone: string): string {
  const at = zonedAt(instant, zone);
  const first = at.toPlainDateTime().toZonedDateTime(zone, { disambiguation: "earlier" });
  const plain = at.toPlainDateTime().toString({ smallestUnit: "minute" });
  return first.offset === at.offset ? plain : `${plain}${at.offset}`;
}

/** The two instants of a wall time that happens twice, whatever offset it carries; null for one that does not. */
export function bothInstantsOf(wallTime: string, zone: string): readonly [Date, Date] | null {
  const plain = Temporal.PlainDateTime.from(wallTime);
  const at = (disambiguation: "earlier" | "later") =>
    plain.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  const [first, second] = [at("earlier"), at("later")];
  const exists = wallTimeOf(new Date(first), zone) === plain.toString({ smallestUnit: "minute" });
  return exists && first < second ? [new Date(first), new Date(second)] : null;
}

const repeats = new Map<string, readonly (readonly [from: number, to: number])[]>();

/** The stretches of a UTC year in which the clocks of a zone show what they show twice. */
function repeatsOf(zone: string, year: number) {
  const key = `${zone} ${year}`;
  const known = repeats.get(key);
  if (known) return known;
  const found: [number, number][] = [];
  const end = Date.UTC(year + 1, 0, 2);
  let at = zonedAt(new Date(Date.UTC(year, 0, 1) - dayMs), zone).getTimeZoneTransition("next");
  for (; at && at.epochMilliseconds < end; at = at.getTimeZoneTransition("next")) {
    const before = at.subtract({ milliseconds: 1 }).offsetNanoseconds;
    const backMs = (before - at.offsetNanoseconds) / 1_000_000;
    if (backMs > 0) found.push([at.epochMilliseconds - backMs, at.epochMilliseconds + backMs]);
  }
  repeats.set(key, found);
  return found;
}

/** Tell whether clocks in a zone show twice what they show at an instant; cheap enough for every cell of a calendar. */
export const isAmbiguous = (instant: Date, zone: string): boolean =>
  repeatsOf(zone, instant.getUTCFullYear()).some(
    ([from, to]) => from <= instant.getTime() && instant.getTime() < to,
  );
