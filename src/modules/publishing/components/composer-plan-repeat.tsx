"use client";

import { useTranslations } from "next-intl";
import { RecurrenceBuilder } from "@/modules/series/components/recurrence-builder";
import {
  type Choice,
  choiceOf,
  freshChoice,
  recurrenceOfChoice,
} from "@/modules/series/components/recurrence-choice";
import { RecurrencePreview } from "@/modules/series/components/recurrence-preview";
import { parseRule, writeRule } from "@/modules/series/schemas.rule";
import { DateTimeField } from "@/ui/primitives/date-time-field";
import type { PlanDraft } from "./use-plan";

interface RepeatPanelProps {
  draft: PlanDraft;
  change: (part: Partial<PlanDraft>) => void;
  zone: string;
  pressed: boolean;
}

/** From when on and how often a post goes out again. */
export function RepeatPanel({ draft, change, zone, pressed }: RepeatPanelProps) {
  const t = useTranslations("composer.schedule.repeat");
  const { startsAt, rule } = draft;
  const parsed = parseRule(rule, zone);
  const choice = startsAt && parsed.ok ? choiceOf(parsed.recurrence, startsAt) : null;
  const ruleOf = (next: Choice, at: string) => writeRule(recurrenceOfChoice(next, at));
  const move = (at: string) => {
    if (at === "") return change({ startsAt: at });
    // A weekly rule follows the day of its start, as long as that is its only day.
    const kept = choice && choice.weekdays.join() !== freshChoice(startsAt).weekdays.join();
    const weekdays = kept ? choice.weekdays : freshChoice(at).weekdays;
    change({ startsAt: at, rule: ruleOf({ ...(choice ?? freshChoice(at)), weekdays }, at) });
  };
  return (
    <div className="grid gap-4">
      <DateTimeField
        label={t("first")}
        value={startsAt}
        zone={zone}
        error={pressed && startsAt === "" ? t("missing") : undefined}
        onChange={move}
      />
      {choice && (
        <RecurrenceBuilder
          choice={choice}
          startsAt={startsAt}
          onChange={(next) => change({ rule: ruleOf(next, startsAt) })}
        />
      )}
      <RecurrencePreview rule={rule} startsAt={startsAt} timeZone={zone} />
    </div>
  );
}
