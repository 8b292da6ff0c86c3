import { useTranslations } from "next-intl";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import { type OutsideState, outsideStateOf } from "../schemas";
import type { SharedPost } from "../types";

/** How an outside state looks. */
export const OUTSIDE_LOOK: Record<OutsideState, StatusKind> = {
  planned: "planned",
  published: "done",
  delayed: "late",
};

/** How a post stands, in an outsider's words. */
export function OutsideBadge({ state }: Pick<SharedPost, "state">) {
  const t = useTranslations("sharing.state");
  const outside = outsideStateOf(state);
  return <StatusBadge kind={OUTSIDE_LOOK[outside]}>{t(outside)}</StatusBadge>;
}
