import { dayMs, hourMs, isAmbiguous, minuteMs, secondMs, wallTimeOf } from "@/kernel/time";
import type { Locale } from "./locales";

/** How much of an instant is shown. `full` names the zone; `slot` is weekday, day and time; `precise` goes to the millisecond. */
export type InstantStyle =
  | "full"
  | "precise"
  | "long"
  | "medium"
  | "slot"
  | "date"
  | "dayMonth"
  | "monthName"
  | "month"
  | "weekday"
  | "dayName"
  | "dayShort"
  | "time";

const INSTANT_STYLES: Record<InstantStyle, Intl.DateTimeFormatOptions> = {
  full: {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  },
  precise: {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  },
  long: { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  medium: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  slot: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  monthName: { month: "long" },
  dayMonth: { day: "numeric", month: "long" },
  month: { month: "long", year: "numeric" },
  weekday: { weekday: "long", day: "numeric", month: "long" },
  dayName: { weekday: "short" },
  dayShort: { weekday: "short", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
};

/** BCP 47 tag used for formats: English dates are day first, as the interface writes them. */
const FORMAT_TAG: Record<Locale, string> = { en: "en-GB", fr: "fr-FR" };

export interface InstantFormat {
  /** IANA zone in which the wall time is read. */
  zone: string;
  locale: Locale;
  style?: InstantStyle;
}

// Making a format costs far more than using it, and a calendar uses hundreds.
const instantFormats = new Map<string, Intl.DateTimeFormat>();

function instantFormatOf({ zone, locale, style = "medium" }: InstantFormat): Intl.DateTimeFormat {
  const key = `${locale} ${style} ${zone}`;
  const known = instantFormats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(FORMAT_TAG[locale], { ...INSTANT_STYLES[style], timeZone: zone });
  instantFormats.set(key, made);
  return made;
}

/** The wall time of an instant, in words: the only way a component writes a date. One that happens twice tells its offset. */
export function formatInstant(at: Date, format: InstantFormat): string {
  const words = instantFormatOf(format).format(at);
  const { zone, style = "medium" } = format;
  const { hour, timeZoneName } = INSTANT_STYLES[style];
  return hour && !timeZoneName && isAmbiguous(at, zone) ? `${words} (${offsetOf(zone, at)})` : words;
}

const RELATIVE_STEPS = [
  { unit: "second", ms: secondMs, below: minuteMs },
  { unit: "minute", ms: minuteMs, below: hourMs },
  { unit: "hour", ms: hourMs, below: dayMs },
  { unit: "day", ms: dayMs, below: 30 * dayMs },
  { unit: "month", ms: 30 * dayMs, below: 365 * dayMs },
  { unit: "year", ms: 365 * dayMs, below: Number.POSITIVE_INFINITY },
] as const;
type RelativeUnit = (typeof RELATIVE_STEPS)[number]["unit"];

/** How many days, months and years the pages of a calendar in a zone are turned from one instant to the other. */
function pagesBetween(from: Date, to: Date, zone: string): Partial<Record<RelativeUnit, number>> {
  const [[year, month, day], [toYear, toMonth, toDay]] = [from, to].map((at) =>
    wallTimeOf(at, zone).slice(0, 10).split("-").map(Number),
  ) as [[number, number, number], [number, number, number]];
  return {
    day: (Date.UTC(toYear, toMonth - 1, toDay) - Date.UTC(year, month - 1, day)) / dayMs,
    month: (toYear - year) * 12 + toMonth - month,
    year: toYear - year,
  };
}

/**
 * The distance from `now` to an instant in words: "in 5 minutes". With a `zone`, days and what is longer are those of
 * its calendar and have names ("tomorrow", "hier"); without one they are plain counts, which are true anywhere.
 */
export function formatRelative(
  at: Date,
  { now, locale, zone }: { now: Date; locale: Locale; zone?: string },
): string {
  const deltaMs = at.getTime() - now.getTime();
  const step =
    RELATIVE_STEPS.find(({ ms, below }) => Math.round(Math.abs(deltaMs) / ms) * ms < below) ??
    RELATIVE_STEPS[5];
  const counted = Math.sign(deltaMs) * Math.round(Math.abs(deltaMs) / step.ms) + 0;
  const pages = zone && step.ms >= dayMs ? pagesBetween(now, at, zone) : {};
  const dated = step.unit === "month" && pages.month === 0 ? "day" : step.unit;
  const named = step.ms < dayMs || zone !== undefined;
  return new Intl.RelativeTimeFormat(FORMAT_TAG[locale], { numeric: named ? "auto" : "always" }).format(
    pages[dated] ?? counted,
    dated,
  );
}

/** A number in the reader's notation; `compact` shortens thousands. */
export const formatNumber = (
  value: number | bigint,
  { locale, compact = false, fractionMax }: { locale: Locale; compact?: boolean; fractionMax?: number },
): string =>
  new Intl.NumberFormat(FORMAT_TAG[locale], {
    notation: compact ? "compact" : "standard",
    maximumFractionDigits: fractionMax ?? (compact ? 1 : 3),
  }).format(value);

/** An amount of minor units in the reader's notation, with as many digits as its currency has. */
export function formatMoney(
  { minor, currency }: { minor: number | bigint; currency: string },
  { locale }: { locale: Locale },
): string {
  const notation = new Intl.NumberFormat(FORMAT_TAG[locale], { style: "currency", currency });
  return notation.format(Number(minor) / 10 ** (notation.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A share between 0 and 1 as a percentage. */
export const formatPercent = (
  ratio: number,
  { locale, fractionMax = 0 }: { locale: Locale; fractionMax?: number },
): string =>
  new Intl.NumberFormat(FORMAT_TAG[locale], { style: "percent", maximumFractionDigits: fractionMax }).format(
    ratio,
  );

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in decimal units, as networks state their limits: 1 MB is 1,000,000 bytes. */
export function formatBytes(bytes: number, { locale }: { locale: Locale }): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(FORMAT_TAG[locale], {
    style: "unit",
    unit: BYTE_UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}

const DURATION_STEPS = [
  { unit: "day", ms: dayMs },
  { unit: "hour", ms: hourMs },
  { unit: "minute", ms: minuteMs },
  { unit: "second", ms: secondMs },
] as const;

/** A length of time in its two largest units: "2 h 5 min", "45 s", "320 ms". */
export function formatDuration(durationMs: number, { locale }: { locale: Locale }): string {
  const write = (value: number, unit: string): string =>
    new Intl.NumberFormat(FORMAT_TAG[locale], {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: 0,
    }).format(value);
  const totalMs = Math.abs(durationMs);
  if (totalMs < secondMs) return write(Math.round(totalMs), "millisecond");
  const first = DURATION_STEPS.findIndex(({ ms }) => totalMs >= ms);
  let restMs = totalMs;
  const parts: string[] = [];
  for (const { unit, ms } of DURATION_STEPS.slice(first, first + 2)) {
    const amount = Math.floor(restMs / ms);
    restMs -= amount * ms;
    if (amount > 0) parts.push(write(amount, unit));
  }
  return parts.join(" ");
}

/** The distance of a zone from UTC at `at`: "UTC+2". */
function offsetOf(zone: string, at: Date): string {
  const format = new Intl.DateTimeFormat(FORMAT_TAG.en, { timeZone: zone, timeZoneName: "shortOffset" });
  const offset = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "UTC";
  return offset.replace("GMT", "UTC");
}

/** The name of a zone as a person reads it, with its offset at `at`: "Europe/Rome (UTC+2)". */
export const formatZone = (zone: string, { at }: { at: Date }): string =>
  `${zone.replaceAll("_", " ")} (${offsetOf(zone, at)})`;
