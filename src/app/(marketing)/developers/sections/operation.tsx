import { useTranslations } from "next-intl";
import type { ReferenceField, ReferenceOperation } from "@/trpc/reference";
import { Badge } from "@/ui/primitives/badge";
import { CopyButton } from "@/ui/primitives/copy-button";
import type { Tone } from "@/ui/tone";
import { FieldTable } from "./field-table";

const METHOD_TONE: Record<ReferenceOperation["method"], Tone> = {
  GET: "info",
  POST: "success",
  PUT: "warning",
  PATCH: "warning",
  DELETE: "danger",
};

/** One operation: what it takes, what it answers, how it fails, and a call to try. */
export function Operation({ operation }: { operation: ReferenceOperation }) {
  const t = useTranslations("developers");
  const { id, method, path, summary, description, scope, parameters, body, status, answer, failures, curl } =
    operation;
  return (
    <article
      aria-labelledby={id}
      className="grid min-w-0 gap-4 rounded-lg border border-line bg-surface p-5 shadow-xs"
    >
      <header className="grid gap-2">
        <h3 id={id} className="scroll-mt-6 font-semibold">
          {summary}
        </h3>
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={METHOD_TONE[method]}>{method}</Badge>
          <code className="font-mono text-sm break-all">{path}</code>
        </p>
        {description && <p className="max-w-prose text-sm text-ink-muted">{description}</p>}
        <p className="text-sm text-ink-muted">
          {t("scope")} <code className="font-mono text-xs text-ink">{scope}</code>
        </p>
      </header>
      <Fields title={t("parameters")} of={summary} fields={parameters} />
      <Fields title={t("body")} of={summary} fields={body} />
      <Fields title={`${t("answer")} ${status}`} of={summary} fields={answer} />
      <p className="text-sm text-ink-muted">
        {t("failures")} <span className="font-mono text-xs">{failures.join(", ")}</span>
      </p>
      <div className="grid min-w-0 gap-2">
        <div className="flex items-center justify-between gap-3">
          <h4 className="text-sm font-medium">{t("example")}</h4>
          <CopyButton text={curl} />
        </div>
        <section
          aria-label={`${t("example")}: ${summary}`}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-80 overflow-auto rounded-md border border-line bg-sunken p-3"
        >
          <pre className="font-mono text-xs">{curl}</pre>
        </section>
      </div>
    </article>
  );
}

function Fields({ title, of, fields }: { title: string; of: string; fields: readonly ReferenceField[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="grid min-w-0 gap-2">
      <h4 className="text-sm font-medium">{title}</h4>
      <FieldTable label={`${title}: ${of}`} fields={fields} />
    </div>
  );
}
