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

/** Downloads the plan as a CSV that an import reads back. */
export function ExportButton({ filters = {} }: { filters?: Partial<Omit<ExportPlanInput, "locale">> }) {
  const t = useTranslations("imports.export");
  const locale = useLocale();
  const cache = api.useUtils();
  const message = useErrorMessage();
  const [busy, setBusy] = useState(false);
  const download = async (): Promise<void> => {
    setBusy(true);
    try {
      const { fileName, csv, rowCount, truncated } = await cache.imports.export.fetch(
        { ...filters, locale },
        { staleTime: 0 },
      );
      downloadText(fileName, csv);
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
      {t("action")}
    </Button>
  );
}
