"use client";

import { ArrowRight, CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/ui/cn";
import { sharedTab, type Problem } from "./composer-check";
import { useComposer } from "./composer-context";
import { useProblemWords } from "./use-problem-words";

export const problemsId = "composer-problems";

interface Group {
  key: string;
  name: string | null;
  problems: readonly Problem[];
}

/** Everything that stands in the way, by channel; a press on one leads to its field. */
export function ComposerProblems() {
  const t = useTranslations("composer.problems");
  const { composed, problems } = useComposer();
  const shown = new Set(problems);
  const groups: Group[] = composed.map(({ channel, problems: own }) => ({
    key: channel.id,
    name: channel.name,
    problems: own.filter((problem) => shown.has(problem)),
  }));
  const grouped = new Set(groups.flatMap((group) => group.problems));
  const rest = problems.filter((problem) => !grouped.has(problem));
  const all = [{ key: sharedTab, name: null, problems: rest }, ...groups].filter(
    (group) => group.problems.length > 0,
  );
  if (all.length === 0) return null;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return (
    <section
      id={problemsId}
      tabIndex={-1}
      aria-labelledby={`${problemsId}-label`}
      className="grid gap-3 rounded-lg border border-line bg-surface px-4 py-3 outline-none focus-visible:ring-2 focus-visible:ring-ring sm:px-5"
    >
      <h2 id={`${problemsId}-label`} className="flex items-center gap-2 font-medium text-sm">
        {errors === 0 && <CircleCheck aria-hidden className="size-4 text-success-ink" />}
        {errors > 0 ? t("title", { count: errors }) : t("ready")}
      </h2>
      {all.map((group) => (
        <ProblemGroup key={group.key} group={group} />
      ))}
    </section>
  );
}

function ProblemGroup({ group: { name, problems } }: { group: Group }) {
  const words = useProblemWords();
  const { goTo } = useComposer();
  return (
    <div className="grid gap-0.5">
      {name && <h3 className="font-medium text-ink-subtle text-xs">{name}</h3>}
      <ul className="-mx-2 grid">
        {problems.map((problem, index) => {
          const Icon = problem.severity === "error" ? CircleAlert : TriangleAlert;
          return (
            // Two problems of one field may have one code, as two files without description have.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={`${problem.target.field}-${problem.code}-${index}`}>
              <button
                type="button"
                onClick={() => goTo(problem.target)}
                className="group flex w-full items-start gap-2 rounded-sm px-2 py-1 text-left text-sm hover:bg-hover pointer-coarse:min-h-11"
              >
                <Icon
                  aria-hidden
                  className={cn(
                    "mt-0.5 size-4 shrink-0",
                    problem.severity === "error" ? "text-danger-ink" : "text-warning-ink",
                  )}
                />
                <span className="grow">{words(problem)}</span>
                <ArrowRight
                  aria-hidden
                  className="mt-0.5 size-4 shrink-0 text-ink-subtle opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
                />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
