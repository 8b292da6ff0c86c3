"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { secondMs } from "@/kernel/time";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { QueryError } from "@/ui/patterns/query-error";
import { TableSkeleton } from "@/ui/patterns/table-skeleton";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { type Accepted, type ImportRow, type ImportView, isTroubled, kindOfRow } from "../schemas";
import { RowDialog } from "./row-dialog";
import { RowTable } from "./row-table";

const FILTERS = ["all", "troubled", "warned", "ready"] as const;
type Filter = (typeof FILTERS)[number];
const runningMs = 3 * secondMs;

const isWarned = (row: ImportRow): boolean => !isTroubled(row) && row.problems.length > 0;
const MATCHES: Record<Filter, (row: ImportRow) => boolean> = {
  all: () => true,
  troubled: (row) => isTroubled(row) || row.outcome?.state === "draft",
  warned: isWarned,
  ready: (row) => !isTroubled(row),
};

export interface ImportRowsProps {
  file: ImportView;
  base: string;
  onBack: () => void;
  onAccepted: (accepted: Accepted) => void;
}

/** Every row as it would be, with what is wrong, to correct, to choose and to import. */
export function ImportRows(props: ImportRowsProps) {
  const { file } = props;
  const rows = api.imports.rows.useQuery(
    { importId: file.id },
    { refetchInterval: file.state === "running" ? runningMs : false, staleTime: 30 * secondMs },
  );
  if (rows.isPending) return <TableSkeleton rows={8} />;
  if (rows.isError) return <QueryError query={rows} />;
  return <RowDesk {...props} rows={rows.data.items} />;
}

function RowDesk({ file, base, rows, onBack, onAccepted }: ImportRowsProps & { rows: readonly ImportRow[] }) {
  const t = useTranslations("imports.rows");
  const [filter, setFilter] = useState<Filter>("all");
  const [refused, setRefused] = useState<ReadonlySet<number>>(new Set());
  const [asDrafts, setAsDrafts] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const { accept, isPending, problem } = useAccept(file, onAccepted);
  const shown = useMemo(() => rows.filter(MATCHES[filter]), [rows, filter]);
  const editable = file.state === "preview" || file.state === "done";
  const mayTake = (row: ImportRow) => editable && row.outcome === null && (asDrafts || !isTroubled(row));
  const chosen = rows.filter((row) => mayTake(row) && !refused.has(row.row));
  const toggle = (row: number, on: boolean): void => {
    const next = new Set(refused);
    if (on) next.delete(row);
    else next.add(row);
    setRefused(next);
  };
  const kinds = chosen.map((row) => (isTroubled(row) ? "draft" : kindOfRow(row)));
  const count = (kind: string) => kinds.filter((each) => each === kind).length;
  const opened = rows.find(({ row }) => row === open);
  return (
    <div className="grid gap-4">
      <div role="group" aria-label={t("filters")} className="-mx-1 flex gap-1 overflow-x-auto px-1 py-1">
        {FILTERS.map((each) => (
          <FilterButton
            key={each}
            pressed={filter === each}
            onPress={() => setFilter(each)}
            label={t(`filter.${each}`, { count: rows.filter(MATCHES[each]).length })}
          />
        ))}
      </div>
      <RowTable
        rows={shown}
        mayTake={mayTake}
        isChosen={(row) => mayTake(row) && !refused.has(row.row)}
        onToggle={toggle}
        allChosen={chosen.length === rows.filter(mayTake).length && chosen.length > 0}
        onToggleAll={(on) => setRefused(on ? new Set() : new Set(rows.map(({ row }) => row)))}
        onOpen={setOpen}
      />
      {problem && <Banner live tone="danger" title={problem} />}
      {editable && (
        <div className="sticky above-menu z-10 grid gap-3 rounded-lg border border-line bg-surface px-4 py-3 shadow-md">
          {rows.some((row) => isTroubled(row) && row.outcome === null) && (
            <CheckboxField
              label={t("asDrafts")}
              hint={t("asDraftsHint")}
              checked={asDrafts}
              onCheckedChange={(on) => setAsDrafts(on === true)}
            />
          )}
          <div className="flex flex-wrap items-center gap-3">
            <p role="status" className="grow text-sm">
              {t("selected", { count: chosen.length })}
              <span className="text-ink-muted">
                {t("summary", {
                  scheduled: count("scheduled"),
                  queued: count("queued"),
                  drafts: count("draft"),
                })}
              </span>
            </p>
            <Button onClick={onBack}>{t("back")}</Button>
            <Button
              variant="primary"
              disabled={chosen.length === 0}
              loading={isPending}
              onClick={() => accept(chosen, asDrafts)}
            >
              {t("accept", { count: chosen.length })}
            </Button>
          </div>
        </div>
      )}
      {opened && (
        <RowDialog
          file={file}
          row={opened}
          base={base}
          editable={editable && opened.outcome === null}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

function useAccept(file: ImportView, onAccepted: (accepted: Accepted) => void) {
  const cache = api.useUtils();
  const message = useErrorMessage();
  const mutation = api.imports.accept.useMutation({
    onSuccess: (accepted) => {
      cache.imports.get.setData({ importId: file.id }, accepted.import);
      onAccepted(accepted);
    },
    onSettled: () =>
      Promise.all([cache.imports.invalidate(), cache.planning.invalidate(), cache.queues.invalidate()]),
  });
  const accept = (chosen: readonly ImportRow[], asDrafts: boolean): void =>
    mutation.mutate({
      importId: file.id,
      rows: chosen.map(({ row }) => row),
      troubled: asDrafts ? "draft" : "leave",
    });
  return {
    accept,
    isPending: mutation.isPending,
    problem: mutation.isError ? message(mutation.error) : null,
  };
}

function FilterButton({ pressed, onPress, label }: { pressed: boolean; onPress: () => void; label: string }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cn(
        "tabular shrink-0 rounded-full border px-3 py-1 text-sm font-medium transition-colors pointer-coarse:min-h-11 pointer-coarse:px-4",
        pressed
          ? "border-accent bg-accent-soft text-accent-ink"
          : "border-line bg-surface text-ink-muted hover:border-line-strong hover:text-ink",
      )}
    >
      {label}
    </button>
  );
}
