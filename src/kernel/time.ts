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

/**
 * The instant meant by a wall time (`2026-03-29T02:30`) in an IANA zone.
 * A time inside a DST gap does not exist: it is refused, not moved. A time that happens twice means the first.
 * @throws DomainError INVALID `time.malformed` or `time.skipped`, with the next valid wall time as detail.
 */
export function instantOf(wallTime: string, zone: string, field = "publishAt"): Date {
  let plain: Temporal.PlainDateTime;
  try {
    plain = Temporal.PlainDateTime.from(wallTime);
  } catch (cause) {
    throw new DomainError("INVALID", "time.malformed", "Not a date and time", { field, cause });
  }
  if (!isTimeZone(zone))
    throw new DomainError("INVALID", "time.unknown_zone", "Unknown time zone", { field });
  const zoned = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (!zoned.toPlainDateTime().equals(plain)) {
    const next = plain.toZonedDateTime(zone, { disambiguation: "later" }).toPlainDateTime();
    throw new DomainError(
      "INVALID",
      "time.skipped",
      `${wallTime} does not exist in ${zone}: clocks go forward`,
      {
        field,
        details: { wallTime, zone, next: next.toString({ smallestUnit: "minute" }) },
      },
    );
  }
  return new Date(zoned.epochMilliseconds);
}

/** The wall time of an instant in a zone, to the minute: `2026-03-29T09:00`. */
export const wallTimeOf = (instant: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });
