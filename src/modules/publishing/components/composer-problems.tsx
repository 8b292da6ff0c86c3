"use client";

import { ArrowRight, CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/ui/cn";
import type { Problem } from "./composer-check";
import { useComposer } from "./composer-context";
import { useProblemWords } from "./use-problem-words";

export const problemsId = "composer-problems";

interface Line {
  key: string;
  sentence: string;
  problem: Problem;
  /** The channels that say so. */
  names: string[];
}

/** One line for what several channels say alike, errors first. */
function useLines(): Line[] {
  const words = useProblemWords();
  const { composed, problems } = useComposer();
  const nameOf = new Map(
    composed.flatMap(({ channel, problems: own }) => own.map((problem) => [problem, channel.name] as const)),
  );
  const lines = new Map<string, Line>();
  for (const problem of problems) {
    const sentence = words(problem);
    const { tab, field } = problem.target;
    const key = [tab, field, problem.file, sentence].join("\n");
    const line = lines.get(key) ?? { key, sentence, problem, names: [] };
    const name = nameOf.get(problem);
    lines.set(key, name ? { ...line, names: [...line.names, name] } : line);
  }
  const rank = ({ problem }: Line) => (problem.severity === "error" ? 0 : 1);
  return [...lines.values()].sort((a, b) => rank(a) - rank(b));
}

/** Everything that stands in the way, and what readers would miss; a press on one leads to its field. */
export function ComposerProblems() {
  const t = useTranslations("composer.problems");
  const lines = useLines();
  if (lines.length === 0) return null;
  const errors = lines.filter(({ problem }) => problem.severity === "error").length;
  return (
    <section
      id={problemsId}
      tabIndex={-1}
      aria-labelledby={`${problemsId}-label`}
      className="grid gap-2 rounded-lg border border-line bg-surface px-4 py-3 outline-none focus-visible:ring-2 focus-visible:ring-ring sm:px-5"
    >
      <h2 id={`${problemsId}-label`} className="flex items-center gap-2 text-sm font-medium">
        {errors === 0 && <CircleCheck aria-hidden className="size-4 shrink-0 text-success-ink" />}
        {errors > 0 ? t("title", { count: errors }) : t("ready")}
      </h2>
      <ul className="-mx-2 grid">
        {lines.map((line) => (
          <ProblemLine key={line.key} line={line} />
        ))}
      </ul>
    </section>
  );
}

function ProblemLine({ line: { sentence, problem, names } }: { line: Line }) {
  const t = useTranslations("composer.problems");
  const { goTo } = useComposer();
  const failing = problem.severity === "error";
  const Icon = failing ? CircleAlert : TriangleAlert;
  return (
    <li>
      <button
        type="button"
        onClick={() => goTo(problem.target)}
        className="group flex w-full items-start gap-2 rounded-sm px-2 py-1.5 text-left text-sm hover:bg-hover pointer-coarse:min-h-11"
      >
        <Icon
          aria-hidden
          className={cn("mt-0.5 size-4 shrink-0", failing ? "text-danger-ink" : "text-warning-ink")}
        />
        <span className="grid min-w-0 grow">
          <span>
            {problem.file !== null && (
              <span className="font-medium">{t("file", { file: problem.file })} </span>
            )}
            {sentence}
          </span>
          {names.length > 0 && <span className="text-xs text-ink-subtle">{names.join(", ")}</span>}
        </span>
        <ArrowRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-ink-subtle opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
        />
      </button>
    </li>
  );
}
