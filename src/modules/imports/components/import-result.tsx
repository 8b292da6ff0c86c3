"use client";

import { CalendarDays } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import type { Accepted } from "../schemas";
import { UndoImport } from "./import-undo";

export interface ImportResultProps {
  accepted: Accepted;
  base: string;
  onRest: () => void;
}

/** What became of the rows, and the ways on. */
export function ImportResult({ accepted, base, onRest }: ImportResultProps) {
  const t = useTranslations("imports.result");
  const { import: file, made, drafts } = accepted;
  const now = api.imports.get.useQuery({ importId: file.id }).data ?? file;
  // Rows that were not chosen wait as much as those that could not be taken.
  const left = now.rowCount - now.acceptedCount - now.pendingCount;
  return (
    <div className="grid gap-4">
      <h2 className="font-semibold text-lg">{t("title")}</h2>
      <div role="status" className="grid gap-3">
        {made > 0 && <Banner tone="success" title={t("made", { count: made })} />}
        {drafts > 0 && <Banner tone="warning" title={t("drafts", { count: drafts })} />}
        {now.pendingCount > 0 && <Banner tone="info" title={t("pending", { count: now.pendingCount })} />}
        {left > 0 && <Banner tone="neutral" title={t("left", { count: left })} />}
      </div>
      <div className="flex flex-wrap gap-2">
        <ButtonLink variant="primary" href={`${base}/calendar`}>
          <CalendarDays aria-hidden />
          {t("calendar")}
        </ButtonLink>
        <Button onClick={onRest}>{t("rest")}</Button>
        {now.state === "done" && <UndoImport file={now} base={base} />}
      </div>
    </div>
  );
}
