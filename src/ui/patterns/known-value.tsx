import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** A value, or a dash that says why there is none: never a zero that nobody measured. */
export function KnownValue({ value, reason }: { value: ReactNode | null | undefined; reason?: string }) {
  const t = useTranslations("ui");
  if (value !== null && value !== undefined) return value;
  return (
    <span title={reason ?? t("unknown")} className="text-ink-subtle">
      <span aria-hidden>—</span>
      <span className="sr-only">{reason ?? t("unknown")}</span>
    </span>
  );
}
