"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TextRun } from "@/kernel/text-diff";
import { cn } from "@/ui/cn";

/** Unchanged text beyond this is folded: the change is what is looked for. */
const foldFrom = 240;
const keptAround = 90;

function fold(text: string, first: boolean, last: boolean): ReactNode {
  if (text.length <= foldFrom) return text;
  const head = first ? "" : text.slice(0, keptAround);
  const tail = last ? "" : text.slice(-keptAround);
  return `${head} … ${tail}`;
}

/** Runs with a key of their own, the place at which each begins. */
function placed(runs: readonly TextRun[]) {
  let at = 0;
  return runs.map((run, index) => {
    const key = at;
    at += run.text.length + 1;
    return { ...run, key, first: index === 0, last: index === runs.length - 1 };
  });
}

/** A text with what was taken out struck through and what was added underlined. */
export function TextDiff({ runs, className }: { runs: readonly TextRun[]; className?: string }) {
  const t = useTranslations("versions");
  return (
    <p className={cn("whitespace-pre-wrap wrap-anywhere leading-relaxed", className)}>
      {placed(runs).map(({ key, kind, text, first, last }) => {
        if (kind === "same") return <span key={key}>{fold(text, first, last)}</span>;
        if (kind === "removed")
          return (
            <del key={key} className="rounded-xs bg-danger-soft text-danger-ink">
              <span className="sr-only">{t("removed")} </span>
              {text}
            </del>
          );
        return (
          <ins key={key} className="rounded-xs bg-success-soft text-success-ink">
            <span className="sr-only">{t("added")} </span>
            {text}
          </ins>
        );
      })}
    </p>
  );
}
