"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { dayMs, hourMs, minuteMs } from "@/kernel/time";
import { Input } from "@/ui/primitives/input";
import { Select } from "@/ui/primitives/select";

const UNITS = { minutes: 1, hours: hourMs / minuteMs, days: dayMs / minuteMs } as const;
type Unit = keyof typeof UNITS;
const NAMES = Object.keys(UNITS) as Unit[];

/** The largest unit in which a delay is a whole number. */
const unitOf = (minutes: number): Unit =>
  minutes > 0 && minutes % UNITS.days === 0
    ? "days"
    : minutes > 0 && minutes % UNITS.hours === 0
      ? "hours"
      : "minutes";

interface DelayFieldProps {
  label: string;
  minutes: number;
  /** Longest delay in minutes. */
  max: number;
  disabled?: boolean;
  onChange: (minutes: number) => void;
}

/** A delay as people say it: a number and its unit. */
export function DelayField({ label, minutes, max, disabled, onChange }: DelayFieldProps) {
  const t = useTranslations("composer.delay");
  const [unit, setUnit] = useState<Unit>(() => unitOf(minutes));
  // Taken back, or changed elsewhere: what is shown must be what is kept.
  const shown = minutes % UNITS[unit] === 0 ? unit : unitOf(minutes);
  const count = minutes / UNITS[shown];
  const change = (next: number, by: Unit) =>
    onChange(Math.min(Math.max(0, Math.trunc(next) || 0), Math.floor(max / UNITS[by])) * UNITS[by]);
  return (
    <span role="group" aria-label={label} className="inline-flex items-center gap-1.5">
      <Input
        type="number"
        inputMode="numeric"
        min={0}
        max={Math.floor(max / UNITS[shown])}
        aria-label={t("count")}
        className="w-20"
        disabled={disabled}
        value={count}
        onChange={({ target }) => change(Number(target.value), shown)}
      />
      <Select
        aria-label={t("unit")}
        className="w-auto min-w-28"
        disabled={disabled}
        value={shown}
        onValueChange={(value) => {
          const next = NAMES.find((name) => name === value) ?? shown;
          setUnit(next);
          change(count, next);
        }}
        options={NAMES.map((name) => ({ value: name, label: t(name, { count }) }))}
      />
    </span>
  );
}
