"use client";

import { Globe } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { formatZone } from "@/i18n/format";
import { cn } from "../cn";
import { Input } from "./input";

export interface DateTimeFieldProps {
  /** What the moment is for: names the group. */
  label: ReactNode;
  /** Wall time `YYYY-MM-DDTHH:mm`, or empty while a part is missing. */
  value: string;
  onChange: (wallTime: string) => void;
  /** IANA zone in which the wall time is meant. */
  zone: string;
  /** Earliest and latest day, `YYYY-MM-DD`. */
  dateMin?: string;
  dateMax?: string;
  error?: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  className?: string;
}

interface Parts {
  date: string;
  time: string;
}

const partsOf = (wallTime: string): Parts => {
  const [date = "", time = ""] = wallTime.split("T");
  return { date, time: time.slice(0, 5) };
};
const wallOf = ({ date, time }: Parts): string => (date && time ? `${date}T${time}` : "");

/** A day and a time as the person means them, in a zone that is named: never converted here. */
export function DateTimeField(props: DateTimeFieldProps) {
  const { label, value, onChange, zone, error, hint, disabled, className } = props;
  const t = useTranslations("ui.date");
  const id = useId();
  const [parts, setParts] = useState(() => partsOf(value));
  const [shown, setShown] = useState(value);
  if (value !== shown) {
    setShown(value);
    // An empty value while one part is typed is our own doing: keep what the person has typed.
    if (value !== wallOf(parts)) setParts(partsOf(value));
  }
  const change = (change: Partial<Parts>): void => {
    const next = { ...parts, ...change };
    setParts(next);
    if (wallOf(next) !== value) onChange(wallOf(next));
  };
  const described = [error && `${id}-error`, hint && `${id}-hint`, `${id}-zone`].filter(Boolean).join(" ");
  const shared = {
    disabled,
    "aria-describedby": described,
    "aria-invalid": error ? (true as const) : undefined,
  };
  const at = wallOf(parts) ? new Date(`${wallOf(parts)}Z`) : null;
  return (
    <fieldset className={cn("grid min-w-0 gap-1.5", className)}>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-2">
        <Input
          type="date"
          aria-label={t("date")}
          className="w-auto min-w-36 grow basis-36"
          value={parts.date}
          min={props.dateMin}
          max={props.dateMax}
          onChange={(event) => change({ date: event.target.value })}
          {...shared}
        />
        <Input
          type="time"
          aria-label={t("time")}
          className="w-auto min-w-28 grow basis-28"
          value={parts.time}
          onChange={(event) => change({ time: event.target.value })}
          {...shared}
        />
      </div>
      {error && (
        <p id={`${id}-error`} role="alert" className="text-[0.8125rem] text-danger-ink">
          {error}
        </p>
      )}
      <p id={`${id}-zone`} className="flex items-center gap-1.5 text-[0.8125rem] text-ink-subtle">
        <Globe aria-hidden className="size-3.5" />
        {t("zone", {
          zone: at && !Number.isNaN(at.getTime()) ? formatZone(zone, { at }) : zone.replaceAll("_", " "),
        })}
      </p>
      {hint && (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-ink-subtle">
          {hint}
        </p>
      )}
    </fieldset>
  );
}
