import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatInstant,
  formatNumber,
  formatPercent,
  formatRelative,
  formatZone,
} from "./format";

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("formatInstant", () => {
  const at = new Date("2026-03-29T00:30:00Z");
  test("reads the instant in the zone that it is given, on both sides of a clock change", () => {
    expect(plain(formatInstant(at, { zone: "Europe/Rome", locale: "en" }))).toBe("29 Mar 2026, 01:30");
    const after = new Date("2026-03-29T01:30:00Z");
    expect(plain(formatInstant(after, { zone: "Europe/Rome", locale: "en" }))).toBe("29 Mar 2026, 03:30");
    expect(plain(formatInstant(at, { zone: "America/New_York", locale: "en" }))).toBe("28 Mar 2026, 20:30");
  });
  test("tells which of two equal times it is by its offset", () => {
    const [zone, locale] = ["Europe/Paris", "fr"] as const;
    const words = (text: string, style: "time" | "full" | "date") =>
      plain(formatInstant(new Date(text), { zone, locale, style }));
    expect(words("2026-10-25T00:30:00Z", "time")).toBe("02:30 (UTC+2)");
    expect(words("2026-10-25T01:30:00Z", "time")).toBe("02:30 (UTC+1)");
    expect(words("2026-10-25T02:00:00Z", "time")).toBe("03:00");
    expect(words("2026-10-25T01:30:00Z", "date")).toBe("25 octobre 2026");
    expect(words("2026-10-25T01:30:00Z", "full")).toMatch(/UTC\+1$/);
  });
  test("writes French as the French do", () => {
    expect(plain(formatInstant(at, { zone: "Europe/Paris", locale: "fr", style: "long" }))).toBe(
      "29 mars 2026 à 01:30",
    );
    expect(plain(formatInstant(at, { zone: "Europe/Paris", locale: "fr", style: "time" }))).toBe("01:30");
  });
});

describe("formatRelative", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  test.each([
    [0, "now", "maintenant"],
    [5 * 60_000, "in 5 minutes", "dans 5 minutes"],
    [-59_700, "1 minute ago", "il y a 1 minute"],
    [-59 * 60_000 - 50_000, "1 hour ago", "il y a 1 heure"],
    [24 * 3_600_000, "in 1 day", "dans 1 jour"],
    [-400 * 86_400_000, "1 year ago", "il y a 1 an"],
  ])("tells a distance of %d ms", (ms, en, fr) => {
    expect(formatRelative(after(ms), { now, locale: "en" })).toBe(en);
    expect(plain(formatRelative(after(ms), { now, locale: "fr" }))).toBe(fr);
  });

  // A Saturday, a quarter to midnight in Paris.
  const late = new Date("2026-11-21T22:45:00Z");
  test.each([
    ["2026-11-22T08:00:00Z", "in 9 hours", "dans 9 heures"],
    ["2026-11-22T22:45:00Z", "tomorrow", "demain"],
    ["2026-11-23T06:30:00Z", "in 2 days", "après-demain"],
    ["2026-11-23T16:30:00Z", "in 2 days", "après-demain"],
    ["2026-11-25T09:15:00Z", "in 4 days", "dans 4 jours"],
    ["2026-11-19T23:30:00Z", "yesterday", "hier"],
    ["2026-12-22T08:00:00Z", "next month", "le mois prochain"],
    ["2027-01-01T08:00:00Z", "in 2 months", "dans 2 mois"],
    ["2027-12-31T08:00:00Z", "next year", "l’année prochaine"],
  ])("names the day, month and year of %s as a calendar of the zone does", (at, en, fr) => {
    const words = (locale: "en" | "fr") =>
      plain(formatRelative(new Date(at), { now: late, locale, zone: "Europe/Paris" }));
    expect([words("en"), words("fr")]).toEqual([en, fr]);
  });
  test("counts days where a month has as many as the distance", () => {
    const [now, at] = [new Date("2026-12-01T08:00:00Z"), new Date("2026-12-31T09:00:00Z")];
    expect(formatRelative(at, { now, locale: "en", zone: "Europe/Paris" })).toBe("in 30 days");
  });
});

test("numbers follow the reader's notation", () => {
  expect(formatNumber(1204, { locale: "en" })).toBe("1,204");
  expect(plain(formatNumber(1204.5, { locale: "fr" }))).toBe("1 204,5");
  expect(plain(formatNumber(12_400, { locale: "fr", compact: true }))).toBe("12,4 k");
  expect(plain(formatPercent(0.256, { locale: "fr" }))).toBe("26 %");
});

test("sizes are decimal, as networks state their limits", () => {
  expect(plain(formatBytes(0, { locale: "en" }))).toBe("0 bytes");
  expect(plain(formatBytes(999, { locale: "fr" }))).toBe("999 octets");
  expect(plain(formatBytes(1_500_000, { locale: "en" }))).toBe("1.5 MB");
  expect(plain(formatBytes(40_000_000, { locale: "fr" }))).toBe("40 Mo");
});

test("durations show their two largest units", () => {
  expect(plain(formatDuration(320, { locale: "en" }))).toBe("320 ms");
  expect(plain(formatDuration(65_000, { locale: "en" }))).toBe("1 min 5 secs");
  expect(plain(formatDuration(2 * 3_600_000, { locale: "fr" }))).toBe("2 h");
  expect(plain(formatDuration(26 * 3_600_000 + 59_000, { locale: "fr" }))).toBe("1 j 2 h");
});

test("a zone is named with its offset on that day", () => {
  const winter = new Date("2026-01-10T00:00:00Z");
  const summer = new Date("2026-07-10T00:00:00Z");
  expect(formatZone("America/New_York", { at: winter })).toBe("America/New York (UTC-5)");
  expect(formatZone("Europe/Rome", { at: summer })).toBe("Europe/Rome (UTC+2)");
});
