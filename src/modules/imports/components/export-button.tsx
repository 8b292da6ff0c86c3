"use client";

import { Download } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import type { ExportPlanInput } from "../schemas";
import { downloadText } from "./download";

const TYPES = { csv: "text/csv;charset=utf-8", json: "application/json" } as const;

/** Downloads the plan as a file that an import reads back. */
export function ExportButton({ format }: Pick<ExportPlanInput, "format">) {
  const t = useTranslations("imports.export");
  const locale = useLocale();
  const cache = api.useUtils();
  const message = useErrorMessage();
  const [busy, setBusy] = useState(false);
  const download = async (): Promise<void> => {
    setBusy(true);
    try {
      const { fileName, content, rowCount, truncated } = await cache.imports.export.fetch(
        { format, locale },
        { staleTime: 0 },
      );
      downloadText(fileName, content, TYPES[format]);
      if (truncated) toast.info(t("truncated", { count: rowCount }));
      else toast.success(t("done", { count: rowCount }));
    } catch (error) {
      toast.error(message(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} onClick={() => void download()}>
      <Download aria-hidden />
      {t(format === "csv" ? "action" : "json")}
    </Button>
  );
}
