"use client";

import { CalendarX2, Coins, Gauge, type LucideIcon, TimerReset } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { cn } from "@/ui/cn";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/primitives/popover";
import { TEXT_TONE, type Tone } from "@/ui/tone";
import type { MarksView } from "../schemas.grid";
import { useMarks } from "./calendar-context";
import { noonOf } from "./calendar-window";

interface Note {
  key: string;
  kind: keyof MarksView;
  tone: Tone;
  words: string;
}

const ICON: Record<keyof MarksView, LucideIcon> = {
  collisions: TimerReset,
  quotas: Gauge,
  costs: Coins,
  gaps: CalendarX2,
};
const tightShare = 0.8;

/** What deserves a second look on a day, in sentences. */
export function useDayNotes(): (day: string) => Note[] {
  const marks = useMarks();
  const t = useTranslations("planning.calendar.notes");
  const format = useFormat();
  return (day) => {
    if (!marks) return [];
    const on = <T extends { day: string }>(list: readonly T[]) => list.filter((mark) => mark.day === day);
    return [
      ...on(marks.collisions).map(
        ({ channelId, channel, count }): Note => ({
          ...{ key: `collision ${channelId}`, kind: "collisions", tone: "warning" },
          words: t("collision", { channel, count }),
        }),
      ),
      ...on(marks.quotas).map(
        ({ channelId, channel, used, limit, windowMs }): Note => ({
          ...{ key: `quota ${channelId} ${windowMs}`, kind: "quotas" },
          tone: used > limit ? "danger" : used >= limit * tightShare ? "warning" : "neutral",
          words: t(used > limit ? "quotaOver" : "quota", {
            ...{ channel, used, limit },
            window: format.duration(windowMs),
          }),
        }),
      ),
      ...on(marks.costs).map(
        ({ channelId, channel, minor, currency, count }): Note => ({
          ...{ key: `cost ${channelId} ${currency}`, kind: "costs", tone: "neutral" },
          words: t("cost", { channel, count, price: format.money({ minor, currency }) }),
        }),
      ),
      ...on(marks.gaps).map(
        ({ channelId, channel }): Note => ({
          ...{ key: `gap ${channelId}`, kind: "gaps", tone: "neutral" },
          words: t("gap", { channel }),
        }),
      ),
    ];
  };
}

/** Small signs in the head of a day; pressed, they say what they mean. */
export function DayNotes({ day }: { day: string }) {
  const notes = useDayNotes()(day);
  const t = useTranslations("planning.calendar.notes");
  const format = useFormat();
  if (notes.length === 0) return null;
  const kinds = [...new Map(notes.map((note) => [note.kind, note])).values()];
  const words = format.instant(noonOf(day), "UTC", "weekday");
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={t("label", { day: words, count: notes.length })}
          className="inline-flex h-6 items-center gap-0.5 rounded-sm px-0.5 hover:bg-hover"
        >
          {kinds.map(({ kind, tone }) => {
            const Icon = ICON[kind];
            return <Icon key={kind} aria-hidden className={cn("size-3.5", TEXT_TONE[tone])} />;
          })}
        </button>
      </PopoverTrigger>
      <PopoverContent aria-label={words} className="w-80 p-3">
        <p className="mb-2 text-sm font-semibold first-letter:uppercase">{words}</p>
        <ul className="grid gap-2 text-sm">
          {notes.map(({ key, kind, tone, words }) => {
            const Icon = ICON[kind];
            return (
              <li key={key} className="flex items-start gap-2">
                <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", TEXT_TONE[tone])} />
                <span>{words}</span>
              </li>
            );
          })}
        </ul>
      </PopoverContent>
    </Popover>
  );
}
