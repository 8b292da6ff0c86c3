"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { cn } from "@/ui/cn";
import { Badge } from "@/ui/primitives/badge";
import { Checkbox } from "@/ui/primitives/checkbox";
import { type ImportRow, isTroubled } from "../schemas";
import { useProblemText } from "./use-problem-text";

const rowHeightPx = 84;
const COLUMNS =
  "grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 gap-y-1 sm:grid-cols-[2.25rem_9rem_minmax(0,2fr)_minmax(0,1fr)_minmax(0,2fr)]";

export interface RowTableProps {
  rows: readonly ImportRow[];
  mayTake: (row: ImportRow) => boolean;
  isChosen: (row: ImportRow) => boolean;
  onToggle: (row: number, on: boolean) => void;
  allChosen: boolean;
  onToggleAll: (on: boolean) => void;
  onOpen: (row: number) => void;
}

/** The rows of a file, drawn only where they are seen; on a phone each is a card. */
export function RowTable(props: RowTableProps) {
  const { rows, allChosen, onToggleAll } = props;
  const t = useTranslations("imports.rows");
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  // oxlint-disable-next-line react/incompatible-library -- nothing that it returns is memoized here
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => box,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => rows[index]?.row ?? index,
    overscan: 8,
  });
  if (rows.length === 0)
    return (
      <p className="rounded-lg border border-line bg-surface px-4 py-10 text-center text-ink-muted">
        {t("none")}
      </p>
    );
  return (
    <div
      role="table"
      aria-label={t("label")}
      aria-rowcount={rows.length + 1}
      className="overflow-hidden rounded-lg border border-line bg-surface shadow-xs"
    >
      <div role="rowgroup">
        <div
          role="row"
          aria-rowindex={1}
          className={cn(
            COLUMNS,
            "items-center border-line border-b bg-canvas px-4 py-2.5 text-ink-subtle text-xs font-medium",
          )}
        >
          <span role="columnheader">
            <Checkbox
              aria-label={t("selectAll")}
              checked={allChosen}
              onCheckedChange={(on) => onToggleAll(on === true)}
            />
          </span>
          <span role="columnheader">{t("when")}</span>
          <span role="columnheader" className="max-sm:sr-only">
            {t("text")}
          </span>
          <span role="columnheader" className="max-sm:sr-only">
            {t("channels")}
          </span>
          <span role="columnheader" className="max-sm:sr-only">
            {t("problems")}
          </span>
        </div>
      </div>
      <div
        ref={setBox}
        role="rowgroup"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-[60dvh] overflow-y-auto focus-visible:-outline-offset-2"
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            return (
              row && (
                <div
                  key={key}
                  role="row"
                  aria-rowindex={index + 2}
                  data-index={index}
                  ref={virtual.measureElement}
                  className={cn(
                    COLUMNS,
                    "absolute inset-x-0 items-start border-line border-b px-4 py-3 text-sm",
                  )}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <RowCells {...props} row={row} />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function RowCells({ row, mayTake, isChosen, onToggle, onOpen }: RowTableProps & { row: ImportRow }) {
  const t = useTranslations("imports.rows");
  const { cells, channels } = row;
  const words = postLabelOf({ title: cells.title ?? null, text: cells.text ?? "" }) || "—";
  return (
    <>
      <span role="cell" className="grid gap-1 pt-0.5">
        <Checkbox
          aria-label={t("select", { row: row.row })}
          disabled={!mayTake(row)}
          checked={isChosen(row)}
          onCheckedChange={(on) => onToggle(row.row, on === true)}
        />
        <span className="tabular text-ink-subtle text-xs">{row.row}</span>
      </span>
      <span role="cell">
        <RowWhen row={row} />
      </span>
      <span role="cell" className="min-w-0 max-sm:col-start-2">
        <button
          type="button"
          aria-label={`${t("open", { row: row.row })}: ${words}`}
          onClick={() => onOpen(row.row)}
          className="line-clamp-2 rounded-xs text-left break-words underline-offset-4 hover:underline pointer-coarse:min-h-6"
        >
          {words}
        </button>
      </span>
      <span role="cell" className="min-w-0 truncate text-ink-muted max-sm:col-start-2">
        {channels.map(({ name }) => name).join(", ") || t("noChannel")}
      </span>
      <span role="cell" className="min-w-0 max-sm:col-start-2">
        <RowProblems row={row} />
      </span>
    </>
  );
}

function RowWhen({ row }: { row: ImportRow }) {
  const t = useTranslations("imports.rows");
  const format = useFormat();
  const { publishAt, timeZone, wallTime, queued } = row;
  if (!publishAt || !timeZone || !wallTime) return <Badge>{t(queued ? "queued" : "draft")}</Badge>;
  const when = format.instant(publishAt, timeZone, "medium");
  return <time dateTime={publishAt.toISOString()}>{queued ? t("queuedFrom", { when }) : when}</time>;
}

const drawnMax = 2;
const OUTCOME_TONES = { made: "success", pending: "info", undone: "neutral" } as const;

function RowProblems({ row }: { row: ImportRow }) {
  const t = useTranslations("imports.rows");
  const words = useProblemText();
  const { outcome } = row;
  if (outcome && outcome.state !== "draft")
    return <Badge tone={OUTCOME_TONES[outcome.state]}>{t(outcome.state)}</Badge>;
  const problems = outcome ? outcome.problems : row.problems;
  if (problems.length === 0)
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-muted">
        <CircleCheck aria-hidden className="size-4 text-success-ink" />
        {t(outcome ? "kept" : "ok")}
      </span>
    );
  const sorted = isTroubled(row) ? [...problems].sort((a) => (a.severity === "error" ? -1 : 1)) : problems;
  return (
    <ul className="grid gap-0.5">
      {outcome && <li className="text-ink-muted text-xs">{t("kept")}</li>}
      {sorted.slice(0, drawnMax).map((problem) => {
        const failing = problem.severity === "error";
        const Icon = failing ? CircleAlert : TriangleAlert;
        const sentence = words(problem);
        return (
          <li key={sentence} className="flex items-start gap-1.5">
            <Icon
              aria-hidden
              className={cn("mt-0.5 size-4 shrink-0", failing ? "text-danger-ink" : "text-warning-ink")}
            />
            <span className="line-clamp-2 min-w-0 break-words">{sentence}</span>
          </li>
        );
      })}
      {sorted.length > drawnMax && <li className="text-ink-subtle text-xs">+ {sorted.length - drawnMax}</li>}
    </ul>
  );
}
