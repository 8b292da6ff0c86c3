"use client";

import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { secondMs } from "@/kernel/time";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { QueryError } from "@/ui/patterns/query-error";
import { BackLink } from "@/ui/patterns/back-link";
import { PageHeader } from "@/ui/patterns/page-header";
import { TableSkeleton } from "@/ui/patterns/table-skeleton";
import type { Accepted, ImportView } from "../schemas";
import { ImportColumns } from "./import-columns";
import { ImportResult } from "./import-result";
import { ImportRows } from "./import-rows";
import { ImportStateBadge } from "./import-state";
import { ImportActions } from "./import-undo";

const STEPS = ["columns", "rows", "result"] as const;
type Step = (typeof STEPS)[number];
/** How often a run that fetches files is looked at. */
const runningMs = 3 * secondMs;

export interface ImportWizardProps {
  importId: Id<"import">;
  base: string;
  zone: string;
}

/** A file's way into the plan, step by step; the step is in the address. */
export function ImportWizard({ importId, base, zone }: ImportWizardProps) {
  const t = useTranslations("imports");
  const one = api.imports.get.useQuery(
    { importId },
    { refetchInterval: ({ state }) => (state.data?.state === "running" ? runningMs : false) },
  );
  if (one.isPending) return <TableSkeleton />;
  if (one.isError) return <QueryError query={one} />;
  return (
    <>
      <PageHeader
        above={<BackLink href={`${base}/import`}>{t("back")}</BackLink>}
        title={one.data.fileName}
        badge={<ImportStateBadge state={one.data.state} />}
        actions={<ImportActions file={one.data} base={base} />}
      />
      <Steps file={one.data} base={base} zone={zone} />
    </>
  );
}

function Steps({ file, base, zone }: { file: ImportView; base: string; zone: string }) {
  const [step, setStep] = useQueryState("step", parseAsStringLiteral(STEPS).withOptions({ history: "push" }));
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const first: Step = file.state === "preview" ? "columns" : "rows";
  const shown: Step = step === "result" && !accepted ? "rows" : (step ?? first);
  const go = (next: Step) => void setStep(next);
  return (
    <>
      <StepTrail current={shown} />
      {shown === "columns" && <ImportColumns file={file} zone={zone} onDone={() => go("rows")} />}
      {shown === "rows" && (
        <ImportRows
          file={file}
          base={base}
          onBack={() => go("columns")}
          onAccepted={(result) => {
            setAccepted(result);
            go("result");
          }}
        />
      )}
      {shown === "result" && accepted && (
        <ImportResult accepted={accepted} base={base} onRest={() => go("rows")} />
      )}
    </>
  );
}

function StepTrail({ current }: { current: Step }) {
  const t = useTranslations("imports.steps");
  return (
    <ol
      aria-label={t("label")}
      className="mb-6 flex flex-wrap gap-x-5 gap-y-1 border-line border-b pb-3 text-sm"
    >
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? "step" : undefined}
          className={cn("flex items-center gap-2", step === current ? "font-semibold" : "text-ink-muted")}
        >
          <span
            aria-hidden
            className={cn(
              "tabular grid size-6 place-items-center rounded-full border text-xs",
              step === current ? "border-accent bg-accent text-on-accent" : "border-line-strong",
            )}
          >
            {index + 1}
          </span>
          {t(step)}
        </li>
      ))}
    </ol>
  );
}
