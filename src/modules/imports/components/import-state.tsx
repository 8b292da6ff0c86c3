import { useTranslations } from "next-intl";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import type { ImportSummary } from "../schemas";

const LOOK: Record<ImportSummary["state"], StatusKind> = {
  preview: "draft",
  running: "running",
  done: "done",
  undone: "cancelled",
};

/** How far an import is. */
export function ImportStateBadge({ state }: Pick<ImportSummary, "state">) {
  const t = useTranslations("imports.state");
  return <StatusBadge kind={LOOK[state]}>{t(state)}</StatusBadge>;
}
