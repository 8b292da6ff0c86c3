"use client";

import { Check, CircleAlert, CloudOff, LoaderCircle, type LucideIcon, PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { cn } from "@/ui/cn";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import type { SaverSnapshot } from "./composer-saver";

const LOOK: Record<SaverSnapshot["status"]["kind"], { icon: LucideIcon; className?: string }> = {
  idle: { icon: PencilLine },
  unsaved: { icon: PencilLine },
  saving: { icon: LoaderCircle, className: "animate-spin" },
  saved: { icon: Check, className: "text-success-ink" },
  retrying: { icon: CloudOff, className: "text-warning-ink" },
  offline: { icon: CloudOff, className: "text-warning-ink" },
  refused: { icon: CircleAlert, className: "text-danger-ink" },
  conflict: { icon: CircleAlert, className: "text-danger-ink" },
};

interface ComposerStatusProps {
  snapshot: SaverSnapshot;
  /** A planned post is saved at its author's word only. */
  planned: boolean;
  zone: string;
  onRetry: () => void;
}

/** Whether what is on the page is safe, in words. */
export function ComposerStatus({ snapshot: { status, dirty }, planned, zone, onRetry }: ComposerStatusProps) {
  const t = useTranslations("composer.status");
  const format = useFormat();
  const message = useErrorMessage();
  const { icon: Icon, className } = LOOK[status.kind];
  const words = (): string => {
    if (status.kind === "saved") {
      const today = format.instant(status.at, zone, "date") === format.instant(new Date(), zone, "date");
      return t("saved", { time: format.instant(status.at, zone, today ? "time" : "medium") });
    }
    if (status.kind === "refused") return t("refused", { reason: message(status.error) });
    if (planned && dirty && status.kind === "unsaved") return t("notUpdated");
    return t(status.kind);
  };
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-[0.8125rem] text-ink-muted">
      <p role="status" className="flex min-w-0 items-start gap-1.5">
        <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", className)} />
        <span>{words()}</span>
      </p>
      {(status.kind === "retrying" || status.kind === "offline" || status.kind === "refused") && (
        <Button size="sm" variant="link" onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </div>
  );
}
