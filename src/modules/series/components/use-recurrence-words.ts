"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { Recurrence, RuleDay } from "../schemas.rule";
import { monthDayOf, weekdayOf } from "./recurrence-choice";

const asDate = (wallTime: string) => new Date(`${wallTime}Z`);
const nthKey = (nth: number) => (nth < 0 ? (nth === -1 ? "last" : "fromEnd") : "nth");

/** A rule as a sentence: "Every 2 weeks on Monday and Thursday at 09:00, 10 times". */
export function useRecurrenceWords(): (rule: Recurrence, startsAt: string) => string {
  const t = useTranslations("series.words");
  const format = useFormat();
  const { list } = useFormatter();
  const days = (items: readonly RuleDay[]) =>
    list(
      items.map(({ weekday, nth }) =>
        nth === null
          ? t("day", { weekday: t(`weekday.${weekday}`) })
          : t(`weekdayOf.${nthKey(nth)}`, { weekday: t(`weekday.${weekday}`), nth: Math.abs(nth) }),
      ),
    );
  const monthDays = (items: readonly number[]) =>
    list(items.map((day) => t(`monthDay.${nthKey(day)}`, { nth: Math.abs(day) })));
  const months = (items: readonly number[]) =>
    list(items.map((month) => format.instant(new Date(Date.UTC(2026, month - 1, 15)), "UTC", "monthName")));

  const on = (rule: Recurrence, startsAt: string): string | null => {
    const { frequency, byDay, byMonthDay, bySetPos } = rule;
    if (frequency === "DAILY") return byDay.length > 0 ? t("onDays", { days: days(byDay) }) : null;
    if (frequency === "WEEKLY")
      return t("onDays", {
        days: days(byDay.length > 0 ? byDay : [{ weekday: weekdayOf(startsAt), nth: null }]),
      });
    if (bySetPos.length > 0) return t("onPosition", { positions: monthDays(bySetPos), days: days(byDay) });
    if (byDay.length > 0) return t("onMonthDays", { days: days(byDay) });
    if (byMonthDay.length > 0) return t("onMonthDays", { days: monthDays(byMonthDay) });
    if (frequency === "YEARLY")
      return t("onDate", { date: format.instant(asDate(startsAt), "UTC", "dayMonth") });
    return t("onMonthDays", { days: monthDays([monthDayOf(startsAt)]) });
  };
  const end = ({ count, until }: Recurrence): string => {
    if (count !== null) return t("times", { count });
    return until === null ? "" : t("until", { date: format.instant(asDate(until), "UTC", "date") });
  };
  return (rule, startsAt) => {
    const named = rule.byMonth.length > 0 ? t("inMonths", { months: months(rule.byMonth) }) : null;
    const time = t("at", { time: format.instant(asDate(startsAt), "UTC", "time") });
    const head = [t(`every.${rule.frequency}`, { count: rule.interval }), on(rule, startsAt), named, time];
    return `${head.filter(Boolean).join(" ")}${end(rule)}`;
  };
}
