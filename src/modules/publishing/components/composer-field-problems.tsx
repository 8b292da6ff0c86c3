"use client";

import { CircleAlert, TriangleAlert } from "lucide-react";
import { cn } from "@/ui/cn";
import type { Problem } from "./composer-check";
import { useProblemWords } from "./use-problem-words";

interface FieldProblemsProps {
  id: string;
  problems: readonly Problem[];
  className?: string;
}

/** What is wrong with one field, below it; several channels that say the same say it once. */
export function FieldProblems({ id, problems, className }: FieldProblemsProps) {
  const words = useProblemWords();
  const sentences = new Map(problems.map((problem) => [words(problem), problem.severity]));
  if (sentences.size === 0) return null;
  return (
    <ul id={id} className={cn("grid gap-1 text-[0.8125rem]", className)}>
      {[...sentences].map(([sentence, severity]) => (
        <li
          key={sentence}
          className={cn(
            "flex items-start gap-1.5",
            severity === "error" ? "text-danger-ink" : "text-warning-ink",
          )}
        >
          {severity === "error" ? (
            <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          ) : (
            <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          )}
          <span>{sentence}</span>
        </li>
      ))}
    </ul>
  );
}
