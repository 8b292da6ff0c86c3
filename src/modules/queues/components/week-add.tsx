"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { cn } from "@/ui/cn";
import { Button } from "@/ui/primitives/button";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { slotLabelMax } from "../schemas";
import { DAY_GROUPS, WEEKDAYS, type Weekday } from "./week-draft";

export interface WeekAddProps {
  full: boolean;
  onAdd: (days: readonly number[], slot: { time: string; label: string | null }) => void;
}

const GROUPS = Object.keys(DAY_GROUPS) as (keyof typeof DAY_GROUPS)[];

/** Add one time to as many days as are chosen. */
export function WeekAdd({ full, onAdd }: WeekAddProps) {
  const t = useTranslations("queues.week");
  const [time, setTime] = useState("09:00");
  const [label, setLabel] = useState("");
  const [days, setDays] = useState<readonly Weekday[]>(DAY_GROUPS.workdays);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (time === "" || days.length === 0 || full) return;
    onAdd(days, { time, label: label.trim() || null });
    setLabel("");
  };
  return (
    <form
      onSubmit={submit}
      className="grid gap-3 rounded-lg border border-line bg-surface p-4 shadow-xs lg:grid-cols-[8rem_minmax(0,1fr)_14rem_auto] lg:items-end"
    >
      <Field label={t("time")} required>
        {(control) => (
          <Input {...control} type="time" value={time} onChange={(event) => setTime(event.target.value)} />
        )}
      </Field>
      <DayToggles days={days} onChange={setDays} />
      <Field label={t("label")} optional>
        {(control) => (
          <Input
            {...control}
            value={label}
            maxLength={slotLabelMax}
            placeholder={t("labelExample")}
            onChange={(event) => setLabel(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={time === "" || days.length === 0 || full}>
        <Plus aria-hidden />
        {t("add")}
      </Button>
    </form>
  );
}

interface DayTogglesProps {
  days: readonly Weekday[];
  onChange: (days: readonly Weekday[]) => void;
}

function DayToggles({ days, onChange }: DayTogglesProps) {
  const t = useTranslations("queues");
  const toggle = (day: Weekday) =>
    onChange(days.includes(day) ? days.filter((other) => other !== day) : [...days, day]);
  return (
    <fieldset className="min-w-0">
      <legend className="float-left mb-1.5 text-sm font-medium">{t("week.days")}</legend>
      <div className="clear-both flex flex-wrap items-center gap-x-1 gap-y-2">
        <div className="grid w-full grid-cols-7 gap-1 sm:w-auto">
          {WEEKDAYS.map((day) => (
            <button
              key={day}
              type="button"
              aria-pressed={days.includes(day)}
              onClick={() => toggle(day)}
              className={cn(
                "relative grid h-9 min-w-0 place-items-center rounded-md border text-sm font-medium transition-colors sm:min-w-11 pointer-coarse:h-11",
                days.includes(day)
                  ? "border-accent bg-accent-soft text-accent-ink"
                  : "border-line bg-surface text-ink-muted hover:border-line-strong hover:text-ink",
              )}
            >
              <span aria-hidden>{t(`day.${day}.short`)}</span>
              <span className="sr-only">{t(`day.${day}.long`)}</span>
            </button>
          ))}
        </div>
        <span className="flex flex-wrap">
          {GROUPS.map((group) => (
            <Button key={group} variant="ghost" size="sm" onClick={() => onChange(DAY_GROUPS[group])}>
              {t(`week.group.${group}`)}
            </Button>
          ))}
        </span>
      </div>
    </fieldset>
  );
}
