"use client";

import { useTranslations } from "next-intl";
import { ErrorState } from "@/ui/patterns/error-state";
import { PlainShell } from "@/ui/shell/plain-shell";

/** A page that broke; the rest of the product still stands. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations("common.error");
  return (
    <PlainShell>
      <h1 className="sr-only">{t("title")}</h1>
      <ErrorState title={t("title")} description={t("description")} onRetry={reset} traceId={error.digest} />
    </PlainShell>
  );
}
