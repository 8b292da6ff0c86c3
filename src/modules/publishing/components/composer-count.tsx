"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { cn } from "@/ui/cn";
import type { TextCount } from "./composer-check";

const radius = 7;
const girth = 2 * Math.PI * radius;
/** The share of the limit from which what is left is worth a glance. */
const nearlyFull = 0.9;

const toneOf = ({ used, max }: TextCount): string => {
  if (used > max) return "text-danger-ink";
  return used > max * nearlyFull ? "text-warning-ink" : "text-ink-subtle";
};

interface CharacterCountProps {
  /** The channel whose count it is, as screen readers hear it. */
  name: string;
  count: TextCount;
  className?: string;
}

/** How much of a network's limit a text takes: a ring, and the numbers. */
export function CharacterCount({ name, count, className }: CharacterCountProps) {
  const t = useTranslations("composer.count");
  const format = useFormat();
  const { used, max, unit } = count;
  const filled = Math.min(1, max > 0 ? used / max : 1);
  const over = used - max;
  return (
    <span className={cn("tabular inline-flex items-center gap-1.5 text-xs", toneOf(count), className)}>
      <svg aria-hidden viewBox="0 0 18 18" className="size-4 -rotate-90">
        <circle cx="9" cy="9" r={radius} fill="none" strokeWidth="2.5" className="stroke-line" />
        <circle
          cx="9"
          cy="9"
          r={radius}
          fill="none"
          strokeWidth="2.5"
          className="stroke-current"
          strokeDasharray={`${filled * girth} ${girth}`}
        />
      </svg>
      <span aria-hidden className={cn(over > 0 && "font-semibold")}>
        {over > 0
          ? t("over", { count: format.number(over) })
          : t("of", { used: format.number(used), max: format.number(max) })}
      </span>
      <span className="sr-only">{t("spoken", { name, used, max, unit })}</span>
    </span>
  );
}
