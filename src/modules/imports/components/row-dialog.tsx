"use client";

import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { Textarea } from "@/ui/primitives/textarea";
import {
  IMPORT_FIELDS,
  type ImportField,
  type ImportRow,
  type ImportView,
  type RowProblem,
} from "../schemas";
import { useProblemText } from "./use-problem-text";

const LONG = new Set<ImportField>(["text", "firstComment", "thread", "parts", "variants", "altText"]);
/** Shown even when the file has no column for them: what a row most often lacks. */
const ALWAYS = new Set<ImportField>(["text", "date", "time", "channels"]);

export interface RowDialogProps {
  file: ImportView;
  row: ImportRow;
  base: string;
  editable: boolean;
  onClose: () => void;
}

/** One row, whole: its fields to correct, each with what is wrong with it. */
export function RowDialog({ file, row, base, editable, onClose }: RowDialogProps) {
  const t = useTranslations("imports.edit");
  const { cells, outcome } = row;
  const close = (): void => {
    // A field that is taken away while it has the focus is not told that it is left: what was typed must not be lost.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    onClose();
  };
  const fields = IMPORT_FIELDS.filter(
    (field) =>
      file.mapping[field] !== undefined ||
      cells[field] !== undefined ||
      (ALWAYS.has(field) && !(file.mapping.dateTime && (field === "date" || field === "time"))),
  );
  const problems = outcome ? outcome.problems : row.problems;
  const loose = problems.filter(({ field }) => field === null || !fields.includes(field));
  return (
    <Dialog open onOpenChange={(next) => !next && close()}>
      <DialogContent
        title={t("title", { row: row.row })}
        description={editable ? t("description") : t("accepted")}
        footer={
          <>
            {outcome?.postId && outcome.state !== "undone" && (
              <ButtonLink href={`${base}/posts/${outcome.postId}`}>{t("openPost")}</ButtonLink>
            )}
            <Button variant="primary" onClick={close}>
              {t("close")}
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          {loose.length > 0 && <ProblemList problems={loose} />}
          {fields.map((field) => (
            <CellField
              key={field}
              file={file}
              row={row}
              field={field}
              editable={editable}
              problems={problems.filter((problem) => problem.field === field)}
            />
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}

function ProblemList({ problems }: { problems: readonly RowProblem[] }) {
  const words = useProblemText();
  return (
    <ul className="grid gap-1 text-sm">
      {problems.map((problem) => {
        const failing = problem.severity === "error";
        const Icon = failing ? CircleAlert : TriangleAlert;
        const sentence = words(problem);
        return (
          <li key={sentence} className="flex items-start gap-1.5">
            <Icon
              aria-hidden
              className={cn("mt-0.5 size-4 shrink-0", failing ? "text-danger-ink" : "text-warning-ink")}
            />
            {sentence}
          </li>
        );
      })}
    </ul>
  );
}

interface CellFieldProps {
  file: ImportView;
  row: ImportRow;
  field: ImportField;
  editable: boolean;
  problems: readonly RowProblem[];
}

function CellField({ file, row, field, editable, problems }: CellFieldProps) {
  const t = useTranslations("imports.field");
  const words = useProblemText();
  const message = useErrorMessage();
  const cache = api.useUtils();
  const before = row.cells[field] ?? "";
  const [value, setValue] = useState(before);
  const save = api.imports.setCell.useMutation({
    onSuccess: (changed) => {
      cache.imports.rows.setData(
        { importId: file.id },
        (old) => old && { items: old.items.map((each) => (each.row === changed.row ? changed : each)) },
      );
      if (file.mapping[field] === undefined) void cache.imports.get.invalidate({ importId: file.id });
    },
  });
  const commit = (): void => {
    if (editable && value !== before) save.mutate({ importId: file.id, row: row.row, field, value });
  };
  const errors = problems.filter(({ severity }) => severity === "error").map(words);
  const hints = problems.filter(({ severity }) => severity === "warning").map(words);
  const failed = save.isError ? [message(save.error)] : [];
  const shared = { value, readOnly: !editable, onBlur: commit };
  return (
    <Field
      label={t(field)}
      error={[...failed, ...errors].join(" ") || undefined}
      hint={hints.join(" ") || undefined}
    >
      {(control) =>
        LONG.has(field) ? (
          <Textarea rows={3} onChange={(event) => setValue(event.target.value)} {...shared} {...control} />
        ) : (
          <Input
            onChange={(event) => setValue(event.target.value)}
            onKeyDown={(event) => event.key === "Enter" && commit()}
            {...shared}
            {...control}
          />
        )
      }
    </Field>
  );
}
