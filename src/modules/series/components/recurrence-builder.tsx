"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { cn } from "@/ui/cn";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { Select } from "@/ui/primitives/select";
import { countMax, FREQUENCIES, intervalMax, WEEKDAYS, type Weekday } from "../schemas.rule";
import { type Choice, monthChoicesOf, nthDayOf } from "./recurrence-choice";

export interface RecurrenceBuilderProps {
  choice: Choice;
  /** Wall time of the first occurrence: what "the third Monday" is derived from. */
  startsAt: string;
  error?: string;
  onChange: (choice: Choice) => void;
}

const within = (text: string, max: number) => Math.min(Math.max(Math.trunc(Number(text)) || 1, 1), max);

/** A recurrence in plain choices: how often, on which days, until when. */
export function RecurrenceBuilder({ choice, startsAt, error, onChange }: RecurrenceBuilderProps) {
  const t = useTranslations("series.builder");
  const { frequency, interval } = choice;
  const set = (change: Partial<Choice>) => onChange({ ...choice, ...change });
  return (
    <fieldset className="grid min-w-0 gap-4">
      <legend className="mb-2 text-sm font-medium">{t("legend")}</legend>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("interval")} className="w-28">
          {(control) => (
            <Input
              {...control}
              type="number"
              inputMode="numeric"
              min={1}
              max={intervalMax[frequency]}
              value={interval}
              onChange={({ target }) => set({ interval: within(target.value, intervalMax[frequency]) })}
            />
          )}
        </Field>
        <Field label={t("frequency")} className="min-w-40 grow basis-40">
          {(control) => (
            <Select
              {...control}
              value={frequency}
              onValueChange={(value) => {
                const next = FREQUENCIES.find((name) => name === value) ?? frequency;
                set({ frequency: next, interval: Math.min(interval, intervalMax[next]) });
              }}
              options={FREQUENCIES.map((name) => ({
                value: name,
                label: t(`unit.${name}`, { count: interval }),
              }))}
            />
          )}
        </Field>
      </div>
      {frequency === "WEEKLY" && (
        <Weekdays chosen={choice.weekdays} onChange={(weekdays) => set({ weekdays })} />
      )}
      {(frequency === "MONTHLY" || frequency === "YEARLY") && (
        <MonthDay choice={choice} startsAt={startsAt} onChange={onChange} />
      )}
      <End choice={choice} onChange={onChange} />
      {error && (
        <p role="alert" className="text-[0.8125rem] text-danger-ink">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Weekdays({ chosen, onChange }: { chosen: readonly Weekday[]; onChange: (days: Weekday[]) => void }) {
  const t = useTranslations("series");
  const id = useId();
  const toggle = (day: Weekday) => {
    const next = WEEKDAYS.filter((one) => (one === day ? !chosen.includes(one) : chosen.includes(one)));
    // A week without a day would be no rule.
    if (next.length > 0) onChange(next);
  };
  return (
    <div className="grid gap-1.5">
      <span id={id} className="text-sm font-medium">
        {t("builder.weekdays")}
      </span>
      <div role="group" aria-labelledby={id} className="flex flex-wrap gap-1.5">
        {WEEKDAYS.map((day) => (
          <button
            key={day}
            type="button"
            aria-pressed={chosen.includes(day)}
            onClick={() => toggle(day)}
            className={cn(
              "relative h-9 min-w-11 rounded-full border px-2.5 text-sm transition-colors pointer-coarse:h-11",
              chosen.includes(day)
                ? "border-accent bg-accent-soft font-medium text-accent-ink"
                : "border-line-strong/60 bg-surface text-ink-muted hover:border-line-strong hover:text-ink",
            )}
          >
            <span aria-hidden>{t(`builder.weekdayShort.${day}`)}</span>
            <span className="sr-only">{t(`words.weekday.${day}`)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

type PartProps = Pick<RecurrenceBuilderProps, "choice" | "startsAt" | "onChange">;

function MonthDay({ choice, startsAt, onChange }: PartProps) {
  const t = useTranslations("series");
  const options = monthChoicesOf(startsAt);
  const wordsOf = (option: (typeof options)[number]) => {
    if (option === "day" || option === "last_day")
      return t(`builder.month.${option}`, { day: Number(startsAt.slice(8, 10)) });
    const { weekday, nth } = nthDayOf(option, startsAt);
    return t(`builder.month.${option}`, { weekday: t(`words.weekday.${weekday}`), nth: nth ?? 1 });
  };
  return (
    <Field label={t("builder.monthDay")} hint={t("builder.monthDayHint")}>
      {(control) => (
        <Select
          {...control}
          value={options.includes(choice.month) ? choice.month : "day"}
          onValueChange={(value) =>
            onChange({ ...choice, month: options.find((option) => option === value) ?? "day" })
          }
          options={options.map((option) => ({ value: option, label: wordsOf(option) }))}
        />
      )}
    </Field>
  );
}

const ENDS = ["never", "count", "until"] as const;

function End({ choice, onChange }: Omit<PartProps, "startsAt">) {
  const t = useTranslations("series.builder");
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t("end.label")} className="min-w-40 grow basis-40">
        {(control) => (
          <Select
            {...control}
            value={choice.end}
            onValueChange={(value) =>
              onChange({ ...choice, end: ENDS.find((end) => end === value) ?? "never" })
            }
            options={ENDS.map((end) => ({ value: end, label: t(`end.${end}`) }))}
          />
        )}
      </Field>
      {choice.end === "count" && (
        <Field label={t("end.countLabel")} className="w-36">
          {(control) => (
            <Input
              {...control}
              type="number"
              inputMode="numeric"
              min={1}
              max={countMax}
              value={choice.count}
              onChange={({ target }) => onChange({ ...choice, count: within(target.value, countMax) })}
            />
          )}
        </Field>
      )}
      {choice.end === "until" && (
        <Field label={t("end.untilLabel")} className="w-44">
          {(control) => (
            <Input
              {...control}
              type="date"
              value={choice.until}
              onChange={({ target }) => onChange({ ...choice, until: target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
