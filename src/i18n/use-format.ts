"use client";

import { useLocale } from "next-intl";
import { useMemo } from "react";
import {
  formatBytes,
  formatDuration,
  formatInstant,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
  formatZone,
  type InstantStyle,
} from "./format";

/** The formats of `format.ts` bound to the reader's language. */
export function useFormat() {
  const locale = useLocale();
  return useMemo(
    () => ({
      instant: (at: Date, zone: string, style?: InstantStyle) => formatInstant(at, { zone, locale, style }),
      relative: (at: Date, now: Date, zone?: string) => formatRelative(at, { now, locale, zone }),
      number: (value: number | bigint, compact = false) => formatNumber(value, { locale, compact }),
      money: (amount: { minor: number | bigint; currency: string }) => formatMoney(amount, { locale }),
      percent: (ratio: number) => formatPercent(ratio, { locale }),
      bytes: (bytes: number) => formatBytes(bytes, { locale }),
      duration: (durationMs: number) => formatDuration(durationMs, { locale }),
      zone: (zone: string, at: Date) => formatZone(zone, { at }),
    }),
    [locale],
  );
}
