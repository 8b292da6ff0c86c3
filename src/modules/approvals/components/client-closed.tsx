import { ClockAlert, type LucideIcon, Unlink, Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/ui/patterns/empty-state";

export type ClosedReason = "expired" | "revoked" | "unknown";
const ICON: Record<ClosedReason, LucideIcon> = { expired: ClockAlert, revoked: Unplug, unknown: Unlink };

/** What a link shows that opens nothing: why, and what to do. */
export function ClientClosed({ reason }: { reason: ClosedReason }) {
  const t = useTranslations("approvals.client.closed");
  return (
    <EmptyState
      icon={ICON[reason]}
      title={<h1 className="text-lg">{t(`${reason}.title`)}</h1>}
      description={t(`${reason}.body`)}
    />
  );
}
