"use client";

import { RotateCw, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "../cn";
import { Button } from "../primitives/button";

export interface ErrorStateProps {
  title?: ReactNode;
  description: ReactNode;
  onRetry?: () => void;
  retrying?: boolean;
  /** Ties what the person saw to our logs. */
  traceId?: string;
  className?: string;
}

/** Something could not be loaded; offers to try again. */
export function ErrorState({ title, description, onRetry, retrying, traceId, className }: ErrorStateProps) {
  const t = useTranslations("ui.errorState");
  return (
    <div
      role="alert"
      className={cn(
        "grid justify-items-center gap-3 rounded-lg border border-danger-line bg-danger-soft/50 px-6 py-12 text-center",
        className,
      )}
    >
      <TriangleAlert aria-hidden className="size-6 text-danger-ink" />
      <div className="grid max-w-md gap-1">
        <p className="font-semibold">{title ?? t("title")}</p>
        <p className="text-sm text-ink-muted">{description}</p>
      </div>
      {onRetry && (
        <Button onClick={onRetry} loading={retrying}>
          <RotateCw aria-hidden />
          {t("retry")}
        </Button>
      )}
      {traceId && <p className="font-mono text-xs text-ink-muted">{t("reference", { traceId })}</p>}
    </div>
  );
}
