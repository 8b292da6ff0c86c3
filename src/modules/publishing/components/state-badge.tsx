import { useTranslations } from "next-intl";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import type { DeliveryState, PostState } from "../schemas";

/** How each state of a post looks. */
export const POST_LOOK = {
  draft: "draft",
  scheduled: "planned",
  publishing: "running",
  published: "done",
  partial: "partial",
  needs_attention: "attention",
  held: "paused",
  failed: "failed",
  missed: "late",
  cancelled: "cancelled",
} as const satisfies Record<PostState, StatusKind>;

/** How each state of a delivery looks. */
export const DELIVERY_LOOK = {
  waiting: "planned",
  scheduled: "planned",
  leased: "running",
  sending: "running",
  unconfirmed: "unsure",
  published: "done",
  failed: "failed",
  needs_attention: "attention",
  held: "paused",
  missed: "late",
  cancelled: "cancelled",
} as const satisfies Record<DeliveryState, StatusKind>;

/** Where a post stands, in colour, shape and word. */
export function PostStateBadge({ state, className }: { state: PostState; className?: string }) {
  const t = useTranslations("publishing.postState");
  return (
    <StatusBadge kind={POST_LOOK[state]} className={className}>
      {t(state)}
    </StatusBadge>
  );
}

/** Where a delivery stands; one that was taken off its network says so. */
export function DeliveryStateBadge({ state, removed = false }: { state: DeliveryState; removed?: boolean }) {
  const t = useTranslations("publishing");
  if (removed) return <StatusBadge kind="cancelled">{t("removed")}</StatusBadge>;
  return <StatusBadge kind={DELIVERY_LOOK[state]}>{t(`deliveryState.${state}`)}</StatusBadge>;
}
